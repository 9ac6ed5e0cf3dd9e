// Files on a real disk. The tests may run as root, whom modes do not stop: what is refused is refused for other reasons, too.
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  chooseFile,
  type Replacement,
  readConfigFile,
  replaceKeepingCopy,
} from "../../../src/cli/setup/config-file.ts";
import { OverwrittenError, SetupError } from "../../../src/cli/setup/setup-error.ts";
import { useFolder } from "../../support/folder.ts";

const folder = useFolder();
const { at } = folder;
const replacement: Replacement = {
  text: "new",
  isSecret: true,
  backupFolder: null,
  now: () => new Date("2026-11-22T19:05:09.123Z"),
};
const write = async (path: string, change: Partial<Replacement> = {}) =>
  replaceKeepingCopy(await readConfigFile(path), { ...replacement, ...change });
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

const isWindows = process.platform === "win32";

describe("what is written", () => {
  test("a new file, in new folders, for its owner alone when it holds a credential", async () => {
    expect(await write(at("a", "b", "secret.json"))).toBeUndefined();
    await write(at("a", "plain.json"), { isSecret: false });
    const modes = [await modeOf(at("a", "b", "secret.json")), await modeOf(at("a", "plain.json"))];
    // Windows knows no owner in a mode.
    expect(modes).toEqual(isWindows ? [0o666, 0o666] : [0o600, 0o644]);
    expect(await readdir(at("a"))).toEqual(["b", "plain.json"]);
  });

  test.each(isWindows ? [0o666] : [0o600, 0o644, 0o640])(
    "in place of a file of mode %o, whose copy is for the owner alone",
    async (mode) => {
      await writeFile(at("x.json"), "old");
      await chmod(at("x.json"), mode);
      const copy = await write(at("x.json"));
      expect(copy).toBe(at("x.json.bak-20261122190509"));
      expect(await readFile(at("x.json"), "utf8")).toBe("new");
      expect(await readFile(copy ?? "", "utf8")).toBe("old");
      expect([await modeOf(at("x.json")), await modeOf(copy ?? "")]).toEqual([
        mode,
        isWindows ? mode : 0o600,
      ]);
      expect((await readdir(folder.path)).sort()).toEqual(["x.json", "x.json.bak-20261122190509"]);
    },
  );

  test("through a link, which stays a link", async () => {
    await mkdir(at("dotfiles"));
    await writeFile(at("dotfiles", "mcp.json"), "old");
    await symlink(join("dotfiles", "mcp.json"), at("mcp.json"));
    expect(await write(at("mcp.json"))).toBe(at("mcp.json.bak-20261122190509"));
    expect(await readlink(at("mcp.json"))).toBe(join("dotfiles", "mcp.json"));
    expect(await readFile(at("dotfiles", "mcp.json"), "utf8")).toBe("new");
    expect(await readdir(at("dotfiles"))).toEqual(["mcp.json"]);
  });
});

async function readRefusal(act: () => Promise<unknown>): Promise<string> {
  const error = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SetupError)) throw new Error(`Not refused: ${error}`);
  return error.message;
}

describe("copies", () => {
  test("go to our own folder, which a repository around it ignores", async () => {
    await mkdir(at(".git"));
    await mkdir(at(".cursor"));
    await writeFile(at(".cursor", "mcp.json"), "old");
    const backupFolder = at("data", "alephant-mcp", "backups");
    const copies = [
      await write(at(".cursor", "mcp.json"), { backupFolder }),
      await write(at(".cursor", "mcp.json"), { backupFolder, text: "newer" }),
    ];
    const name = "cursor-mcp.json.bak-20261122190509";
    expect(copies).toEqual([join(backupFolder, name), join(backupFolder, `${name}-1`)]);
    expect(await readFile(copies[1] ?? "", "utf8")).toBe("new");
    expect(await readdir(at(".cursor"))).toEqual(["mcp.json"]);
    expect(await readFile(join(backupFolder, ".gitignore"), "utf8")).toBe("*\n");
    if (!isWindows) expect(await modeOf(backupFolder)).toBe(0o700);
  });

  test("do not go into a repository where no such folder is known", async () => {
    await mkdir(at(".git"));
    await writeFile(at("x.json"), "old");
    expect(await readRefusal(() => write(at("x.json")))).toBe(
      `the old text cannot be kept in ${folder.path}: it is in a repository. Nothing is replaced without a copy.`,
    );
    expect((await readdir(folder.path)).sort()).toEqual([".git", "x.json"]);
    expect(await readFile(at("x.json"), "utf8")).toBe("old");
  });

  test("do not go through a link in place of our folder", async () => {
    await writeFile(at("x.json"), "old");
    await mkdir(at("elsewhere"));
    await symlink(at("elsewhere"), at("alephant-mcp"));
    const backupFolder = at("alephant-mcp", "backups");
    expect(await readRefusal(() => write(at("x.json"), { backupFolder }))).toContain(
      "is a link, not a folder",
    );
    expect(await readFile(at("x.json"), "utf8")).toBe("old");
  });
});

test("what is written and does not stay is not called unwritten, and the copy is named", async () => {
  await writeFile(at("x.json"), "old");
  // Half a character, which no file can hold: it reads back as something else.
  const error = await write(at("x.json"), { text: "\uD800" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OverwrittenError);
  expect(String(error)).toEndWith(`What was there before: ${at("x.json.bak-20261122190509")}`);
  expect(await readFile(at("x.json.bak-20261122190509"), "utf8")).toBe("old");
});

describe("what is refused, and left as it is", () => {
  test("a read-only file, even for root", async () => {
    await writeFile(at("x.json"), "old");
    await chmod(at("x.json"), 0o444);
    expect(await readRefusal(() => write(at("x.json")))).toBe("it is read-only.");
    expect(await readdir(folder.path)).toEqual(["x.json"]);
    expect(await readFile(at("x.json"), "utf8")).toBe("old");
  });

  test.skipIf(isWindows || process.getuid?.() === 0)("a read-only folder", async () => {
    await writeFile(at("x.json"), "old");
    await chmod(folder.path, 0o555);
    expect(await readRefusal(() => write(at("x.json")))).toStartWith("access is denied.");
    await chmod(folder.path, 0o755);
    expect(await readdir(folder.path)).toEqual(["x.json"]);
  });

  test("a folder in its place", async () => {
    await mkdir(at("x.json"));
    expect(await readRefusal(() => write(at("x.json")))).toBe("it is not a file.");
  });

  test("a file in place of its folder", async () => {
    await writeFile(at("x"), "");
    expect(await readRefusal(() => write(at("x", "y.json")))).toBe(`${at("x")} is not a folder.`);
    expect(await readRefusal(() => write(at("x", "y", "z.json")))).toBe(`${at("x")} is not a folder.`);
  });

  test("a link to nothing", async () => {
    await symlink("nowhere.json", at("x.json"));
    expect(await readRefusal(() => write(at("x.json")))).toBe(
      "it is a link to nothing. Take that link away, or let it point to a file.",
    );
  });

  test("text in another encoding", async () => {
    await writeFile(at("x.json"), Buffer.from("\uFEFF{}", "utf16le"));
    expect(await readRefusal(() => write(at("x.json")))).toBe("it is not UTF-8 text. It was left as it is.");
  });

  test("a file that somebody else has changed or made in between", async () => {
    const missing = await readConfigFile(at("x.json"));
    await writeFile(at("x.json"), "old");
    expect(await readRefusal(() => replaceKeepingCopy(missing, replacement))).toStartWith(
      "it has appeared meanwhile",
    );
    const old = await readConfigFile(at("x.json"));
    await writeFile(at("x.json"), "theirs");
    expect(await readRefusal(() => replaceKeepingCopy(old, replacement))).toStartWith(
      "it has changed meanwhile",
    );
    expect(await readFile(at("x.json"), "utf8")).toBe("theirs");
    expect(await readdir(folder.path)).toEqual(["x.json"]);
  });

  test("a file that the host saves while setup writes", async () => {
    await writeFile(at("x.json"), "old");
    const now = (): Date => {
      writeFileSync(at("x.json"), "theirs");
      return replacement.now();
    };
    expect(await readRefusal(() => write(at("x.json"), { now }))).toStartWith("it has changed meanwhile");
    expect(await readFile(at("x.json"), "utf8")).toBe("theirs");
    expect(await readdir(folder.path)).toEqual(["x.json"]);
  });
});

test("a repository is seen from below, through links, and in a worktree whose .git is a file", async () => {
  await mkdir(at("dotfiles", ".git"), { recursive: true });
  await writeFile(at("dotfiles", "mcp.json"), "{}");
  await symlink(at("dotfiles", "mcp.json"), at("mcp.json"));
  await symlink(at("dotfiles"), at("linked"));
  await mkdir(at("tree", "deep"), { recursive: true });
  await writeFile(at("tree", ".git"), "gitdir: elsewhere\n");
  const isInRepository = async (path: string) => (await readConfigFile(path)).isInRepository;
  expect(await isInRepository(at("mcp.json"))).toBe(true);
  expect(await isInRepository(at("linked", "new", "mcp.json"))).toBe(true);
  expect(await isInRepository(at("tree", "deep", "new", "mcp.json"))).toBe(true);
  expect(await isInRepository(at("mcp.toml"))).toBe(false);
  for (const mark of [".hg", ".jj"]) {
    await mkdir(at(`with${mark}`, mark), { recursive: true });
    expect(await isInRepository(at(`with${mark}`, "mcp.json"))).toBe(true);
  }
});

test("the file that exists counts, then the folder that exists, then the preset", async () => {
  const places = [at("one", "x.jsonc"), at("two", "x.jsonc"), at("two", "x.json"), at("three", "x.json")];
  expect(await chooseFile(places)).toBe(at("three", "x.json"));
  await mkdir(at("two"));
  expect(await chooseFile(places)).toBe(at("two", "x.json"));
  await writeFile(at("two", "x.jsonc"), "{}");
  expect(await chooseFile(places)).toBe(at("two", "x.jsonc"));
  expect(await chooseFile([])).toBeUndefined();
});

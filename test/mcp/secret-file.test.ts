import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecretStore } from "../../src/mcp/secret-file.ts";
import { useSharedFolder } from "../support/folder.ts";

const isWindows = process.platform === "win32";
const root = await useSharedFolder();

let folders = 0;
const nameNewFolder = (): string => join(root, String(folders++), "keys");

test.each([
  ["ci-nightly", "ci-nightly.key"],
  ["CI / Nightly #7", "ci-nightly-7.key"],
  ["../../etc/passwd", "etc-passwd.key"],
  [".", "virtual-key.key"],
  ["Ünïcödé", "n-c-d.key"],
  ["日本", "virtual-key.key"],
  ["con\u0000trol\n", "con-trol.key"],
  ["x".repeat(200), `${"x".repeat(60)}.key`],
])("the label %j becomes the file %s", async (label, file) => {
  const folder = nameNewFolder();
  expect(await createSecretStore(folder)(label, "vk-secret")).toEqual({ path: join(folder, file) });
  expect(await readdir(folder)).toEqual([file]);
  expect(await Bun.file(join(folder, file)).text()).toBe("vk-secret\n");
});

test("nothing is overwritten: the next gets a number", async () => {
  const store = createSecretStore(nameNewFolder());
  const secrets = ["vk-1", "vk-2", "vk-3"];
  const stored = [];
  for (const secret of secrets) stored.push(await store("same", secret));
  const paths = stored.map(({ path }) => path ?? "");
  expect(paths.map((path) => path.replace(/.*[\\/]/, ""))).toEqual(["same.key", "same-1.key", "same-2.key"]);
  const texts = await Promise.all(paths.map((path) => Bun.file(path).text()));
  expect(texts).toEqual(secrets.map((secret) => `${secret}\n`));
});

test("at the same time as well", async () => {
  const store = createSecretStore(nameNewFolder());
  const stored = await Promise.all(Array.from({ length: 20 }, (_, index) => store("same", `vk-${index}`)));
  expect(new Set(stored.map(({ path }) => path)).size).toBe(20);
});

test("a hundred of one label are too many, and the secret is not lost", async () => {
  const folder = nameNewFolder();
  const store = createSecretStore(folder);
  for (let index = 0; index < 100; index++) await store("same", `vk-${index}`);
  expect(await store("same", "vk-last")).toEqual({ path: null, problem: expect.stringContaining("EEXIST") });
});

describe.skipIf(isWindows)("modes", () => {
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

  test("600 in 700, also where the folder was open", async () => {
    const folder = nameNewFolder();
    await createSecretStore(folder)("a", "vk-a");
    await chmod(folder, 0o777);
    const { path } = await createSecretStore(folder)("b", "vk-b");
    expect([await modeOf(path ?? ""), await modeOf(folder)]).toEqual(["600", "700"]);
  });

  test("a link that somebody put there is not followed", async () => {
    const folder = nameNewFolder();
    await createSecretStore(folder)("first", "vk-first");
    const elsewhere = join(root, "elsewhere");
    await symlink(elsewhere, join(folder, "bait.key"));
    const { path } = await createSecretStore(folder)("bait", "vk-bait");
    expect(path).toBe(join(folder, "bait-1.key"));
    expect(await Bun.file(elsewhere).exists()).toBe(false);
  });

  test("a folder that is a link is refused, and what it leads to stays as it was", async () => {
    const [folder, elsewhere] = [nameNewFolder(), join(root, "another-folder")];
    await mkdir(elsewhere);
    await chmod(elsewhere, 0o755);
    await mkdir(join(folder, ".."), { recursive: true });
    await symlink(elsewhere, folder);
    const stored = await createSecretStore(folder)("a", "vk-a");
    expect(stored).toEqual({ path: null, problem: expect.stringContaining("is a link") });
    expect([await readdir(elsewhere), await modeOf(elsewhere)]).toEqual([[], "755"]);
  });
});

test("no folder is known, or none can be made: the problem, not an exception", async () => {
  expect(await createSecretStore(null)("a", "vk-a")).toEqual({
    path: null,
    problem: "no home directory is known",
  });
  const file = join(root, "a-file");
  await writeFile(file, "");
  const { path, ...rest } = await createSecretStore(join(file, "keys"))("a", "vk-secret-in-no-message");
  expect(path).toBeNull();
  expect(JSON.stringify(rest)).toMatch(/E(NOTDIR|EXIST|NOENT)/);
  expect(JSON.stringify(rest)).not.toContain("vk-secret-in-no-message");
});

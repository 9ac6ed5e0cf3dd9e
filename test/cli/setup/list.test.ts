// What `setup --list` finds in the hosts' files, in this process: entries, scopes, obstacles, and what it does not start.
import { describe, expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runInProcess } from "../../support/command.ts";
import { placeFile } from "../../support/folder.ts";
import { shellAnswer as answering } from "../../support/server-answer.ts";
import { secret, useListing, withServers } from "./listing.ts";

const { home, fileOf, createProgram, listEntries } = useListing();

describe.skipIf(process.platform === "win32")("setup --list", () => {
  test("a folder with the name of the program is no program", async () => {
    const command = home.at("alephant-mcp");
    await mkdir(command);
    await placeFile(fileOf("cursor"), withServers({ alephant: { command } }));
    const { entries } = await listEntries();
    expect(entries).toMatchObject([{ exists: false, starts: false }]);
  });

  test("a program in a project's file is not started", async () => {
    const ran = home.at("ran");
    const command = await createProgram("alephant-mcp", `touch ${ran}`);
    const parent = home.at("project");
    await placeFile(join(parent, ".cursor", "mcp.json"), withServers({ alephant: { command } }));
    const started = process.cwd();
    try {
      process.chdir(parent);
      const { entries } = await listEntries();
      expect(entries).toMatchObject([{ host: "cursor", scope: "project", exists: true, starts: null }]);
      expect(entries[0]?.reason).toContain("not started unasked");
    } finally {
      process.chdir(started);
    }
    expect(await Bun.file(ran).exists()).toBe(false);
  });

  test.each([
    [["doctor"]],
    [["setup", "--remove", "--yes", "--host", "cursor"]],
    [["report", "--file", "alephant-mcp"]],
    [[""]],
  ])("with the words %j behind its name the server is not started", async (args) => {
    const ran = home.at("ran");
    const command = await createProgram("alephant-mcp", `touch ${ran}; ${answering}`);
    await placeFile(
      fileOf("cursor"),
      withServers({ direct: { command, args }, wrapped: { command: "env", args: [command, ...args] } }),
    );
    const { entries } = await listEntries();
    expect(entries).toMatchObject([
      { name: "direct", starts_this_server: true, starts: null },
      { name: "wrapped", starts_this_server: true, starts: null },
    ]);
    expect(await Bun.file(ran).exists()).toBe(false);
  });

  test("a host that is named twice is looked at once", async () => {
    await placeFile(fileOf("cursor"), withServers({ alephant: { command: "/gone/alephant-mcp" } }));
    expect((await listEntries("--host cursor,cursor")).entries).toHaveLength(1);
  });

  test("what a terminal obeys in the name of a folder is not printed", async () => {
    const folder = home.at("x\u001b]0;title\u0007\u001b[31m\nred");
    await placeFile(join(folder, ".mcp.json"), withServers({ alephant: { command: "/gone/alephant-mcp" } }));
    await placeFile(join(folder, ".cursor", "mcp.json"), "{");
    const started = process.cwd();
    try {
      process.chdir(folder);
      for (const words of ["--list", "--remove --print --scope project --host claude-code,cursor"]) {
        const said = await runInProcess(["setup", ...words.split(" ")], { env: { HOME: home.path } });
        expect(said.stdout).toContain("x red/.mcp.json");
        expect(said.stdout + said.stderr).toContain("x red/.cursor/mcp.json");
        for (const obeyed of ["\u001b", "\u0007"]) expect(said.stdout + said.stderr).not.toContain(obeyed);
      }
    } finally {
      process.chdir(started);
    }
  });

  test("TOML that is nested too deeply, and none found in what can be read", async () => {
    await placeFile(fileOf("codex"), `a = ${"[".repeat(50_000)}${"]".repeat(50_000)}\n`);
    expect((await listEntries()).unreadable.map(({ reason }) => reason)).toEqual([
      "it is nested too deeply to be read. It was left as it is.",
    ]);
    const { stdout } = await runInProcess(["setup", "--list"], { env: { HOME: home.path } });
    expect(stdout).toStartWith("No assistant's configuration here that can be read has an entry");
  });

  test("a folder where a file should be, and bytes that are no text", async () => {
    await mkdir(fileOf("cursor"), { recursive: true });
    await mkdir(dirname(fileOf("zed")), { recursive: true });
    await writeFile(fileOf("zed"), Uint8Array.of(0x7b, 0xff, 0x7d));
    const { unreadable } = await listEntries();
    expect(unreadable.map(({ host, reason }) => `${host}: ${reason}`)).toEqual([
      "cursor: it is not a file.",
      "zed: it is not UTF-8 text. It was left as it is.",
    ]);
  });

  test("links that lead nowhere or back to themselves, and a path that is too long", async () => {
    for (const [host, target] of [
      ["cursor", fileOf("cursor")],
      ["gemini", home.at("nothing")],
    ] as const) {
      await mkdir(dirname(fileOf(host)), { recursive: true });
      await symlink(target, fileOf(host));
    }
    await symlink(dirname(fileOf("codex")), dirname(fileOf("codex")));
    const { unreadable } = await listEntries("", { CLAUDE_CONFIG_DIR: `/${"x".repeat(300)}` });
    const loop =
      "it, or a folder on the way to it, is a link that leads back to itself. Take that link away, or let it point to the file.";
    expect(unreadable.map(({ host, reason }) => `${host}: ${reason}`)).toEqual([
      "claude-code: its path is longer than this system allows. Choose a shorter one.",
      `cursor: ${loop}`,
      `codex: ${loop}`,
      "gemini: it is a link to nothing. Take that link away, or let it point to a file.",
    ]);
  });

  test.each([{}, { HOME: "" }, { HOME: "relative" }])(
    "without a home (%j) nobody can tell what there is",
    async (env) => {
      const said = await runInProcess(["setup", "--list"], { env });
      expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 1, stdout: "" });
      expect(said.stderr).toContain("no home folder is known here");
      expect(said.stderr).toContain("Set HOME");
      const { code, stdout } = await runInProcess(["setup", "--list", "--json"], { env });
      expect({ code, error: JSON.parse(stdout) }).toMatchObject({
        code: 1,
        error: { error: { kind: "configuration", message: expect.stringContaining("no home folder") } },
      });
    },
  );

  test("in a home folder that is a link, the file of the user is not a project's, too", async () => {
    await placeFile(fileOf("cursor"), withServers({ alephant: { command: "/gone/alephant-mcp" } }));
    const link = home.at("link");
    await symlink(home.path, link);
    const started = process.cwd();
    try {
      process.chdir(home.path);
      const { entries } = await listEntries("", { HOME: link });
      expect(entries).toMatchObject([{ host: "cursor", scope: "user", obstacles: [] }]);
    } finally {
      process.chdir(started);
    }
  });

  test("names and commands of strangers are one plain line each", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const name = `x\u001b[31m\n${secret}`;
    await placeFile(
      fileOf("cursor"),
      withServers({
        [name]: { command, args: [`\u001b]0;${secret}\u0007`], env: { ALEPHANT_VIRTUAL_KEY: secret } },
      }),
    );
    const { entries } = await listEntries();
    expect(entries).toMatchObject([{ name: "x [credential removed]", command: `${command} (hidden)` }]);
  });

  test("without any, it says so, and what to do", async () => {
    const { code, stdout } = await runInProcess(["setup", "--list"], { env: { HOME: home.path } });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "No assistant's configuration here has an entry of this server. `alephant-mcp setup` writes one.\n",
    });
    expect((await listEntries()).entries).toEqual([]);
  });
});

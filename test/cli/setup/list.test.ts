// What `setup --list` finds in the hosts' files, in this process: entries, scopes, obstacles, and commands that start or do not.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { filesOf, type HostName, hostNames } from "../../../src/cli/setup/places.ts";
import { runInProcess } from "../../support/command.ts";
import { existingFiles } from "../../support/host-files.ts";
import { shellAnswer as answering } from "../../support/server-answer.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "alephant-mcp-list-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const secret = "vk-a-key-that-nobody-may-see";

const fileOf = (host: HostName): string =>
  filesOf(host, "user", { platform: "linux", env: { HOME: home }, folder: home }).at(-1) ?? "";

async function place(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** A program of our name that answers as the server does, or ends. */
async function createProgram(name: string, code: string): Promise<string> {
  const path = join(home, "bin", name);
  await place(path, `#!/bin/sh\n${code}\n`);
  await chmod(path, 0o755);
  return path;
}

const Listing = v.strictObject({
  version: v.string(),
  folder: v.string(),
  entries: v.array(
    v.strictObject({
      host: v.picklist(hostNames),
      name: v.string(),
      scope: v.picklist(["user", "project", "local", "system"]),
      file: v.string(),
      folder: v.nullable(v.string()),
      command: v.nullable(v.string()),
      starts_this_server: v.boolean(),
      mode: v.nullable(v.picklist(["vk", "manager"])),
      credential: v.nullable(
        v.strictObject({
          kind: v.picklist(["virtual_key", "personal_access_token"]),
          source: v.picklist(["file", "variable", "host", "nowhere"]),
        }),
      ),
      api_base_url: v.nullable(v.string()),
      exists: v.nullable(v.boolean()),
      starts: v.nullable(v.boolean()),
      reason: v.nullable(v.string()),
      obstacles: v.array(v.string()),
    }),
  ),
  unreadable: v.array(v.strictObject({ host: v.picklist(hostNames), file: v.string(), reason: v.string() })),
});

async function listEntries(words = "", env: Readonly<Record<string, string>> = {}) {
  const all = ["setup", "--list", "--json", ...words.split(" ").filter((word) => word !== "")];
  const said = await runInProcess(all, {
    env: { HOME: home, PATH: `${join(home, "bin")}:/usr/bin:/bin`, ...env },
  });
  expect({ code: said.code, stderr: said.stderr }).toEqual({ code: 0, stderr: "" });
  expect(said.stdout).not.toContain(secret);
  return v.parse(Listing, JSON.parse(said.stdout));
}

const servers = (entries: Readonly<Record<string, unknown>>) => ({ mcpServers: entries });

describe.skipIf(process.platform === "win32")("setup --list", () => {
  test.each(hostNames)("%s: the entry of the corpus, whatever its form", async (host) => {
    await createProgram("npx", answering);
    await place(fileOf(host), existingFiles[host].before);
    const { entries, unreadable } = await listEntries(`--host ${host}`);
    expect(unreadable).toEqual([]);
    const isRemote = host === "claude-code";
    expect(entries).toMatchObject([
      {
        host,
        name: "alephant",
        scope: "user",
        file: fileOf(host),
        command: isRemote ? null : "npx -y @alephantai/mcp",
        starts_this_server: !isRemote,
        starts: isRemote ? null : true,
        mode: isRemote ? null : "manager",
      },
    ]);
  });

  test("commands that start, that end, that are gone, and that are another's", async () => {
    const good = await createProgram("alephant-mcp", answering);
    const bad = await createProgram("broken/alephant-mcp", `echo "cannot start: ${secret}" >&2; exit 1`);
    const ran = join(home, "ran");
    const other = await createProgram("elephant", `touch ${ran}`);
    const gone = join(home, "gone", "alephant-mcp");
    await place(
      fileOf("cursor"),
      servers({
        alephant: { command: other, args: ["--key", "hunter2"] },
        good: { command: good },
        found: { command: "alephant-mcp" },
        bad: { command: bad, env: { ALEPHANT_VIRTUAL_KEY: secret } },
        gone: { command: gone },
        relative: { command: "./alephant-mcp" },
        unrelated: { command: other },
      }),
    );
    const { entries } = await listEntries();
    expect(entries.map(({ name, exists, starts, reason }) => ({ name, exists, starts, reason }))).toEqual([
      { name: "alephant", exists: true, starts: null, reason: "it starts something else" },
      { name: "good", exists: true, starts: true, reason: null },
      { name: "found", exists: true, starts: true, reason: null },
      {
        name: "bad",
        exists: true,
        starts: false,
        reason: "it ends with code 1: cannot start: [credential removed]",
      },
      { name: "gone", exists: false, starts: false, reason: "there is no such file that can be started" },
      {
        name: "relative",
        exists: null,
        starts: null,
        reason: "its path is relative, so it depends on the folder in which the host runs",
      },
    ]);
    expect(entries[0]?.command).toBe(`${other} (hidden) (hidden)`);
    expect(await Bun.file(ran).exists()).toBe(false);
  });

  test("the same command is started once, in however many files it stands", async () => {
    const starts = join(home, "starts");
    const command = await createProgram("alephant-mcp", `echo x >> ${starts}; ${answering}`);
    const others = Object.fromEntries(
      ["a", "b", "c"].map((name) => [name, { command, env: { ALEPHANT_VIRTUAL_KEY: secret } }]),
    );
    await place(fileOf("cursor"), servers({ ...others, other: { command: "env", args: [command] } }));
    await place(fileOf("gemini"), servers(others));
    const { entries } = await listEntries();
    expect(entries.map(({ starts: does }) => does)).toEqual(entries.map(() => true));
    expect(entries).toHaveLength(7);
    expect(await Bun.file(starts).text()).toBe("x\nx\n");
  });

  test("a folder with the name of the program is no program", async () => {
    const command = join(home, "alephant-mcp");
    await mkdir(command);
    await place(fileOf("cursor"), servers({ alephant: { command } }));
    const { entries } = await listEntries();
    expect(entries).toMatchObject([{ exists: false, starts: false }]);
  });

  test("a command that the system cannot take is a reason, and the others are tried", async () => {
    const command = await createProgram("alephant-mcp", answering);
    await place(
      fileOf("cursor"),
      servers({
        odd: { command: "env", args: ["\0", command] },
        long: { command: "env", args: ["x".repeat(3_000_000), command] },
        good: { command },
      }),
    );
    const { entries } = await listEntries();
    expect(entries.map(({ name, starts }) => [name, starts])).toEqual([
      ["odd", false],
      ["long", false],
      ["good", true],
    ]);
  });

  test("the entry's own idea of a home does not decide where its program starts", async () => {
    const command = await createProgram("alephant-mcp", answering);
    await place(fileOf("cursor"), servers({ alephant: { command, env: { HOME: "/nowhere" } } }));
    expect((await listEntries()).entries).toMatchObject([{ starts: true }]);
  });

  test("a program in a project's file is not started", async () => {
    const ran = join(home, "ran");
    const command = await createProgram("alephant-mcp", `touch ${ran}`);
    const parent = join(home, "project");
    await place(join(parent, ".cursor", "mcp.json"), servers({ alephant: { command } }));
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

  test("where credential and address come from, and neither of them", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const url = { ALEPHANT_API_BASE_URL: "https://ada:hunter2@alephant.example/api/v1/?key=hunter3" };
    const entry = (env: Readonly<Record<string, string>>) => ({ command, env });
    await place(
      fileOf("cursor"),
      servers({
        file: entry({ ...url, ALEPHANT_VIRTUAL_KEY: secret }),
        variable: entry({ ALEPHANT_PAT: `\${env:ALEPHANT_PAT}`, ALEPHANT_VIRTUAL_KEY: secret }),
        empty: entry({ ALEPHANT_VIRTUAL_KEY: "" }),
        missing: entry({ ALEPHANT_VIRTUAL_KEY: "vk-..." }),
        blank: entry({ ALEPHANT_PAT: " ", ALEPHANT_VIRTUAL_KEY: secret }),
        none: entry({}),
      }),
    );
    await place(fileOf("vscode"), {
      servers: { alephant: entry({ ALEPHANT_VIRTUAL_KEY: `\${input:alephant-virtual-key}` }) },
    });
    await place(
      fileOf("codex"),
      `[mcp_servers.alephant]\ncommand = "${command}"\nenv_vars = ["ALEPHANT_PAT"]\n`,
    );
    const { entries } = await listEntries();
    const said = entries.map(({ host, name, mode, credential, api_base_url }) =>
      [host, name, mode, credential?.kind, credential?.source, api_base_url].join(" "),
    );
    expect(said).toEqual([
      "cursor file vk virtual_key file https://alephant.example/api/v1",
      "cursor variable manager personal_access_token variable ",
      "cursor empty vk virtual_key nowhere ",
      "cursor missing vk virtual_key nowhere ",
      "cursor blank vk virtual_key file ",
      "cursor none    ",
      "vscode alephant vk virtual_key host ",
      "codex alephant manager personal_access_token variable ",
    ]);
  });

  test("what the host would hand on is handed on, and stood in for where it is not known here", async () => {
    const command = await createProgram(
      "alephant-mcp",
      `echo "$ALEPHANT_PAT/$ALEPHANT_VIRTUAL_KEY/$OTHER" >&2; exit 1`,
    );
    await place(
      fileOf("cursor"),
      servers({
        alephant: {
          command,
          env: {
            ALEPHANT_PAT: `\${env:ALEPHANT_PAT}`,
            ALEPHANT_VIRTUAL_KEY: `\${env:MISSING}`,
            OTHER: `\${env:OTHER}`,
          },
        },
      }),
    );
    await place(fileOf("zed"), {
      context_servers: { alephant: { command, env: { ALEPHANT_PAT: "$" + "{ALEPHANT_PAT}" } } },
    });
    const { entries } = await listEntries("", { ALEPHANT_PAT: "pat_h", OTHER: "else" });
    expect(entries.map(({ reason }) => reason)).toEqual([
      "it ends with code 1: pat_h/vk-not-known-here/else",
      "it ends with code 1: $" + "{ALEPHANT_PAT}//else",
    ]);
  });

  test("a credential of this shell is in no reason", async () => {
    const command = await createProgram("alephant-mcp", `echo "refused: $ALEPHANT_VIRTUAL_KEY" >&2; exit 1`);
    const entry = { command, env: { ALEPHANT_VIRTUAL_KEY: `\${env:MINE}` } };
    await place(fileOf("cursor"), servers({ alephant: entry }));
    const { entries } = await listEntries("", { MINE: secret });
    expect(entries[0]?.reason).toBe("it ends with code 1: refused: [credential removed]");
  });

  test.each([
    [["doctor"], false],
    [["setup", "--remove", "--yes", "--host", "cursor"], false],
    [["report", "--file", "alephant-mcp"], false],
    [[""], false],
    [[], true],
  ])("with the words %j behind its name the server is started: %p", async (args, isStarted) => {
    const ran = join(home, "ran");
    const command = await createProgram("alephant-mcp", `touch ${ran}; ${answering}`);
    await place(
      fileOf("cursor"),
      servers({ direct: { command, args }, wrapped: { command: "env", args: [command, ...args] } }),
    );
    const { entries } = await listEntries();
    const starts = isStarted ? true : null;
    expect(entries).toMatchObject([
      { name: "direct", starts_this_server: true, starts },
      { name: "wrapped", starts_this_server: true, starts },
    ]);
    expect(await Bun.file(ran).exists()).toBe(isStarted);
  });

  test("a host that is named twice is looked at once", async () => {
    await place(fileOf("cursor"), servers({ alephant: { command: "/gone/alephant-mcp" } }));
    expect((await listEntries("--host cursor,cursor")).entries).toHaveLength(1);
  });

  test("what a terminal obeys in the name of a folder is not printed", async () => {
    const folder = join(home, "x\u001b]0;title\u0007\u001b[31m\nred");
    await place(join(folder, ".mcp.json"), servers({ alephant: { command: "/gone/alephant-mcp" } }));
    await place(join(folder, ".cursor", "mcp.json"), "{");
    const started = process.cwd();
    try {
      process.chdir(folder);
      for (const words of ["--list", "--remove --print --scope project --host claude-code,cursor"]) {
        const said = await runInProcess(["setup", ...words.split(" ")], { env: { HOME: home } });
        expect(said.stdout).toContain("x red/.mcp.json");
        expect(said.stdout + said.stderr).toContain("x red/.cursor/mcp.json");
        for (const obeyed of ["\u001b", "\u0007"]) expect(said.stdout + said.stderr).not.toContain(obeyed);
      }
    } finally {
      process.chdir(started);
    }
  });

  test("what hides an entry, switches it off, or keeps it out", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const folder = process.cwd();
    await place(fileOf("claude-code"), {
      ...servers({ alephant: { command }, costs: { command } }),
      projects: {
        [folder]: { ...servers({ alephant: { command, args: [] } }), disabledMcpServers: ["costs"] },
        "/other": servers({ alephant: { command } }),
      },
    });
    await place(fileOf("gemini"), {
      mcp: { excluded: ["alephant"] },
      ...servers({ alephant: { command, disabled: true }, costs: { command } }),
    });
    await place(
      fileOf("claude-desktop"),
      `\uFEFF{ // mine\n "mcpServers": { "alephant": { "command": "${command}" } } }`,
    );
    const { entries } = await listEntries();
    const found = Object.fromEntries(
      entries.map(({ host, name, scope, folder: where, obstacles }) => [
        `${host} ${name} ${scope}${where === "/other" ? " elsewhere" : ""}`,
        obstacles.map((each) => each.replaceAll(home, "~").replaceAll(folder, "(here)")),
      ]),
    );
    expect(found).toEqual({
      "claude-code alephant local": [],
      "claude-code alephant user": ["in this folder ~/.claude.json (projects → (here)) takes its place"],
      "claude-code costs user": [
        "~/.claude.json: disabledMcpServers of this folder lists costs; take it out of that list.",
      ],
      "claude-code alephant local elsewhere": ["it counts in another folder only"],
      "claude-desktop alephant user": [
        "~/.config/Claude/claude_desktop_config.json begins with a byte order mark, which Claude Desktop may not read",
        "Claude Desktop takes JSON without such things and reads no server from this file, and rewrites it without any. Take out of ~/.config/Claude/claude_desktop_config.json: the comment in line 1.",
      ],
      "gemini alephant user": [
        "the entry is switched off",
        "~/.gemini/settings.json: mcp.excluded lists alephant; take it out of that list.",
      ],
      "gemini costs user": [],
    });
  });

  test.each([
    ["broken", '{ "mcpServers": {', "it cannot be read: line 1, column 18"],
    ["a list of servers", { mcpServers: [] }, "its member mcpServers is a list"],
    ["a text as servers", { mcpServers: secret }, "its member mcpServers is a string"],
    ["no object", "[]", "it does not hold an object"],
    ["null", "null", "it does not hold an object"],
    ["nested too deeply", `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, "it is nested too deeply"],
  ])("a file that is %s is a line, and the others are listed", async (_, content, reason) => {
    const command = await createProgram("alephant-mcp", answering);
    await place(fileOf("cursor"), content);
    await place(fileOf("gemini"), servers({ alephant: { command } }));
    const { entries, unreadable } = await listEntries();
    expect(entries).toMatchObject([{ host: "gemini", starts: true }]);
    expect(unreadable).toMatchObject([{ host: "cursor", file: fileOf("cursor") }]);
    expect(unreadable[0]?.reason).toStartWith(reason);
  });

  test("TOML that is nested too deeply, and none found in what can be read", async () => {
    await place(fileOf("codex"), `a = ${"[".repeat(50_000)}${"]".repeat(50_000)}\n`);
    expect((await listEntries()).unreadable.map(({ reason }) => reason)).toEqual([
      "it is nested too deeply to be read. It was left as it is.",
    ]);
    const { stdout } = await runInProcess(["setup", "--list"], { env: { HOME: home } });
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
      ["gemini", join(home, "nothing")],
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
    await place(fileOf("cursor"), servers({ alephant: { command: "/gone/alephant-mcp" } }));
    const link = join(home, "link");
    await symlink(home, link);
    const started = process.cwd();
    try {
      process.chdir(home);
      const { entries } = await listEntries("", { HOME: link });
      expect(entries).toMatchObject([{ host: "cursor", scope: "user", obstacles: [] }]);
    } finally {
      process.chdir(started);
    }
  });

  test("names and commands of strangers are one plain line each", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const name = `x\u001b[31m\n${secret}`;
    await place(
      fileOf("cursor"),
      servers({
        [name]: { command, args: [`\u001b]0;${secret}\u0007`], env: { ALEPHANT_VIRTUAL_KEY: secret } },
      }),
    );
    const { entries } = await listEntries();
    expect(entries).toMatchObject([{ name: "x [credential removed]", command: `${command} (hidden)` }]);
  });

  test("for a person", async () => {
    const command = await createProgram("alephant-mcp", answering);
    await place(
      fileOf("cursor"),
      servers({
        alephant: {
          command,
          env: { ALEPHANT_API_BASE_URL: "https://alephant.io", ALEPHANT_VIRTUAL_KEY: secret },
        },
        costs: { command: "/gone/alephant-mcp", disabled: true },
      }),
    );
    await place(fileOf("zed"), "{");
    const { code, stdout, progress } = await runInProcess(["setup", "--list"], {
      env: { HOME: home },
      terminal: { columns: 220 },
    });
    expect(code).toBe(0);
    expect(progress).toEqual([
      "Looking for entries, and trying their commands …",
      "Trying the commands: 1 of 1 are done …",
      null,
    ]);
    expect(stdout.replaceAll(home, "~")).toMatchInlineSnapshot(`
      "
      Cursor: alephant                                                                                                                                                                                                        user
        file        ~/.cursor/mcp.json
        command     ~/bin/alephant-mcp
        starts      yes
        credential  virtual key (VK mode): it stands in the file
        API         https://alephant.io

      Cursor: costs                                                                                                                                                                                                           user
        file        ~/.cursor/mcp.json
        command     /gone/alephant-mcp
        starts      no: there is no such file that can be started
        credential  none in the entry
        API         no address in the entry
        ! the entry is switched off

        ! Zed: ~/.config/zed/settings.json: it cannot be read: line 1, column 2: close brace expected. Mend it first; it was left as it is.

      2 entries, 1 with a command that does not start, 1 not used here, 1 file that cannot be read
      "
    `);
  });

  test("without any, it says so, and what to do", async () => {
    const { code, stdout } = await runInProcess(["setup", "--list"], { env: { HOME: home } });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "No assistant's configuration here has an entry of this server. `alephant-mcp setup` writes one.\n",
    });
    expect((await listEntries()).entries).toEqual([]);
  });
});

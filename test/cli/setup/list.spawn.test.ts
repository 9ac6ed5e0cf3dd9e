// What `setup --list` finds in the hosts' files, where it starts the commands of entries to see whether they do.
import { describe, expect, test } from "bun:test";
import { hostNames } from "../../../src/cli/setup/places.ts";
import { runInProcess } from "../../support/command.ts";
import { placeFile } from "../../support/folder.ts";
import { existingFiles } from "../../support/host-files.ts";
import { shellAnswer as answering } from "../../support/server-answer.ts";
import { secret, useListing, withServers } from "./listing.ts";

const { home, fileOf, createProgram, listEntries } = useListing();

describe.skipIf(process.platform === "win32")("setup --list", () => {
  test.each(hostNames)("%s: the entry of the corpus, whatever its form", async (host) => {
    await createProgram("npx", answering);
    await placeFile(fileOf(host), existingFiles[host].before);
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
    const ran = home.at("ran");
    const other = await createProgram("elephant", `touch ${ran}`);
    const gone = home.at("gone", "alephant-mcp");
    await placeFile(
      fileOf("cursor"),
      withServers({
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
    const starts = home.at("starts");
    const command = await createProgram("alephant-mcp", `echo x >> ${starts}; ${answering}`);
    const others = Object.fromEntries(
      ["a", "b", "c"].map((name) => [name, { command, env: { ALEPHANT_VIRTUAL_KEY: secret } }]),
    );
    await placeFile(fileOf("cursor"), withServers({ ...others, other: { command: "env", args: [command] } }));
    await placeFile(fileOf("gemini"), withServers(others));
    const { entries } = await listEntries();
    expect(entries.map(({ starts: does }) => does)).toEqual(entries.map(() => true));
    expect(entries).toHaveLength(7);
    expect(await Bun.file(starts).text()).toBe("x\nx\n");
  });

  test("a command that the system cannot take is a reason, and the others are tried", async () => {
    const command = await createProgram("alephant-mcp", answering);
    await placeFile(
      fileOf("cursor"),
      withServers({
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
    await placeFile(fileOf("cursor"), withServers({ alephant: { command, env: { HOME: "/nowhere" } } }));
    expect((await listEntries()).entries).toMatchObject([{ starts: true }]);
  });

  test("where credential and address come from, and neither of them", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const url = { ALEPHANT_API_BASE_URL: "https://ada:hunter2@alephant.example/api/v1/?key=hunter3" };
    const entry = (env: Readonly<Record<string, string>>) => ({ command, env });
    await placeFile(
      fileOf("cursor"),
      withServers({
        file: entry({ ...url, ALEPHANT_VIRTUAL_KEY: secret }),
        variable: entry({ ALEPHANT_PAT: `\${env:ALEPHANT_PAT}`, ALEPHANT_VIRTUAL_KEY: secret }),
        empty: entry({ ALEPHANT_VIRTUAL_KEY: "" }),
        missing: entry({ ALEPHANT_VIRTUAL_KEY: "vk-..." }),
        blank: entry({ ALEPHANT_PAT: " ", ALEPHANT_VIRTUAL_KEY: secret }),
        none: entry({}),
      }),
    );
    await placeFile(fileOf("vscode"), {
      servers: { alephant: entry({ ALEPHANT_VIRTUAL_KEY: `\${input:alephant-virtual-key}` }) },
    });
    await placeFile(
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
    await placeFile(
      fileOf("cursor"),
      withServers({
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
    await placeFile(fileOf("zed"), {
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
    await placeFile(fileOf("cursor"), withServers({ alephant: entry }));
    const { entries } = await listEntries("", { MINE: secret });
    expect(entries[0]?.reason).toBe("it ends with code 1: refused: [credential removed]");
  });

  test("without words behind its name the server is started, directly and by another program", async () => {
    const ran = home.at("ran");
    const command = await createProgram("alephant-mcp", `touch ${ran}; ${answering}`);
    await placeFile(
      fileOf("cursor"),
      withServers({ direct: { command }, wrapped: { command: "env", args: [command] } }),
    );
    const { entries } = await listEntries();
    expect(entries).toMatchObject([
      { name: "direct", starts_this_server: true, starts: true },
      { name: "wrapped", starts_this_server: true, starts: true },
    ]);
    expect(await Bun.file(ran).exists()).toBe(true);
  });

  test("what hides an entry, switches it off, or keeps it out", async () => {
    const command = await createProgram("alephant-mcp", answering);
    const folder = process.cwd();
    await placeFile(fileOf("claude-code"), {
      ...withServers({ alephant: { command }, costs: { command } }),
      projects: {
        [folder]: { ...withServers({ alephant: { command, args: [] } }), disabledMcpServers: ["costs"] },
        "/other": withServers({ alephant: { command } }),
      },
    });
    await placeFile(fileOf("gemini"), {
      mcp: { excluded: ["alephant"] },
      ...withServers({ alephant: { command, disabled: true }, costs: { command } }),
    });
    await placeFile(
      fileOf("claude-desktop"),
      `\uFEFF{ // mine\n "mcpServers": { "alephant": { "command": "${command}" } } }`,
    );
    const { entries } = await listEntries();
    const found = Object.fromEntries(
      entries.map(({ host, name, scope, folder: where, obstacles }) => [
        `${host} ${name} ${scope}${where === "/other" ? " elsewhere" : ""}`,
        obstacles.map((each) => each.replaceAll(home.path, "~").replaceAll(folder, "(here)")),
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
    await placeFile(fileOf("cursor"), content);
    await placeFile(fileOf("gemini"), withServers({ alephant: { command } }));
    const { entries, unreadable } = await listEntries();
    expect(entries).toMatchObject([{ host: "gemini", starts: true }]);
    expect(unreadable).toMatchObject([{ host: "cursor", file: fileOf("cursor") }]);
    expect(unreadable[0]?.reason).toStartWith(reason);
  });

  test("for a person", async () => {
    const command = await createProgram("alephant-mcp", answering);
    await placeFile(
      fileOf("cursor"),
      withServers({
        alephant: {
          command,
          env: { ALEPHANT_API_BASE_URL: "https://alephant.io", ALEPHANT_VIRTUAL_KEY: secret },
        },
        costs: { command: "/gone/alephant-mcp", disabled: true },
      }),
    );
    await placeFile(fileOf("zed"), "{");
    const { code, stdout, progress } = await runInProcess(["setup", "--list"], {
      env: { HOME: home.path },
      terminal: { columns: 220 },
    });
    expect(code).toBe(0);
    expect(progress).toEqual([
      "Looking for entries, and trying their commands …",
      "Trying the commands: 1 of 1 are done …",
      null,
    ]);
    expect(stdout.replaceAll(home.path, "~")).toMatchInlineSnapshot(`
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
});

// What was written goes again, byte for byte; what somebody else has written stays.
import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { dialects } from "../../../src/cli/setup/dialects.ts";
import {
  byteOrderMark,
  editText,
  formats,
  parseDocument,
  removeValues,
} from "../../../src/cli/setup/edit-config.ts";
import { planChanges, type Storage } from "../../../src/cli/setup/entry.ts";
import { hosts } from "../../../src/cli/setup/hosts.ts";
import { readServers } from "../../../src/cli/setup/layers.ts";
import { filesOf, type HostName, hostNames } from "../../../src/cli/setup/places.ts";
import { planRemoval, removeEntry } from "../../../src/cli/setup/remove-entry.ts";
import { SetupError } from "../../../src/cli/setup/setup-error.ts";
import { runInProcess } from "../../support/command.ts";
import { placeFile, useFolder } from "../../support/folder.ts";
import { existingFiles } from "../../support/host-files.ts";
import { backupFolderOf, readDocument, referringHosts } from "../../support/hosts.ts";
import { forSeeds, type Random, randomFrom } from "../../support/random.ts";

const home = useFolder();

const secret = "vk-a-key-that-nobody-may-see";
const variables = { ALEPHANT_API_BASE_URL: "https://alephant.io", ALEPHANT_VIRTUAL_KEY: secret };
const command = { program: "/opt/alephant-mcp", args: [] };

/** As `setup` writes it. */
function withEntry(host: HostName, text: string, storage: Storage): string {
  const format = formats[hosts[host].format];
  const changes = planChanges(hosts[host], parseDocument(format, text), command, variables, storage);
  return editText(format, text, changes);
}

const fileOf = (host: HostName): string =>
  filesOf(host, "user", { platform: "linux", env: { HOME: home.path }, folder: home.path }).at(-1) ?? "";

async function remove(words: string) {
  const said = await runInProcess(["setup", "--remove", ...words.split(" ")], { env: { HOME: home.path } });
  expect(said.stdout + said.stderr).not.toContain(secret);
  return said;
}

/** The corpus with the entry as somebody else's, so that all that stays is known. */
const withNeighbour = (host: HostName): string =>
  existingFiles[host].before.replaceAll(/(["[.])alephant(["\].])/g, "$1neighbour$2");

const lineEnds = { unix: "\n", windows: "\r\n" } as const;
const variants = hostNames.flatMap((host) =>
  (["unix", "windows"] as const).flatMap((lines) =>
    [false, true]
      .filter((isMarked) => !isMarked || dialects[host].takesMark)
      .flatMap((isMarked) =>
        (referringHosts.some((each) => each === host)
          ? (["value", "reference"] as const)
          : (["value"] as const)
        ).map((storage) => ({ host, lines, isMarked, storage })),
      ),
  ),
);

describe.skipIf(process.platform === "win32")("write, then remove: the bytes of before", () => {
  test.each(variants)(
    "$host, $lines, mark $isMarked, $storage",
    async ({ host, lines, isMarked, storage }) => {
      const text = withNeighbour(host).replaceAll(/\r?\n/g, lineEnds[lines]);
      expect(text).toContain("neighbour");
      const before = (isMarked ? byteOrderMark : "") + text;
      const written = withEntry(host, before, storage);
      expect(written).not.toBe(before);
      await placeFile(fileOf(host), written);
      const { code, stderr } = await remove(`--yes --host ${host}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(await readFile(fileOf(host), "utf8")).toBe(before);
    },
  );

  test.each(hostNames)("%s: a copy is kept, and the mode of the file stays", async (host) => {
    const written = withEntry(host, withNeighbour(host), "value");
    await placeFile(fileOf(host), written);
    await chmod(fileOf(host), 0o640);
    const { stdout } = await remove(`--yes --host ${host}`);
    const backups = backupFolderOf(home.path);
    const [copy = ""] = (await readdir(backups)).filter((name) => name.includes(".bak-"));
    expect(await readFile(join(backups, copy), "utf8")).toBe(written);
    expect(stdout).toContain(`Taken out. What was there before: ${join(backups, copy)}\n`);
    expect(stdout).toContain("That copy holds the credential, too");
    expect((await Bun.file(fileOf(host)).stat()).mode & 0o777).toBe(0o640);
  });

  test.each(hostNames)("%s: an entry that was there before goes, and nothing else", async (host) => {
    const { before } = existingFiles[host];
    await placeFile(fileOf(host), before);
    expect((await remove(`--yes --host ${host} --entry alephant`)).code).toBe(0);
    const after = await readFile(fileOf(host), "utf8");
    const { servers } = hosts[host];
    const { [servers]: others, ...rest } = readDocument(host, before);
    const { [servers]: left, ...restAfter } = readDocument(host, after);
    expect(restAfter).toEqual(rest);
    const expected = Object.entries(others ?? {}).filter(([name]) => name !== "alephant");
    expect(left ?? {}).toEqual(Object.fromEntries(expected));
  });
});

test("a container that setup has made stays, and in TOML goes with its last table", () => {
  const out = (host: HostName, text: string): string =>
    removeValues(formats[hosts[host].format], withEntry(host, text, "value"), [
      [hosts[host].servers, "alephant"],
    ]);
  expect(out("cursor", '{\n  "a": 1\n}\n')).toBe('{\n  "a": 1,\n  "mcpServers": {}\n}\n');
  expect(out("opencode", "{}")).toBe('{\n  "mcp": {}\n}');
  for (const text of ["", "\n", "\r\n\r\n", 'model = "x"\n', 'model = "x"\n\n', "[a]\n# the end\n"])
    expect(out("codex", text)).toBe(text);
  // Whether the last line ended is not to be seen any more.
  expect(out("codex", 'model = "x"')).toBe('model = "x"\n');
});

const removeFromJson = (text: string, path: readonly (string | number)[] = ["s", "alephant"]): string =>
  removeValues(formats.json, text, [path]);

describe("JSON: comments, commas and lines", () => {
  test.each([
    ["the only one", '{ "s": { "alephant": {} } }', '{ "s": {} }'],
    ["the only one, over lines", '{\n  "s": {\n    "alephant": {\n    }\n  }\n}\n', '{\n  "s": {}\n}\n'],
    ["the first of a line", '{"s":{"alephant":{"a":1},"b":2}}', '{"s":{"b":2}}'],
    ["the last of a line", '{ "s": { "a": 1, "alephant": {} } }', '{ "s": { "a": 1 } }'],
    ["the last, with a trailing comma", '{ "s": { "a": 1, "alephant": {}, } }', '{ "s": { "a": 1, } }'],
    ["in the middle of a line", '{ "s": { "a": 1, "alephant": {}, "b": 2 } }', '{ "s": { "a": 1, "b": 2 } }'],
    [
      "between comments",
      '{\n  "s": {\n    // of Bob\n    "a": 1, // one\n    // costs\n    "alephant": { /* x */ },\n    // the end\n    "b": 2\n  }\n}\n',
      '{\n  "s": {\n    // of Bob\n    "a": 1, // one\n    // costs\n    // the end\n    "b": 2\n  }\n}\n',
    ],
    [
      "a comment behind it",
      '{\n  "s": {\n    "alephant": {}, // why\n    "b": 2\n  }\n}\n',
      '{\n  "s": {\n    // why\n    "b": 2\n  }\n}\n',
    ],
    [
      "the last, with a comment behind the one before",
      '{\n  "s": {\n    "a": 1, // one\n    "alephant": {} // why\n  }\n}\n',
      '{\n  "s": {\n    "a": 1 // one\n    // why\n  }\n}\n',
    ],
    [
      "a comment before its comma",
      '{ "s": { "alephant": {} /* x */, "b": 2 } }',
      '{ "s": { /* x */ "b": 2 } }',
    ],
    [
      "brackets on its line",
      '{\n  "s": {\n    "a": 1,\n    "alephant": {}}}\n',
      '{\n  "s": {\n    "a": 1}}\n',
    ],
    ["a comment alone stays", '{ "s": { "alephant": {} /* x */ } }', '{ "s": { /* x */ } }'],
  ])("%s", (_, before, after) => {
    expect(removeFromJson(before)).toBe(after);
  });

  test.each([
    ["a comment alone", '{ "s": { /* none yet */ } }'],
    ["a comment alone, without spaces", '{"s":{/* none yet */}}'],
    ["a comment and a bracket on its line", '{\n  "s": {\n    /* none */ }\n}\n'],
    ["a comment on a line of its own", '{\n  "s": {\n    // none yet\n\n  }\n}\n'],
    ["members and a bracket on one line", '{\n  "s": {\n    "a": 1 }}\n'],
    ["members and a comment on one line", '{ "s": { "a": 1 /* one */ } }'],
  ])("write, then remove: %s", (_, before) => {
    const value = { command: "x", env: { A: "1" } };
    const written = editText(formats.json, before, [{ path: ["s", "alephant"], value }]);
    expect(parseDocument(formats.json, written)["s"]).toMatchObject({ alephant: value });
    expect(removeFromJson(written)).toBe(before);
  });

  test("an element of a list", () => {
    expect(removeFromJson('{ "inputs": [\n  1, // one\n  2\n] }', ["inputs", 1])).toBe(
      '{ "inputs": [\n  1 // one\n] }',
    );
  });

  test("a member given twice is left alone", () => {
    expect(() => removeFromJson('{ "s": { "alephant": 1, "alephant": 2 } }')).toThrow(SetupError);
  });
});

/** A container in one of the ways in which people write it, each member with or without a comment behind it. */
function writeContainer(
  random: Random,
  members: readonly string[],
  style: ReturnType<typeof styleOf>,
): string {
  const { eol, unit, isOneLine, hasLastComma, gap } = style;
  if (isOneLine && members.length === 0) return `{"s":${gap}{}}`;
  if (isOneLine) return `{"s":${gap}{${gap}${members.join(`,${gap}`)}${gap}}}`;
  const lines = members.map((member, index) => {
    const comma = index < members.length - 1 || hasLastComma ? "," : "";
    return `${unit}${unit}${member}${comma}${style.comments[index] ?? ""}${eol}`;
  });
  const inside = lines.length === 0 ? "" : `${eol}${lines.join("")}${unit}`;
  return `// ${random.integer(1, 9)}${eol}{${eol}${unit}"s": {${inside}}${eol}}${eol}`;
}

function styleOf(random: Random) {
  const one = <T>(...choices: readonly [T, ...T[]]): T =>
    choices[random.integer(0, choices.length - 1)] ?? choices[0];
  return {
    eol: one("\n", "\r\n"),
    unit: one("  ", "\t", "    "),
    gap: one("", " "),
    isOneLine: one(true, false, false),
    hasLastComma: one(true, false),
    comments: Array.from({ length: 5 }, (): string => one("", "", " // its own", " /* } , */")),
  };
}

test("JSON in any style: an entry taken out leaves what would stand there without it", () => {
  forSeeds(400, (random, seed) => {
    const style = styleOf(random);
    const names = Array.from({ length: random.integer(0, 4) }, (_, index) => `"n${index}": { "a": [1, 2] }`);
    const at = random.integer(0, names.length);
    const entry = `"alephant": { "command": "x", "env": { "A": ", }" } }`;
    const [before, after] = [names.slice(0, at), names.slice(at)];
    const comments = [...style.comments.slice(0, at), "", ...style.comments.slice(at)];
    const same = (): Random => randomFrom(seed);
    const text = writeContainer(same(), [...before, entry, ...after], { ...style, comments });
    expect(removeFromJson(text)).toBe(writeContainer(same(), names, style));
  });
});

test("JSON in any style: write, then remove", () => {
  forSeeds(400, (random) => {
    const style = styleOf(random);
    const names = Array.from({ length: random.integer(1, 4) }, (_, index) => `"n${index}": { "a": [1, 2] }`);
    const text = writeContainer(random, names, style);
    const value = { command: "x", args: [], env: { A: "1" } };
    expect(removeFromJson(editText(formats.json, text, [{ path: ["s", "alephant"], value }]))).toBe(text);
  });
});

const toml = (text: string): string => removeValues(formats.toml, text, [["s", "alephant"]]);

describe("TOML: neighbours, comments and forms", () => {
  test.each([
    ["alone", "[s.alephant]\na = 1\n", ""],
    ["the last", "a = 1\n\n[s.b]\nx = 1\n\n[s.alephant]\na = 1\n", "a = 1\n\n[s.b]\nx = 1\n"],
    [
      "in between, with a comment that belongs to the next",
      '# top\n[s.alephant] # costs\na = """\n[not.a.table]\n"""\n\n[s.alephant.env]\nb = [\n  "x",\n]\n\n# next\n[s.c]\nx = 1\n',
      "# top\n# next\n[s.c]\nx = 1\n",
    ],
    [
      "in two places",
      "[s.alephant]\na = 1\n\n[m]\nx = 1\n\n[s.alephant.env]\nb = 1\n\n[n]\n",
      "[m]\nx = 1\n\n[n]\n",
    ],
    ["quoted", '[s."alephant"]\na = 1\n[[s.alephant.list]]\nb = 1\n[z]\n', "[z]\n"],
    [
      "a name that only begins so",
      "[s.alephant]\na = 1\n[s.alephant-two]\nb = 1\n",
      "[s.alephant-two]\nb = 1\n",
    ],
    ["an empty container that has a line", "[s]\n[s.alephant]\na = 1\n", "[s]\n"],
    ["dotted names", "[s]\nalephant.a = 1\nb.a = 1 # b\n", "[s]\nb.a = 1 # b\n"],
    ["inline", "s = { b = { a = 1 }, alephant = { a = 1 } } # all\n", "s = { b = { a = 1 } } # all\n"],
    ["Windows", "[b]\r\nx = 1\r\n\r\n[s.alephant]\r\na = 1\r\n", "[b]\r\nx = 1\r\n"],
  ])("%s", (_, before, after) => {
    expect(toml(before)).toBe(after);
  });

  test("text that looks like a table is none", () => {
    const before = 'x = """\n[s.alephant]\n"""\n[s.alephant]\na = 1\n';
    expect(toml(before)).toBe('x = """\n[s.alephant]\n"""\n');
  });
});

const ours = { command: "/opt/alephant-mcp", env: { ALEPHANT_VIRTUAL_KEY: secret } };
const servers = (entries: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ mcpServers: entries });

describe.skipIf(process.platform === "win32")("VS Code's list of questions", () => {
  test.each([
    ["with servers over lines", '{\n\t"servers": {\n\t\t"a": {}\n\t}\n}\n'],
    ["with servers on one line", '{ "servers": { "a": {} } }'],
    ["for Windows, with comments", '{\r\n  // mine\r\n  "servers": { "a": {} }, // all\r\n}\r\n'],
    ["with another's question", '{ "inputs": [{ "id": "x" }], "servers": { "a": {} } }'],
    ["with a comment in the list", '{ "inputs": [\n  // none yet\n  ],\n  "servers": { "a": {} } }'],
  ])("a file %s is what it was before the question was added", async (_, before) => {
    const written = withEntry("vscode", before, "reference");
    expect(written).toContain("promptString");
    await placeFile(fileOf("vscode"), written);
    expect((await remove("--yes --host vscode")).code).toBe(0);
    expect(await readFile(fileOf("vscode"), "utf8")).toBe(before);
  });
});

test.each(['"mine"', '{ "a": 1 }', "5"])("VS Code's questions that are %s are left alone", (inputs) => {
  const before = `{ "inputs": ${inputs}, "servers": {} }`;
  expect(() => withEntry("vscode", before, "reference")).toThrow("its member inputs is no list");
  expect(withEntry("vscode", before, "value")).toContain(`"inputs": ${inputs}`);
});

describe.skipIf(process.platform === "win32")("which entry", () => {
  test("another name is named on the command line", async () => {
    await placeFile(fileOf("cursor"), servers({ costs: ours, other: { command: "x" } }));
    const without = await remove("--yes --host cursor");
    expect(without.code).toBe(1);
    expect(without.stderr).toContain(`but there is ${fileOf("cursor")} (--scope user --entry costs).`);
    expect((await remove("--yes --host cursor --entry other")).stderr).toContain(
      "starts something else, and stays",
    );
    expect((await remove("--yes --host cursor --entry costs")).code).toBe(0);
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(servers({ other: { command: "x" } }));
  });

  test("one called alephant that starts something else stays, unless it is named", async () => {
    const text = servers({ alephant: { command: "elephant", args: [secret] } });
    await placeFile(fileOf("cursor"), text);
    const refused = await remove("--yes --host cursor");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "does not start this server, but elephant (hidden). If it may go nevertheless, add --entry alephant.",
    );
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(text);
    expect((await remove("--yes --host cursor --entry alephant")).code).toBe(0);
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(servers({}));
  });

  test("a project's file in a folder above: where to say so again", async () => {
    const project = home.at("project");
    await placeFile(join(project, ".mcp.json"), servers({ alephant: ours }));
    await mkdir(join(project, "inside"));
    const started = process.cwd();
    try {
      process.chdir(join(project, "inside"));
      const { code, stderr } = await remove("--yes --host claude-code --scope project");
      expect(code).toBe(1);
      expect(stderr.replaceAll(await realpath(project), "~")).toContain(
        "but there is ~/.mcp.json (--scope project --entry alephant, in ~).",
      );
    } finally {
      process.chdir(started);
    }
  });

  test("two scopes: the one that was asked for, and a word on the other", async () => {
    const folder = process.cwd();
    const project = { mcpServers: { alephant: ours } };
    const text = JSON.stringify({
      mcpServers: { alephant: ours },
      projects: { [folder]: project, "/other": project },
    });
    await placeFile(fileOf("claude-code"), text);
    const { stdout } = await remove("--yes --host claude-code --scope local");
    expect(JSON.parse(await readFile(fileOf("claude-code"), "utf8"))).toEqual({
      mcpServers: { alephant: ours },
      projects: { [folder]: { mcpServers: {} }, "/other": project },
    });
    expect(stdout).toContain(`Still there: Claude Code, alephant in ${fileOf("claude-code")}\n`);
    expect(stdout).toContain(
      `Still there: Claude Code, alephant in ${fileOf("claude-code")} (projects → /other)\n`,
    );
    expect((await remove("--yes --host claude-code")).code).toBe(0);
    const again = await remove("--yes --host claude-code");
    expect(again.stderr).toContain("(--scope local --entry alephant, in /other)");
  });

  test("null where the servers should be: there is none, for the list too, and one can be written", async () => {
    const text = '{ "mcpServers": null }';
    await placeFile(fileOf("cursor"), text);
    const { code, stdout } = await remove("--yes --host cursor");
    expect(code).toBe(0);
    expect(stdout).toContain("there is nothing to remove");
    const list = await runInProcess(["setup", "--list"], { env: { HOME: home.path } });
    expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining("No assistant's configuration") });
    await placeFile(fileOf("cursor"), withEntry("cursor", text, "value"));
    expect((await remove("--yes --host cursor")).code).toBe(0);
    expect(await readFile(fileOf("cursor"), "utf8")).toBe('{ "mcpServers": {} }');
  });

  test("both files of OpenCode", async () => {
    const other = join(dirname(fileOf("opencode")), "opencode.jsonc");
    const text = '{ "mcp": { "alephant": { "type": "local", "command": ["/opt/alephant-mcp"] } } }';
    for (const path of [fileOf("opencode"), other]) await placeFile(path, text);
    expect((await remove("--yes --host opencode")).code).toBe(0);
    for (const path of [fileOf("opencode"), other])
      expect(await readFile(path, "utf8")).toBe('{ "mcp": {} }');
  });

  test("several hosts, one of which has a broken file: the others are done, and what is left is said once", async () => {
    for (const host of ["cursor", "windsurf"] as const)
      await placeFile(fileOf(host), servers({ alephant: ours }));
    await placeFile(fileOf("gemini"), "{");
    const keys = home.at(".local", "share", "alephant-mcp", "keys");
    await mkdir(keys, { recursive: true });
    const { code, stdout, stderr } = await remove("--yes --host cursor,gemini,windsurf");
    expect(code).toBe(1);
    expect(stderr).toContain(`${fileOf("gemini")}: it cannot be read`);
    for (const host of ["cursor", "windsurf"] as const)
      expect(await readFile(fileOf(host), "utf8")).toBe(servers({}));
    expect(stdout.slice(stdout.lastIndexOf("\n\n"))).toBe(`

Cursor: quit it and start it again; until then it may keep the server running.
Windsurf: quit it and start it again; until then it may keep the server running.
Still there: the secrets of keys that the server has created, in ${keys}
The credential itself stays valid: whoever needs it no more revokes it in the Alephant dashboard.
`);
  });

  test("none: nothing to remove, and no file is made", async () => {
    const { code, stdout } = await remove("--yes --host cursor,codex");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Cursor has no entry alephant of this server in its user configuration: there is nothing to remove.",
    );
    expect(await readdir(home.path)).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("VS Code's questions", () => {
  const input = {
    type: "promptString",
    id: "alephant-virtual-key",
    description: "Alephant virtual key",
    password: true,
  };
  const using = {
    type: "stdio",
    command: "/opt/alephant-mcp",
    env: { ALEPHANT_VIRTUAL_KEY: `\${input:alephant-virtual-key}` },
  };

  test.each([
    ["goes with the entry, and so does the list", { a: { command: "x" } }, {}],
    ["stays where another entry needs it", { a: using }, { inputs: [input] }],
  ] as const)("one that setup wrote %s", async (_, others, left) => {
    await placeFile(
      fileOf("vscode"),
      JSON.stringify({ inputs: [input], servers: { ...others, alephant: using } }),
    );
    const { stdout } = await remove("--yes --host vscode");
    expect(JSON.parse(await readFile(fileOf("vscode"), "utf8"))).toEqual({ ...left, servers: others });
    expect(stdout).toContain("VS Code keeps the credential that it has asked for");
  });

  test("one that somebody has changed stays", async () => {
    const changed = { ...input, description: "mine" };
    await placeFile(fileOf("vscode"), JSON.stringify({ inputs: [changed], servers: { alephant: using } }));
    await remove("--yes --host vscode");
    expect(JSON.parse(await readFile(fileOf("vscode"), "utf8"))).toEqual({ inputs: [changed], servers: {} });
  });
});

describe.skipIf(process.platform === "win32")("what is refused, and left as it is", () => {
  test.each([
    ["broken", '{ "mcpServers": {', "it cannot be read: line 1"],
    ["a list", '{ "mcpServers": [] }', "its member mcpServers is a list"],
    ["no UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "it is not UTF-8 text"],
    [
      "nested too deeply",
      `{"mcpServers":{"alephant":{}},"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
      "it is nested too deeply",
    ],
  ])("%s", async (_, content, message) => {
    await mkdir(dirname(fileOf("cursor")), { recursive: true });
    await writeFile(fileOf("cursor"), content);
    const { code, stderr } = await remove("--yes --host cursor");
    expect(code).toBe(1);
    expect(stderr).toContain(`${fileOf("cursor")}: ${message}`);
    expect(await Bun.file(fileOf("cursor")).bytes()).toEqual(
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    expect(await readdir(dirname(fileOf("cursor")))).toEqual(["mcp.json"]);
  });

  test("read-only", async () => {
    await placeFile(fileOf("cursor"), servers({ alephant: ours }));
    await chmod(fileOf("cursor"), 0o444);
    const { code, stderr } = await remove("--yes --host cursor");
    expect({ code, isSaid: stderr.includes("it is read-only.") }).toEqual({ code: 1, isSaid: true });
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(servers({ alephant: ours }));
  });

  test("a member given twice", async () => {
    const text =
      '{ "mcpServers": { "alephant": { "command": "alephant-mcp" }, "alephant": { "command": "alephant-mcp" } } }';
    await placeFile(fileOf("cursor"), text);
    expect((await remove("--yes --host cursor")).stderr).toContain("cannot be edited safely");
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(text);
  });

  test("a link that leads back to itself", async () => {
    await mkdir(dirname(fileOf("cursor")), { recursive: true });
    await symlink(fileOf("cursor"), fileOf("cursor"));
    const { code, stderr } = await remove("--yes --host cursor");
    expect(code).toBe(1);
    expect(stderr).toContain("is a link that leads back to itself. Take that link away");
  });

  test("without a home: all but what belongs to a project", async () => {
    const words = ["setup", "--remove", "--yes", "--host", "cursor"];
    const { code, stdout, stderr } = await runInProcess(words, { env: {} });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("no home folder is known here");
    const project = await runInProcess([...words, "--scope", "project"], { env: {} });
    expect(project).toMatchObject({ code: 0, stderr: "" });
  });

  test("an administrator's file", async () => {
    const path = home.at("system.json");
    await placeFile(path, servers({ alephant: ours }));
    const env = { HOME: home.path, GEMINI_CLI_SYSTEM_SETTINGS_PATH: path };
    const { code, stderr } = await runInProcess(["setup", "--remove", "--yes", "--host", "gemini"], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(`but there is ${path} (which only an administrator changes).`);
    expect(await readFile(path, "utf8")).toBe(servers({ alephant: ours }));
  });
});

test("an entry that has gone meanwhile is no change", async () => {
  const entry = {
    host: "cursor",
    path: home.at("mcp.json"),
    prefix: [],
    scope: "user",
    name: "alephant",
    entry: ours,
    at: ["mcpServers", "alephant"],
  } as const;
  const surroundings = { platform: "linux", env: { HOME: home.path }, folder: home.path };
  await expect(planRemoval(entry, surroundings)).rejects.toThrow("the entry has gone meanwhile");
  await placeFile(entry.path, servers({}));
  await expect(planRemoval(entry, surroundings)).rejects.toThrow(
    `${entry.path}: the entry has gone meanwhile`,
  );
});

test.skipIf(process.platform === "win32")(
  "a file that changes after it was shown is left alone",
  async () => {
    await placeFile(fileOf("cursor"), servers({ alephant: ours }));
    const surroundings = { platform: "linux", env: { HOME: home.path }, folder: home.path };
    const { entries } = await readServers("cursor", surroundings);
    const [found] = entries;
    if (found === undefined) throw new Error("no entry");
    const removal = await planRemoval({ ...found, host: "cursor" }, surroundings);
    await writeFile(fileOf("cursor"), servers({ alephant: ours, more: ours }));
    await expect(removeEntry(removal, () => new Date(0))).rejects.toThrow("it has changed meanwhile");
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(servers({ alephant: ours, more: ours }));
  },
);

test.skipIf(process.platform === "win32")(
  "a dotfile that is a link stays one, and its target is changed",
  async () => {
    const target = home.at("dotfiles", "cursor.json");
    await placeFile(target, servers({ alephant: ours }));
    await mkdir(dirname(fileOf("cursor")), { recursive: true });
    await symlink(target, fileOf("cursor"));
    expect((await remove("--yes --host cursor")).code).toBe(0);
    expect(await readFile(target, "utf8")).toBe(servers({}));
    expect(await readdir(dirname(fileOf("cursor")), { withFileTypes: true })).toMatchObject([
      { name: "mcp.json" },
    ]);
    expect((await Bun.file(fileOf("cursor")).stat()).isFile()).toBe(true);
  },
);

describe.skipIf(process.platform === "win32")("--print", () => {
  test("shows what would go, without its secrets, and writes nothing", async () => {
    const text = withEntry("codex", withNeighbour("codex"), "value");
    await placeFile(fileOf("codex"), text);
    const { code, stdout } = await remove("--print --host codex");
    expect(code).toBe(0);
    expect(
      stdout.replace(home.path, "~").replace(backupFolderOf(home.path), "(copies)"),
    ).toMatchInlineSnapshot(`
      "
      Codex: ~/.codex/config.toml
          - [mcp_servers.alephant]
          - command = "/opt/alephant-mcp"
          - 
          - [mcp_servers.alephant.env]
          - ALEPHANT_API_BASE_URL = "https://alephant.io"
          - ALEPHANT_VIRTUAL_KEY = "(hidden)"
        A copy of the file as it is goes to (copies).

      "
    `);
    expect(await readFile(fileOf("codex"), "utf8")).toBe(text);
    expect((await readdir(home.path)).sort()).toEqual([".codex"]);
  });

  test("VS Code, with the question", async () => {
    await placeFile(fileOf("vscode"), withEntry("vscode", "{}", "reference"));
    const { stdout } = await remove("--print --host vscode");
    expect(
      stdout.replace(home.path, "~").replace(backupFolderOf(home.path), "(copies)"),
    ).toMatchInlineSnapshot(`
      "
      VS Code: ~/.config/Code/User/mcp.json
            {
              "servers": {
          -     "alephant": {
          -       "type": "stdio",
          -       "command": "/opt/alephant-mcp",
          -       "env": {
          -         "ALEPHANT_API_BASE_URL": "https://alephant.io",
          -         "ALEPHANT_VIRTUAL_KEY": "\${input:alephant-virtual-key}"
          -       }
          -     }
              }
            }
            {
          -   "inputs": [
          -     {
          -       "type": "promptString",
          -       "id": "alephant-virtual-key",
          -       "description": "Alephant virtual key",
          -       "password": true
          -     }
          -   ]
            }
        A copy of the file as it is goes to (copies).

      "
    `);
  });
});

test.each([
  ["--remove --yes", "--yes needs --host NAME"],
  ["--remove --print", "--print needs --host NAME"],
  ["--remove --reference --yes --host cursor", "--reference does not go together with --remove."],
  ["--remove --list", "--remove does not go together with --list."],
  ["--list --yes --host cursor", "--yes does not go together with --list."],
  ["--json", "--json needs --list."],
  ["--entry x --yes --host cursor", "--entry needs --remove."],
  ["--remove --host curser --yes", "Did you mean cursor?"],
  ["--remove --entry", "--entry needs a value"],
])("setup %s is refused", async (words, message) => {
  const { code, stdout, stderr } = await runInProcess(["setup", ...words.split(" ")], {
    env: { HOME: home.path },
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(message);
});

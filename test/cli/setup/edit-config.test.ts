// Files as people have them: what is added stands where it should, and every other character stays.
import { describe, expect, test } from "bun:test";
import { editText, formats, parseDocument } from "../../../src/cli/setup/edit-config.ts";
import { SetupError } from "../../../src/cli/setup/setup-error.ts";

const entry = { command: "/bin/alephant-mcp", env: { KEY: "v" } };
const editJson = (text: string, value: unknown = entry, path = ["mcpServers", "alephant"]) =>
  editText(formats.json, text, [{ path, value }]);
const editToml = (text: string, value: unknown = entry) =>
  editText(formats.toml, text, [{ path: ["mcp_servers", "alephant"], value }]);

describe("JSON: a new entry", () => {
  const added = `"alephant": {
      "command": "/bin/alephant-mcp",
      "env": {
        "KEY": "v"
      }
    }`;

  test.each([
    { what: "an empty file", before: "", after: `{\n  "mcpServers": {\n    ${added}\n  }\n}\n` },
    { what: "an empty object", before: "{}", after: `{\n  "mcpServers": {\n    ${added}\n  }\n}` },
    {
      what: "comments only",
      before: "// mine",
      after: `// mine\n{\n  "mcpServers": {\n    ${added}\n  }\n}\n`,
    },
    {
      what: "no servers yet, and a comment behind the last member",
      before: '{\n  "theme": "dark" // at night\n}\n',
      after: `{\n  "theme": "dark", // at night\n  "mcpServers": {\n    ${added}\n  }\n}\n`,
    },
    {
      what: "another server on one line, a trailing comma and comments around",
      before:
        '{\n  // servers\n  "mcpServers": {\n    "a": { "command": "x" }, // of Bob\n    // "b": {}\n  },\n  "z": [1,2]\n}\n',
      after: `{\n  // servers\n  "mcpServers": {\n    "a": { "command": "x" }, // of Bob\n    // "b": {}\n    ${added},\n  },\n  "z": [1,2]\n}\n`,
    },
    {
      what: "servers, but only a comment in them",
      before: '{\n  "mcpServers": {\n    // none\n  }\n}\n',
      after: `{\n  "mcpServers": {\n    // none\n    ${added}\n  }\n}\n`,
    },
  ])("$what", ({ before, after }) => {
    expect(editJson(before)).toBe(after);
  });

  test.each([
    ['{\n  "mcpServers": null, // none\n  "z": 1\n}\n', ["mcpServers", "alephant"]],
    ['{ "projects": null }', ["projects", "/home", "mcpServers", "alephant"]],
    ['{ "projects": { "/home": null } }', ["projects", "/home", "mcpServers", "alephant"]],
  ])("null where an object should be is an object that is missing: %j", (before, path) => {
    const after = editJson(before, entry, path);
    expect(parseDocument(formats.json, after)).toMatchObject(
      path.reduceRight<object>((inside, name) => ({ [name]: inside }), entry),
    );
    const [start = "", end = ""] = before.split("null");
    expect(after).toStartWith(start);
    expect(after).toEndWith(end);
  });

  test("tabs, CRLF and a byte order mark stay", () => {
    const before = '\uFEFF{\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}\r\n';
    expect(editJson(before)).toBe(
      '\uFEFF{\r\n\t"mcpServers": {\r\n\t\t"a": {},\r\n\t\t"alephant": {\r\n\t\t\t"command": "/bin/alephant-mcp",\r\n\t\t\t"env": {\r\n\t\t\t\t"KEY": "v"\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}\r\n',
    );
  });

  test("four spaces stay four", () => {
    expect(editJson('{\n    "a": 1\n}\n', { command: "x" })).toBe(
      '{\n    "a": 1,\n    "mcpServers": {\n        "alephant": {\n            "command": "x"\n        }\n    }\n}\n',
    );
  });

  test.each([
    [
      '{"mcpServers":{"a":{"command":"x"}}}',
      '{"mcpServers":{"a":{"command":"x"},"alephant":{"command":"y"}}}',
    ],
    ['{ "mcpServers": { "a": 1 } }', '{ "mcpServers": { "a": 1, "alephant": {"command":"y"} } }'],
  ])("one line stays one line: %s", (before, after) => {
    expect(editJson(before, { command: "y" })).toBe(after);
  });
});

describe("JSON: an entry that is there", () => {
  const before = `{
  "mcpServers": {
    "alephant": {
      "command": "old", // replaced
      "disabled": true,
      "args": ["-y", "old"],
      "env": { "A": "1", "GONE": "x" }
    },
    "b": {"command":"y"}
  }
}
`;

  test("only what differs is touched", () => {
    const value = { command: "new", disabled: true, args: [], env: { A: "1", B: "2" } };
    expect(editJson(before, value)).toBe(
      before
        .replace('"old", //', '"new", //')
        .replace('["-y", "old"]', "[]")
        .replace('"GONE": "x"', '"B": "2"'),
    );
  });

  test("nothing differs: nothing is touched", () => {
    const value = { command: "old", disabled: true, args: ["-y", "old"], env: { A: "1", GONE: "x" } };
    expect(editJson(before, value)).toBe(before);
  });

  test("a list grows at its end", () => {
    const text = '{\n  "inputs": [\n    { "id": "a" } // first\n  ]\n}\n';
    expect(editJson(text, [{ id: "a" }, { id: "b" }], ["inputs"])).toBe(
      '{\n  "inputs": [\n    { "id": "a" }, // first\n    {\n      "id": "b"\n    }\n  ]\n}\n',
    );
  });
});

describe("TOML", () => {
  const config = `# my settings
model = "gpt-5" # the good one

[mcp_servers.other]
command = "x"
args = [
  "a", # first
]

[projects."/home/ada"]
trust_level = "trusted"
since = 2026-01-02
# the end
`;
  const table =
    '[mcp_servers.alephant]\ncommand = "/bin/alephant-mcp"\n\n[mcp_servers.alephant.env]\nKEY = "v"\n';

  test("an empty file", () => expect(editToml("")).toBe(table));

  test("a new entry comes last", () => expect(editToml(config)).toBe(`${config}\n${table}`));

  test("CRLF stays", () => {
    const crlf = config.replaceAll("\n", "\r\n");
    expect(editToml(crlf)).toBe(`${crlf}\r\n${table.replaceAll("\n", "\r\n")}`);
  });

  test("an entry that is there keeps what is its own, with its comments", () => {
    const before = `${config}
[mcp_servers.alephant]
command = "old" # why
startup_timeout_sec = 20 # slow disk

[mcp_servers.alephant.env]
MINE = "1" # mine
KEY = "old"
`;
    const value = { command: "new", startup_timeout_sec: 20, env: { MINE: "1", KEY: "new" } };
    expect(editToml(before, value)).toBe(
      before.replace('"old" # why', '"new" # why').replace('"old"', '"new"'),
    );
  });

  test("no inline table gets the comma that ends a list", () => {
    const before = '[mcp_servers.alephant]\ncommand = "old"\nargs = [\n  "a",\n  "b",\n]\n';
    const after = editToml(before, { command: "new", args: ["a", "b"], env: { KEY: "v" } });
    expect(after).not.toMatch(/,\s*\}/);
    expect(parseDocument(formats.toml, after)).toEqual({
      mcp_servers: { alephant: { command: "new", args: ["a", "b"], env: { KEY: "v" } } },
    });
  });

  test("servers in an inline table", () => {
    const before = 'mcp_servers = { other = { command = "x" } } # all of them\n';
    const after = editToml(before);
    expect(after).toEndWith("# all of them\n");
    expect(parseDocument(formats.toml, after)).toEqual({
      mcp_servers: { other: { command: "x" }, alephant: entry },
    });
  });
});

test.each([
  ["json", '{\n  "a": 1,\n  "b": }\n', "it cannot be read: line 3, column 8: value expected."],
  ["json", '{ "a": 1', "it cannot be read: line 1, column 9: close brace expected."],
  ["json", "[]", "it does not hold an object"],
  ["json", "null", "it does not hold an object"],
  ["json", '{ "mcpServers": [] }', "its member mcpServers is a list"],
  ["json", '{ "mcpServers": "secret" }', "its member mcpServers is a string, where"],
  ["json", '{ "mcpServers": {}, "mcpServers": {} }', "it is written in a way that cannot be edited safely"],
  ["toml", 'a = 1\nmodel = "x\n', "it cannot be read: line 2, column "],
  ["toml", "a = pat_secret\n", "it cannot be read: line 1, column 5: Invalid float. Mend"],
  ["toml", "a = 1\na = 2\n", "it cannot be read: line 2, column 1: Value already defined for a."],
] as const)("%s that is left alone: %j", (name, before, message) => {
  const path = ["mcpServers", "alephant"];
  const act = () => editText(formats[name], before, [{ path, value: entry }]);
  expect(act).toThrow(SetupError);
  expect(act).toThrow(message);
});

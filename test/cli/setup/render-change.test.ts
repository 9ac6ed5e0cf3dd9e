import { expect, test } from "bun:test";
import { formats, parseDocument } from "../../../src/cli/setup/edit-config.ts";
import { planChanges, type Storage } from "../../../src/cli/setup/entry.ts";
import { hosts } from "../../../src/cli/setup/hosts.ts";
import type { HostName } from "../../../src/cli/setup/places.ts";
import { renderChange } from "../../../src/cli/setup/render-change.ts";

const secret = "S3cret-0123";
const variables = { ALEPHANT_API_BASE_URL: "https://b.example", ALEPHANT_VIRTUAL_KEY: `vk-${secret}` };
const command = { program: "/bin/alephant-mcp", args: [] };

function shown(host: HostName, text: string, storage: Storage = "value"): string {
  const format = formats[hosts[host].format];
  const document = parseDocument(format, text);
  return renderChange(format, document, planChanges(hosts[host], document, command, variables, storage));
}

test("an entry that is there: what goes, what comes, and no value of somebody else", () => {
  const text = JSON.stringify({
    oauth: secret,
    mcpServers: {
      other: { env: { TOKEN: secret } },
      alephant: {
        command: "npx",
        args: ["-y", "@alephantai/mcp", "--key", secret],
        disabled: true,
        env: { ALEPHANT_VIRTUAL_KEY: "vk-old", MINE: secret, ALEPHANT_API_BASE_URL: "https://a.example" },
      },
    },
  });
  expect(shown("cursor", text)).toMatchInlineSnapshot(`
    "  {
        "mcpServers": {
          "alephant": {
    -       "command": "npx",
    -       "args": ["(hidden)", "(hidden)", "(hidden)", "(hidden)"],
    +       "command": "/bin/alephant-mcp",
    +       "args": [],
            "disabled": true,
            "env": {
    -         "ALEPHANT_VIRTUAL_KEY": "(hidden)",
              "MINE": "(hidden)",
    -         "ALEPHANT_API_BASE_URL": "(hidden)"
    +         "ALEPHANT_API_BASE_URL": "https://b.example",
    +         "ALEPHANT_VIRTUAL_KEY": "(hidden, new)"
            }
          }
        }
      }"
  `);
});

test("a new entry, with a reference", () => {
  expect(shown("cursor", "{}", "reference")).toMatchInlineSnapshot(`
    "+ {
    +   "mcpServers": {
    +     "alephant": {
    +       "command": "/bin/alephant-mcp",
    +       "env": {
    +         "ALEPHANT_API_BASE_URL": "https://b.example",
    +         "ALEPHANT_VIRTUAL_KEY": "\${env:ALEPHANT_VIRTUAL_KEY}"
    +       }
    +     }
    +   }
    + }"
  `);
  expect(shown("codex", "", "reference")).toMatchInlineSnapshot(`
    "+ [mcp_servers.alephant]
    + command = "/bin/alephant-mcp"
    + env_vars = ["ALEPHANT_VIRTUAL_KEY"]
    + 
    + [mcp_servers.alephant.env]
    + ALEPHANT_API_BASE_URL = "https://b.example""
  `);
});

test("inputs of others are nobody's business, ours are shown", () => {
  const text = JSON.stringify({ inputs: [{ type: "promptString", id: "x", default: secret }] });
  expect(shown("vscode", text, "reference")).toMatchInlineSnapshot(`
    "  {
        "inputs": [
          {
            "type": "(hidden)",
            "id": "(hidden)",
            "default": "(hidden)"
    +     },
    +     {
    +       "type": "promptString",
    +       "id": "alephant-virtual-key",
    +       "description": "Alephant virtual key",
    +       "password": true
          }
    -   ]
    +   ],
    +   "servers": {
    +     "alephant": {
    +       "type": "stdio",
    +       "command": "/bin/alephant-mcp",
    +       "env": {
    +         "ALEPHANT_API_BASE_URL": "https://b.example",
    +         "ALEPHANT_VIRTUAL_KEY": "\${input:alephant-virtual-key}"
    +       }
    +     }
    +   }
      }"
  `);
});

const writeServers = (entry: unknown): string => JSON.stringify({ mcpServers: { alephant: entry } });
test.each([
  [
    "an argument",
    "cursor",
    writeServers({ command: "x", args: ["--header", `Authorization: Bearer ${secret}`] }),
  ],
  ["an address", "cursor", writeServers({ type: "http", url: `https://x.example/mcp?api_key=${secret}` })],
  [
    "the address of the API",
    "cursor",
    writeServers({ env: { ALEPHANT_API_BASE_URL: `https://a:${secret}@x` } }),
  ],
  ["a preset", "cursor", writeServers({ command: "x", env: { TOKEN: `\${TOKEN:-${secret}}` } })],
  ["a list as environment", "cursor", writeServers({ command: "x", env: [`TOKEN=${secret}`] })],
  ["a text as entry", "cursor", writeServers(`token ${secret}`)],
  ["an OAuth secret", "gemini", writeServers({ httpUrl: "https://x", oauth: { clientSecret: secret } })],
  [
    "a header in TOML",
    "codex",
    `[mcp_servers.alephant]\nurl = "https://x"\nhttp_headers = { Authorization = "Bearer ${secret}" }\n`,
  ],
  [
    "a command of its own form",
    "zed",
    JSON.stringify({ context_servers: { alephant: { command: { path: "x", env: { T: secret } } } } }),
  ],
] as const)("%s is hidden", (_, host, text) => {
  const change = shown(host, text);
  expect(change).toContain("(hidden)");
  expect(change).not.toContain(secret);
});

import { expect, test } from "bun:test";
import { shownChange } from "../../../src/cli/setup/change.ts";
import { formats, parsed } from "../../../src/cli/setup/config-format.ts";

const path = ["mcpServers", "alephant"];
const secret = "vk-live-0123456789abcdef";

test("an entry that is there: what goes, what comes, and no value that may be secret", () => {
  const text = JSON.stringify({
    oauth: "not shown",
    mcpServers: {
      other: { env: { TOKEN: "not shown" } },
      alephant: {
        command: "npx",
        args: ["-y", "@alephantai/mcp", "--key", "sk-0123456789abcdefghij"],
        disabled: true,
        env: {
          ALEPHANT_VIRTUAL_KEY: "vk-old",
          MINE: "not shown",
          ALEPHANT_API_BASE_URL: "https://a.example",
        },
      },
    },
  });
  const value = {
    command: "/bin/alephant-mcp",
    args: [],
    disabled: true,
    env: { ALEPHANT_VIRTUAL_KEY: secret, MINE: "not shown", ALEPHANT_API_BASE_URL: "https://b.example" },
  };
  expect(shownChange(formats.json, parsed(formats.json, text), [{ path, value }])).toMatchInlineSnapshot(`
    "  {
        "mcpServers": {
          "alephant": {
    -       "command": "npx",
    -       "args": ["-y", "@alephantai/mcp", "--key", "[credential removed]"],
    +       "command": "/bin/alephant-mcp",
    +       "args": [],
            "disabled": true,
            "env": {
    -         "ALEPHANT_VIRTUAL_KEY": "(hidden)",
    +         "ALEPHANT_VIRTUAL_KEY": "(hidden, new)",
              "MINE": "(hidden)",
    -         "ALEPHANT_API_BASE_URL": "https://a.example"
    +         "ALEPHANT_API_BASE_URL": "https://b.example"
            }
          }
        }
      }"
  `);
});

test("a new entry, with a reference", () => {
  const value = { command: "x", env_vars: ["ALEPHANT_PAT"], env: { A: `\${env:ALEPHANT_PAT}`, B: secret } };
  const shown = shownChange(formats.toml, {}, [{ path: ["mcp_servers", "alephant"], value }]);
  expect(shown).toMatchInlineSnapshot(`
    "+ [mcp_servers.alephant]
    + command = "x"
    + env_vars = ["ALEPHANT_PAT"]
    + 
    + [mcp_servers.alephant.env]
    + A = "\${env:ALEPHANT_PAT}"
    + B = "(hidden)""
  `);
});

/** Configuration files in the way people have them, each with an older entry of ours among others. */
import type { HostName } from "../../src/cli/setup/places.ts";

interface ExistingFile {
  readonly before: string;
  /** Must be in the file afterwards, too. */
  readonly kept: readonly string[];
}

const old =
  '"command": "npx", "args": ["-y", "@alephantai/mcp"], "env": { "ALEPHANT_PAT": "pat_old", "LOG": "1" }';

/** As `codex mcp add --url` writes it, and what people add. */
export const remoteCodexFile = `model = "gpt-5"

[mcp_servers.alephant]
url = "https://mcp.example.com/alephant"
bearer_token_env_var = "ALEPHANT_PAT"
http_headers = { "X-Team" = "pat_old" }
env_http_headers = { "X-User" = "USER" }
oauth_resource = "https://mcp.example.com"
scopes = ["read"]
startup_timeout_sec = 20
enabled_tools = [
  "get_my_scope",
]

[mcp_servers.alephant.oauth]
client_id = "a"
`;

export const existingFiles: Readonly<Record<HostName, ExistingFile>> = {
  "claude-code": {
    // As Claude Code writes it itself.
    before: `${JSON.stringify(
      {
        numStartups: 214,
        projects: { "/home/ada/project": { allowedTools: [], mcpServers: { local: { command: "x" } } } },
        oauthAccount: { accountUuid: "9d4f", organizationRole: "admin" },
        mcpServers: {
          github: {
            type: "http",
            url: "https://api.example.com/mcp",
            headers: { Authorization: "Bearer t" },
          },
          alephant: { type: "http", url: "https://mcp.example.com/alephant" },
        },
        cachedChangelog: "# Changelog\n\n- “Fixed” things: {}, [], //",
      },
      null,
      2,
    )}\n`,
    kept: [
      '"numStartups": 214',
      '      "allowedTools": [],',
      '"Authorization": "Bearer t"',
      '"cachedChangelog": "# Changelog\\n\\n- “Fixed” things: {}, [], //"',
    ],
  },
  "claude-desktop": {
    before: `{"globalShortcut":"","mcpServers":{"files":{"command":"npx","args":["-y","x"]},"alephant":{${old}}}}`,
    kept: [
      '{"globalShortcut":"","mcpServers":{"files":{"command":"npx","args":["-y","x"]},"alephant":{',
      '"LOG": "1"',
    ],
  },
  cursor: {
    before: `{\r\n\t// servers of the team\r\n\t"mcpServers": {\r\n\t\t"alephant": { ${old}, "autoApprove": ["get_my_scope"] },\r\n\t\t"other": { "command": "x" }, // Bob's\r\n\t},\r\n}\r\n`,
    kept: [
      "\r\n\t// servers of the team\r\n",
      '"autoApprove": ["get_my_scope"] },\r\n\t\t"other": { "command": "x" }, // Bob\'s\r\n\t},\r\n}\r\n',
    ],
  },
  vscode: {
    before: `{
    "inputs": [
        // asked once
        { "type": "promptString", "id": "github-token", "password": true }
    ],
    "servers": {
        "github": { "type": "stdio", "command": "x", "env": { "T": "\${input:github-token}" } },
        "alephant": { "type": "stdio", ${old}, "dev": { "watch": "*" } }
    }
}
`,
    kept: ["        // asked once\n", `"T": "\${input:github-token}"`, '"dev": { "watch": "*" }'],
  },
  codex: {
    before: `# Codex
model = "gpt-5" # the good one
notify = ["notify-send", "done"]

[mcp_servers.alephant] # costs
command = "npx"
args = ["-y", "@alephantai/mcp"]
startup_timeout_sec = 20 # slow disk
env_vars = ["LANG", "ALEPHANT_PAT"]

[mcp_servers.alephant.env]
LOG = "1"

[mcp_servers.alephant.tools.create_virtual_key]
approval_mode = "prompt"

[profiles.fast]
model = "gpt-5-mini"
`,
    kept: [
      '# Codex\nmodel = "gpt-5" # the good one\n',
      "[mcp_servers.alephant] # costs\n",
      "startup_timeout_sec = 20 # slow disk\n",
      '"LANG"',
      'LOG = "1"\n',
      '[mcp_servers.alephant.tools.create_virtual_key]\napproval_mode = "prompt"\n',
      '[profiles.fast]\nmodel = "gpt-5-mini"\n',
    ],
  },
  opencode: {
    before: `{
  "$schema": "https://opencode.ai/config.json",
  "mcp": {
    "alephant": {
      "type": "local",
      "command": ["npx", "-y", "@alephantai/mcp"],
      "enabled": true,
      "timeout": 9000, // slow disk
      "environment": { "ALEPHANT_PAT": "pat_old" }
    }
  },
  "permission": { "bash": "ask" },
}
`,
    kept: ['"timeout": 9000, // slow disk', '"permission": { "bash": "ask" },\n}\n'],
  },
  gemini: {
    before: `{
  "security": { "auth": { "selectedType": "oauth-personal" } },
  "mcpServers": {
    /* two */
    "alephant": { ${old}, "timeout": 30000, "trust": false },
    "b": { "httpUrl": "https://b.example.com" }
  }
}
`,
    kept: [
      "    /* two */\n",
      '"timeout": 30000, "trust": false },\n    "b": { "httpUrl": "https://b.example.com" }\n',
    ],
  },
  windsurf: {
    before: `{\n  "mcpServers": {\n    "alephant": { ${old}, "disabledTools": ["list_members"] }\n  }\n}`,
    kept: ['"disabledTools": ["list_members"] }\n  }\n}'],
  },
  zed: {
    before: `// Zed settings
//
// For information on how to configure Zed, see the documentation.
{
  "theme": { "mode": "system", "light": "One Light", },
  "context_servers": {
    "alephant": {
      "source": "custom",
      "command": { "path": "npx", "args": ["-y", "@alephantai/mcp"], "env": { "ALEPHANT_PAT": "pat_old" } },
    },
  },
  // "vim_mode": true,
  "agent": { "default_model": { "provider": "zed.dev" } },
}
`,
    kept: [
      "// Zed settings\n//\n",
      '"source": "custom"',
      '  },\n  // "vim_mode": true,\n  "agent": { "default_model": { "provider": "zed.dev" } },\n}\n',
    ],
  },
};

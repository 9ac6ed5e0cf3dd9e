// Where the hosts keep their files: sources are their documentation and, for what that leaves out, their issue threads.
import { expect, test } from "bun:test";
import { filesOf, hostNames, type Surroundings, scopes } from "../../../src/cli/setup/places.ts";

const systems: Readonly<Record<string, Surroundings>> = {
  macOS: { platform: "darwin", env: { HOME: "/Users/ada" }, folder: "/Users/ada/project" },
  Linux: { platform: "linux", env: { HOME: "/home/ada" }, folder: "/home/ada/project" },
  Windows: {
    platform: "win32",
    env: {
      USERPROFILE: "C:\\Users\\ada",
      APPDATA: "C:\\Users\\ada\\AppData\\Roaming",
      LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local",
      // As Git's shell sets it.
      HOME: "/c/Users/ada",
    },
    folder: "C:\\work",
  },
};

const placesOn = (system: string) =>
  hostNames.flatMap((host) =>
    scopes.map((scope) => {
      const surroundings = systems[system];
      if (surroundings === undefined) throw new Error(`${system} is not in the table.`);
      return `${host} ${scope}: ${filesOf(host, scope, surroundings).join(" | ")}`.trimEnd();
    }),
  );

test("macOS", () => {
  expect(placesOn("macOS")).toMatchInlineSnapshot(`
    [
      "claude-code user: /Users/ada/.claude.json",
      "claude-code project: /Users/ada/project/.mcp.json",
      "claude-code local: /Users/ada/.claude.json",
      "claude-desktop user: /Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
      "claude-desktop project:",
      "claude-desktop local:",
      "cursor user: /Users/ada/.cursor/mcp.json",
      "cursor project: /Users/ada/project/.cursor/mcp.json",
      "cursor local:",
      "vscode user: /Users/ada/Library/Application Support/Code/User/mcp.json",
      "vscode project: /Users/ada/project/.vscode/mcp.json",
      "vscode local:",
      "codex user: /Users/ada/.codex/config.toml",
      "codex project: /Users/ada/project/.codex/config.toml",
      "codex local:",
      "opencode user: /Users/ada/.config/opencode/opencode.jsonc | /Users/ada/.config/opencode/config.json | /Users/ada/.config/opencode/opencode.json",
      "opencode project: /Users/ada/project/opencode.jsonc | /Users/ada/project/.opencode/opencode.jsonc | /Users/ada/project/.opencode/opencode.json | /Users/ada/project/opencode.json",
      "opencode local:",
      "gemini user: /Users/ada/.gemini/settings.json",
      "gemini project: /Users/ada/project/.gemini/settings.json",
      "gemini local:",
      "windsurf user: /Users/ada/.config/devin/mcp_config.json | /Users/ada/.codeium/windsurf/mcp_config.json",
      "windsurf project:",
      "windsurf local:",
      "zed user: /Users/ada/.config/zed/settings.json",
      "zed project: /Users/ada/project/.zed/settings.json",
      "zed local:",
    ]
  `);
});

test("Linux", () => {
  expect(placesOn("Linux")).toMatchInlineSnapshot(`
    [
      "claude-code user: /home/ada/.claude.json",
      "claude-code project: /home/ada/project/.mcp.json",
      "claude-code local: /home/ada/.claude.json",
      "claude-desktop user: /home/ada/.config/Claude/claude_desktop_config.json",
      "claude-desktop project:",
      "claude-desktop local:",
      "cursor user: /home/ada/.cursor/mcp.json",
      "cursor project: /home/ada/project/.cursor/mcp.json",
      "cursor local:",
      "vscode user: /home/ada/.config/Code/User/mcp.json",
      "vscode project: /home/ada/project/.vscode/mcp.json",
      "vscode local:",
      "codex user: /home/ada/.codex/config.toml",
      "codex project: /home/ada/project/.codex/config.toml",
      "codex local:",
      "opencode user: /home/ada/.config/opencode/opencode.jsonc | /home/ada/.config/opencode/config.json | /home/ada/.config/opencode/opencode.json",
      "opencode project: /home/ada/project/opencode.jsonc | /home/ada/project/.opencode/opencode.jsonc | /home/ada/project/.opencode/opencode.json | /home/ada/project/opencode.json",
      "opencode local:",
      "gemini user: /home/ada/.gemini/settings.json",
      "gemini project: /home/ada/project/.gemini/settings.json",
      "gemini local:",
      "windsurf user: /home/ada/.config/devin/mcp_config.json | /home/ada/.codeium/windsurf/mcp_config.json",
      "windsurf project:",
      "windsurf local:",
      "zed user: /home/ada/.config/zed/settings.json",
      "zed project: /home/ada/project/.zed/settings.json",
      "zed local:",
    ]
  `);
});

test("Windows", () => {
  expect(placesOn("Windows")).toMatchInlineSnapshot(`
    [
      "claude-code user: C:\\Users\\ada\\.claude.json",
      "claude-code project: C:\\work\\.mcp.json",
      "claude-code local: C:\\Users\\ada\\.claude.json",
      "claude-desktop user: C:\\Users\\ada\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json | C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
      "claude-desktop project:",
      "claude-desktop local:",
      "cursor user: C:\\Users\\ada\\.cursor\\mcp.json",
      "cursor project: C:\\work\\.cursor\\mcp.json",
      "cursor local:",
      "vscode user: C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json",
      "vscode project: C:\\work\\.vscode\\mcp.json",
      "vscode local:",
      "codex user: C:\\Users\\ada\\.codex\\config.toml",
      "codex project: C:\\work\\.codex\\config.toml",
      "codex local:",
      "opencode user: C:\\Users\\ada\\.config\\opencode\\opencode.jsonc | C:\\Users\\ada\\.config\\opencode\\config.json | C:\\Users\\ada\\.config\\opencode\\opencode.json",
      "opencode project: C:\\work\\opencode.jsonc | C:\\work\\.opencode\\opencode.jsonc | C:\\work\\.opencode\\opencode.json | C:\\work\\opencode.json",
      "opencode local:",
      "gemini user: C:\\Users\\ada\\.gemini\\settings.json",
      "gemini project: C:\\work\\.gemini\\settings.json",
      "gemini local:",
      "windsurf user: C:\\Users\\ada\\AppData\\Roaming\\devin\\mcp_config.json | C:\\Users\\ada\\.codeium\\windsurf\\mcp_config.json",
      "windsurf project:",
      "windsurf local:",
      "zed user: C:\\Users\\ada\\AppData\\Roaming\\Zed\\settings.json",
      "zed project: C:\\work\\.zed\\settings.json",
      "zed local:",
    ]
  `);
});

test.each([
  ["claude-code", "CLAUDE_CONFIG_DIR", "/cc/.claude.json"],
  ["codex", "CODEX_HOME", "/cc/config.toml"],
  ["gemini", "GEMINI_CLI_HOME", "/cc/.gemini/settings.json"],
  ["vscode", "XDG_CONFIG_HOME", "/cc/Code/User/mcp.json"],
  ["zed", "XDG_CONFIG_HOME", "/cc/zed/settings.json"],
  ["opencode", "XDG_CONFIG_HOME", "/cc/opencode/opencode.json"],
] as const)("%s follows %s", (host, variable, file) => {
  const env = { HOME: "/home/ada", [variable]: "/cc" };
  expect(filesOf(host, "user", { platform: "linux", env, folder: "/" }).at(-1)).toBe(file);
  // A relative path would mean another folder for every program.
  const relative = { HOME: "/home/ada", [variable]: "cc" };
  expect(filesOf(host, "user", { platform: "linux", env: relative, folder: "/" }).at(-1)).toStartWith(
    "/home/ada/",
  );
});

test("without a home folder there is no file", () => {
  for (const host of hostNames)
    expect(filesOf(host, "user", { platform: "linux", env: {}, folder: "/" })).toEqual([]);
});

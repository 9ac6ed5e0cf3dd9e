/** Where each host keeps its configuration, on each system. Paths only: what is there is another question. */
import type { Environment } from "../../config.ts";
import { toPlainText } from "../../domain/text.ts";

const { posix, win32 } = process.getBuiltinModule("node:path");

export const hostNames = [
  "claude-code",
  "claude-desktop",
  "cursor",
  "vscode",
  "codex",
  "opencode",
  "gemini",
  "windsurf",
  "zed",
] as const;

export type HostName = (typeof hostNames)[number];

export const scopes = ["user", "project", "local"] as const;
/** `user`: all of a person's projects. `project`: whoever works in one folder. `local`: this person in one folder. */
export type Scope = (typeof scopes)[number];

export interface Surroundings {
  readonly platform: string;
  readonly env: Environment;
  /** The folder of the project. */
  readonly folder: string;
}

/**
 * The files that the host reads in this scope. The one to edit is the first that exists. Where none does, the one to make
 * is the last file in the first of their folders that exists, or else the very last file. Empty where the host knows no
 * such scope, or where no home folder is known.
 */
export function filesOf(host: HostName, scope: Scope, surroundings: Surroundings): readonly string[] {
  const { folder, platform } = surroundings;
  const { join } = pathsOf(platform);
  if (scope === "project") return projectFiles[host].map((file) => join(folder, ...file.split("/")));
  // Claude Code keeps its local entries by folder in the file of the user.
  if (scope === "local" && host !== "claude-code") return [];
  const folders = findUserFolders(surroundings);
  return folders === undefined ? [] : listUserFiles(host, folders, platform);
}

export const knowsHome = (surroundings: Surroundings): boolean => findUserFolders(surroundings) !== undefined;

/** Said where the home folder is needed and not known. */
export const unknownHome =
  "no home folder is known here, and with it where the assistants keep their configuration. Set HOME (on Windows USERPROFILE) to its absolute path, and run this again.";

/** For a person to read, without the control sequences that the name of a folder may hold. */
export const writePath = (path: string): string => (path === "" ? '""' : toPlainText(path, 4_096));

/** The folder of the project that a file belongs to: above the host's own folder, where it has one. */
export function projectOf(host: HostName, path: string): string {
  const { dirname, basename } = process.getBuiltinModule("node:path");
  const folder = dirname(path);
  return basename(folder) === `.${host}` ? dirname(folder) : folder;
}

/** The folder in which this was started; undefined where it has been deleted since. */
export function findFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Said where the folder in which this was started is needed and does not exist any more. */
export const unknownFolder =
  "the folder in which this was started does not exist any more. Change to one that does, and run this again.";

export const pathsOf = (platform: string): typeof posix => (platform === "win32" ? win32 : posix);

const projectFiles: Readonly<Record<HostName, readonly string[]>> = {
  "claude-code": [".mcp.json"],
  "claude-desktop": [],
  cursor: [".cursor/mcp.json"],
  vscode: [".vscode/mcp.json"],
  codex: [".codex/config.toml"],
  opencode: ["opencode.jsonc", ".opencode/opencode.jsonc", ".opencode/opencode.json", "opencode.json"],
  gemini: [".gemini/settings.json"],
  windsurf: [],
  zed: [".zed/settings.json"],
};

interface UserFolders {
  readonly join: (...parts: string[]) => string;
  readonly home: string;
  /** `~/.config`, or what XDG_CONFIG_HOME says. */
  readonly xdg: string;
  /** Where programs with a window keep their settings. */
  readonly applications: string;
  readonly localApplications: string;
  /** The folder that a variable names, where it is set. */
  readonly folderNamedBy: (variable: string) => string | undefined;
}

function findUserFolders({ platform, env }: Surroundings): UserFolders | undefined {
  const { join, isAbsolute } = pathsOf(platform);
  const folderNamedBy = (variable: string): string | undefined => {
    const value = env[variable]?.trim() ?? "";
    return isAbsolute(value) ? value : undefined;
  };
  const home = folderNamedBy(platform === "win32" ? "USERPROFILE" : "HOME");
  if (home === undefined) return undefined;
  const xdg = folderNamedBy("XDG_CONFIG_HOME") ?? join(home, ".config");
  const roaming = (): string => folderNamedBy("APPDATA") ?? join(home, "AppData", "Roaming");
  return {
    join,
    home,
    xdg,
    applications:
      platform === "win32"
        ? roaming()
        : platform === "darwin"
          ? join(home, "Library", "Application Support")
          : xdg,
    localApplications: folderNamedBy("LOCALAPPDATA") ?? join(home, "AppData", "Local"),
    folderNamedBy,
  };
}

function listUserFiles(host: HostName, folders: UserFolders, platform: string): string[] {
  const { join, home, xdg, applications, localApplications, folderNamedBy } = folders;
  switch (host) {
    case "claude-code":
      // The file is edited, and `claude mcp add` is not called: every user of the machine can read the arguments of a
      // process.
      return [join(folderNamedBy("CLAUDE_CONFIG_DIR") ?? home, ".claude.json")];
    case "claude-desktop": {
      const usual = join(applications, "Claude", "claude_desktop_config.json");
      if (platform !== "win32") return [usual];
      // The package from the Microsoft Store, and newer installers, see a roaming folder of their own.
      const packaged = join(localApplications, "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming");
      return [join(packaged, "Claude", "claude_desktop_config.json"), usual];
    }
    case "cursor":
      return [join(home, ".cursor", "mcp.json")];
    case "vscode":
      return [join(applications, "Code", "User", "mcp.json")];
    case "codex":
      return [join(folderNamedBy("CODEX_HOME") ?? join(home, ".codex"), "config.toml")];
    case "opencode":
      // The same on Windows: OpenCode follows the XDG rules everywhere.
      return ["opencode.jsonc", "config.json", "opencode.json"].map((file) => join(xdg, "opencode", file));
    case "gemini":
      return [join(folderNamedBy("GEMINI_CLI_HOME") ?? home, ".gemini", "settings.json")];
    case "windsurf":
      // Windsurf has become Devin Desktop, which reads a file of its own from version 3000.3 on.
      return [
        join(platform === "win32" ? applications : xdg, "devin", "mcp_config.json"),
        join(home, ".codeium", "windsurf", "mcp_config.json"),
      ];
    case "zed":
      if (platform === "win32") return [join(applications, "Zed", "settings.json")];
      return [join(platform === "darwin" ? join(home, ".config") : xdg, "zed", "settings.json")];
  }
}

/** Files and folders of which any one tells that the host is installed. */
export function tracesOf(host: HostName, surroundings: Surroundings): readonly string[] {
  const { dirname, join } = pathsOf(surroundings.platform);
  const files = filesOf(host, "user", surroundings);
  if (host !== "claude-code") return files.map((file) => dirname(file));
  // Its file stands in the home folder itself, which is always there.
  return files.flatMap((file) => [file, join(dirname(file), ".claude")]);
}

/** What the hosts make of their files: they find the entry, put the values where it refers to them, and start the server. */
import { join } from "node:path";
import * as v from "valibot";
import { filesOf, type HostName, hostNames } from "../../src/cli/setup/places.ts";

const Servers = v.record(v.string(), v.looseObject({}));
const Text = v.record(v.string(), v.string());

const Usual = v.looseObject({ command: v.string(), args: v.optional(v.array(v.string()), []), env: Text });
const VsCode = v.looseObject({ ...Usual.entries, type: v.literal("stdio") });
const absent = v.exactOptional(v.never());
const Codex = v.looseObject({
  ...Usual.entries,
  env_vars: v.optional(v.array(v.string()), []),
  // Beside a command they make Codex refuse the whole file.
  url: absent,
  http_headers: absent,
  env_http_headers: absent,
  bearer_token: absent,
  bearer_token_env_var: absent,
  oauth: absent,
  oauth_resource: absent,
  scopes: absent,
});
const OpenCode = v.looseObject({
  type: v.literal("local"),
  command: v.array(v.string()),
  environment: Text,
  enabled: v.boolean(),
});
const Inputs = v.array(
  v.looseObject({ type: v.string(), id: v.string(), password: v.optional(v.boolean()) }),
);

export interface Start {
  readonly command: readonly string[];
  readonly environment: Record<string, string>;
}

interface Reader {
  /** Where a project has its file. */
  readonly projectFile?: string;
  readonly start: (document: Document, hostEnvironment: Readonly<Record<string, string>>) => Start;
}

type Document = Readonly<Record<string, unknown>>;
type Expand = (value: string, hostEnvironment: Readonly<Record<string, string>>) => string;

/** The server as the document tells the host to start it. */
export const readStart = (
  host: HostName,
  text: string,
  hostEnvironment: Readonly<Record<string, string>>,
): Start => readers[host].start(readDocument(host, text), hostEnvironment);

export const readDocument = (host: HostName, text: string): Document =>
  v.parse(v.record(v.string(), v.unknown()), host === "codex" ? Bun.TOML.parse(text) : Bun.JSONC.parse(text));

const findEntry = (document: Document, member: string): unknown =>
  v.parse(Servers, document[member])["alephant"];

const keepLiteral: Expand = (value) => value;
const createExpansion =
  (pattern: RegExp): Expand =>
  (value, env) =>
    value.replace(pattern, (whole, name) => env[name] ?? whole);
const dollar = createExpansion(/\$\{([A-Z_]+)\}/g);
const dollarEnv = createExpansion(/\$\{env:([A-Z_]+)\}/g);

const createUsualStart =
  (member: string, expand: Expand): Reader["start"] =>
  (document, env) => {
    const { command, args, env: variables } = v.parse(Usual, findEntry(document, member));
    return { command: [command, ...args], environment: expandVariables(variables, expand, env) };
  };

const expandVariables = (
  variables: Readonly<Record<string, string>>,
  expand: Expand,
  env: Readonly<Record<string, string>>,
) => Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, expand(value, env)]));

export const readers: Readonly<Record<HostName, Reader>> = {
  "claude-code": { projectFile: ".mcp.json", start: createUsualStart("mcpServers", dollar) },
  "claude-desktop": {
    start: createUsualStart("mcpServers", keepLiteral),
  },
  cursor: {
    projectFile: ".cursor/mcp.json",
    start: createUsualStart("mcpServers", dollarEnv),
  },
  vscode: {
    projectFile: ".vscode/mcp.json",
    start: (document, env) => {
      const { command, args, env: variables } = v.parse(VsCode, findEntry(document, "servers"));
      const inputs = v.parse(v.optional(Inputs, []), document["inputs"]);
      const ask: Expand = (value) =>
        value.replace(/\$\{input:([a-z-]+)\}/g, (whole, id: string) => {
          const input = inputs.find((each) => each.id === id);
          // What a person would type there, and nobody should see.
          return input?.type === "promptString" && input.password === true
            ? (env[id.toUpperCase().replaceAll("-", "_")] ?? whole)
            : whole;
        });
      return { command: [command, ...args], environment: expandVariables(variables, ask, env) };
    },
  },
  codex: {
    projectFile: ".codex/config.toml",
    start: (document, env) => {
      const entry = v.parse(Codex, findEntry(document, "mcp_servers"));
      const handedOn = entry.env_vars.flatMap((name) => (name in env ? [[name, env[name] ?? ""]] : []));
      return {
        command: [entry.command, ...entry.args],
        environment: { ...Object.fromEntries(handedOn), ...entry.env },
      };
    },
  },
  opencode: {
    projectFile: "opencode.json",
    start: (document, env) => {
      const { command, environment } = v.parse(OpenCode, findEntry(document, "mcp"));
      return {
        command,
        environment: expandVariables(environment, createExpansion(/\{env:([A-Z_]+)\}/g), env),
      };
    },
  },
  gemini: {
    projectFile: ".gemini/settings.json",
    start: createUsualStart("mcpServers", createExpansion(/\$\{?([A-Z_]+)\}?/g)),
  },
  windsurf: { start: createUsualStart("mcpServers", dollarEnv) },
  zed: {
    projectFile: ".zed/settings.json",
    start: createUsualStart("context_servers", keepLiteral),
  },
};

/** A home folder of its own, on each system. */
export const homeEnvironment = (home: string): Record<string, string> => ({
  HOME: home,
  USERPROFILE: home,
  APPDATA: join(home, "AppData", "Roaming"),
  LOCALAPPDATA: join(home, "AppData", "Local"),
});

/** Where setup keeps copies of what it changes, on each system. */
export function backupFolderOf(home: string): string {
  const data =
    process.platform === "win32"
      ? ["AppData", "Local"]
      : process.platform === "darwin"
        ? ["Library", "Application Support"]
        : [".local", "share"];
  return join(home, ...data, "alephant-mcp", "backups");
}

/** The file that setup makes for this host in this home folder. */
export function userFileOf(host: HostName, home: string): string {
  const surroundings = { platform: process.platform, env: homeEnvironment(home), folder: home };
  return filesOf(host, "user", surroundings).at(-1) ?? "";
}

/** Those that can name a variable instead of holding its value. */
export const referringHosts = hostNames.filter((host) => host !== "claude-desktop" && host !== "zed");

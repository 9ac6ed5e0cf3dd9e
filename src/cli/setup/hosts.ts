/** What the hosts expect: where in the file servers stand, what an entry looks like, how it refers to a credential. */
import type { HostName, Scope } from "./places.ts";

export interface Host {
  readonly title: string;
  /** The host's command in a terminal, where it has one. */
  readonly programs: readonly string[];
  readonly format: "json" | "toml";
  /** It reads all its files of one scope, not only the first that exists. */
  readonly readsEveryFile?: true;
  /** The member that holds the servers, by name. */
  readonly servers: string;
  readonly entry: EntryForm;
  readonly reference: Reference;
  /** It writes its file while it runs, over whatever stands there. */
  readonly overwritesItsFile?: true;
  /** What makes the host see the entry. */
  readonly next: string;
  /** What is not certain, or easily overlooked. */
  readonly note?: Partial<Readonly<Record<Scope | "reference", string>>>;
}

interface EntryForm {
  /** One array with program and arguments, or a string and a list. */
  readonly command: "array" | "string";
  readonly environment: "env" | "environment";
  /** The word for a server on standard input and output, where an entry must have one. */
  readonly type?: "stdio" | "local";
  /** Further members of a new entry. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** How an entry refers to a variable instead of holding its value. */
export type Reference =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: (variable: string) => string }
  /** The host asks for the value once, and stores it. */
  | { readonly kind: "input" }
  /** The entry lists the variables that are handed on. */
  | { readonly kind: "list"; readonly member: string };

const usual: EntryForm = { command: "string", environment: "env" };

export const hosts: Readonly<Record<HostName, Host>> = {
  "claude-code": {
    title: "Claude Code",
    programs: ["claude"],
    format: "json",
    servers: "mcpServers",
    entry: { ...usual, type: "stdio" },
    reference: { kind: "text", text: (variable) => `\${${variable}}` },
    next: "Start Claude Code anew (`claude`); `/mcp` shows the server.",
    note: { project: "Claude Code asks once whether to trust the project's server." },
  },
  "claude-desktop": {
    title: "Claude Desktop",
    programs: [],
    format: "json",
    servers: "mcpServers",
    entry: usual,
    reference: { kind: "none" },
    overwritesItsFile: true,
    next: "Start Claude Desktop; if it was running, quit it altogether, not only its window, and start it again.",
  },
  cursor: {
    title: "Cursor",
    programs: ["cursor", "cursor-agent"],
    format: "json",
    servers: "mcpServers",
    entry: usual,
    reference: { kind: "text", text: (variable) => `\${env:${variable}}` },
    next: "Cursor sees the change by itself; switch the server on in its settings under MCP.",
  },
  vscode: {
    title: "VS Code",
    programs: ["code"],
    format: "json",
    servers: "servers",
    entry: { ...usual, type: "stdio" },
    reference: { kind: "input" },
    next: "In VS Code run the command “MCP: List Servers”, choose alephant and start it.",
    note: {
      user: "This is the file of the default profile; another profile has its own. Settings Sync may carry it to your other machines.",
    },
  },
  codex: {
    title: "Codex",
    programs: ["codex"],
    format: "toml",
    servers: "mcp_servers",
    entry: usual,
    reference: { kind: "list", member: "env_vars" },
    next: "Start Codex anew; `/mcp` shows the server.",
    note: { project: "Codex reads a project's file only where you have trusted the project." },
  },
  opencode: {
    title: "OpenCode",
    programs: ["opencode"],
    format: "json",
    readsEveryFile: true,
    servers: "mcp",
    entry: { command: "array", environment: "environment", type: "local", more: { enabled: true } },
    reference: { kind: "text", text: (variable) => `{env:${variable}}` },
    next: "Start OpenCode anew; `opencode mcp list` shows the server.",
  },
  gemini: {
    title: "Gemini CLI",
    programs: ["gemini"],
    format: "json",
    servers: "mcpServers",
    entry: usual,
    reference: { kind: "text", text: (variable) => `\${${variable}}` },
    next: "Start Gemini CLI anew; `/mcp` shows the server.",
    note: {
      user: "Gemini CLI starts servers only in folders that it trusts.",
      project: "Gemini CLI starts servers only in folders that it trusts.",
    },
  },
  windsurf: {
    title: "Windsurf",
    programs: ["windsurf"],
    format: "json",
    servers: "mcpServers",
    entry: usual,
    reference: { kind: "text", text: (variable) => `\${env:${variable}}` },
    next: "Press “Refresh” in Windsurf's MCP panel, or start Windsurf anew.",
    note: {
      user: "Windsurf has become Devin Desktop: if yours reads another file, its MCP panel opens that one.",
      reference: "If yours does not replace such references, run setup again without --reference.",
    },
  },
  zed: {
    title: "Zed",
    programs: ["zed", "zeditor"],
    format: "json",
    servers: "context_servers",
    entry: usual,
    reference: { kind: "none" },
    next: "Zed starts the server by itself; its agent settings show a green dot.",
    note: {
      user: 'An older Zed (2025) may also want "source": "custom" in the entry.',
      project: "Zed starts a project's servers only in a folder that you have trusted.",
    },
  },
};

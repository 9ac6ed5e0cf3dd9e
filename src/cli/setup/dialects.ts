/** How strictly each host reads its file. Where a user's issue or the host's source tells, it is named; else a host is taken to be lenient. */
import type { HostName } from "./places.ts";

export interface Dialect {
  readonly takesMark: boolean;
  readonly takesComments: boolean;
  readonly takesTrailingCommas: boolean;
  /** What becomes of a file that it cannot read. */
  readonly consequence: string;
}

const strict = { takesMark: false, takesComments: false, takesTrailingCommas: false } as const;
const lenient = { takesMark: true, takesComments: true, takesTrailingCommas: true } as const;
const ignored = "reads no server from this file";

export const dialects: Readonly<Record<HostName, Dialect>> = {
  // anthropics/claude-code#9906
  "claude-code": { ...strict, consequence: ignored },
  // tradesdontlie/tradingview-mcp#406
  "claude-desktop": { ...strict, consequence: "reads no server from this file, and rewrites it without any" },
  // No issue tells of the mark; without it the file is the same to any reader.
  cursor: { ...lenient, takesMark: false, consequence: ignored },
  vscode: { ...lenient, consequence: ignored },
  // TOML knows comments, and since 1.1 the mark.
  codex: { ...lenient, consequence: "does not start" },
  opencode: { ...lenient, takesMark: false, consequence: ignored },
  // google-gemini/gemini-cli#25675; it strips comments and then parses strictly.
  gemini: {
    takesMark: false,
    takesComments: true,
    takesTrailingCommas: false,
    consequence: "does not start",
  },
  // CoplayDev/unity-mcp#231 for the mark.
  windsurf: { ...lenient, takesMark: false, consequence: ignored },
  zed: { ...lenient, takesMark: false, consequence: ignored },
};

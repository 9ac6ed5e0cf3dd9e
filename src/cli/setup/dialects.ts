/**
 * How strictly each host reads its file. Where an issue of a user or the source of the host tells, it is named; otherwise
 * the host is taken to be lenient. The byte order mark is the exception: a file means the same without it, so it is
 * taken out, except for VS Code and Codex, which are taken to read it (`takesMark`).
 */
import type { ConfigFile } from "./config-file.ts";
import { withoutMark } from "./edit-config.ts";
import type { Host } from "./hosts.ts";
import { findLeniencies } from "./json-format.ts";
import { type HostName, writePath } from "./places.ts";

export interface Dialect {
  /** A byte order mark before the text. */
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

/** What the host will not read, and what it does then; undefined where it reads the file. */
export function findMisreading({
  name,
  host,
  file,
  text,
}: {
  readonly name: HostName;
  readonly host: Host;
  readonly file: ConfigFile;
  readonly text: string;
}): string | undefined {
  const { takesComments, takesTrailingCommas, consequence } = dialects[name];
  if (host.format !== "json" || (takesComments && takesTrailingCommas)) return undefined;
  const { comments, trailingCommas } = findLeniencies(withoutMark(text));
  const found = [
    ...(takesComments ? [] : comments.map((line) => `the comment in line ${line}`)),
    ...(takesTrailingCommas
      ? []
      : trailingCommas.map((line) => `the comma before a bracket in line ${line}`)),
  ];
  if (found.length === 0) return undefined;
  return `${host.title} takes JSON without such things and ${consequence}. Take out of ${writePath(file.path)}: ${found.join(", ")}.`;
}

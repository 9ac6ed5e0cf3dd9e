import type { Members } from "./members.ts";

export interface ConfigFormat {
  /** @throws SyntaxError with line and column */
  readonly parse: (text: string) => unknown;
  /** The text with this value at the path. */
  readonly put: (text: string, path: readonly string[], value: unknown) => string;
  /** The text without the value at the path; its container stays, as far as the format knows an empty one. */
  readonly remove: (text: string, path: readonly (string | number)[]) => string;
  /** A text with nothing else in it. */
  readonly render: (document: Members) => string;
}

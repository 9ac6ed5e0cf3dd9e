import type { Members } from "./members.ts";

export interface ConfigFormat {
  /** @throws SyntaxError with line and column */
  readonly parse: (text: string) => unknown;
  /** The text with this value at the path. */
  readonly put: (text: string, path: readonly string[], value: unknown) => string;
  /** A text with nothing else in it. */
  readonly render: (document: Members) => string;
}

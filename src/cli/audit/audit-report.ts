import type { Mode } from "../../domain/mode.ts";
import type { PlainObject } from "../../toolkit/table.ts";
import type { Failure } from "../failure.ts";

/** What is printed for programs, as it stands. */
export interface AuditReport {
  readonly mode: Mode;
  readonly speaks_for: string;
  readonly as_of: string;
  /** What each tool answered, by the name of the tool. */
  readonly results: Readonly<Record<string, PlainObject>>;
  readonly failed: readonly {
    readonly tool: string;
    readonly kind: Failure["kind"];
    readonly message: string;
  }[];
  readonly warnings: readonly string[];
}

/** What is exported, before it takes the form of a file. */
import type { TimeWindow, UtcDay } from "../../domain/time.ts";
import type { RowKind } from "./plan.ts";

export interface ExportRow {
  /** The days that the figures cover, both included; null where the API does not say. */
  readonly first: UtcDay | null;
  readonly last: UtcDay | null;
  /** What the API charges to no row: the total less all other rows. */
  readonly isUnattributed: boolean;
  /** The id of the agent, member or department; null in rows of anything else. */
  readonly id: string | null;
  readonly name: string | null;
  /** Who provides the model; null in rows of anything else. */
  readonly provider: string | null;
  /** US dollars rounded to cents, as the tools show them; null when unknown. */
  readonly cost: number | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** Whose money it is. */
export interface Account {
  readonly workspaceId: string | null;
  readonly workspaceName: string | null;
  /** The label of the key that sees these figures alone. */
  readonly virtualKey: string | null;
}

export interface ExportData {
  readonly by: RowKind;
  readonly period: string;
  readonly window: TimeWindow | null;
  readonly subject: string;
  readonly account: Account;
  readonly asOf: Date;
  readonly rows: readonly ExportRow[];
  readonly source: string;
  readonly warnings: readonly string[];
}

/** Rows with their window, source and warnings: what is read from the API in one go. */
export type ExportRows = Pick<ExportData, "window" | "rows" | "source" | "warnings">;

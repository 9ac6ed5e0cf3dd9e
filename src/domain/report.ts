/** What every report says of its own figures. */
import type { TimeWindow } from "./time.ts";

/** Facts about the figures beside them. */
export interface Report {
  /** Where the figures come from: the route, and the data source if the API names one. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** Figures over a window; null when the API did not say which days it covers. */
export interface WindowReport extends Report {
  readonly window: TimeWindow | null;
}

/** Whom the credential speaks for. */
export interface Subject {
  readonly text: string;
  readonly warnings: readonly string[];
}

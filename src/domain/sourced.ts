/** What is known of figures: where they come from, and which days they cover. */
import type { TimeWindow } from "./time.ts";

export interface Sourced {
  /** Where the figures come from: the route, and the data source if the API names one. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** Figures over a window. */
export interface WindowFigures extends Sourced {
  /** null when the API did not say which days the figures cover. */
  readonly window: TimeWindow | null;
}

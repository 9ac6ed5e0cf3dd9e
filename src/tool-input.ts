/** Arguments that several tools share. Descriptions are paid for in every conversation: they say only what matters. */
import * as v from "valibot";
import { Period } from "./time.ts";

export const PeriodInput = v.optional(
  v.pipe(Period, v.description("Reporting window, ending today (UTC)")),
  "billing_cycle",
);

export const PageInput = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description("Page of rows, from 1")),
  1,
);

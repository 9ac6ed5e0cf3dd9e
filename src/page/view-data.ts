/** What the server hands to its page inside the chat, in the `_meta` of a result, where no model reads it. */
import * as v from "valibot";
import type { Chart } from "../chart/chart.ts";

export const viewKey = "io.alephant/view";

/** An argument that the reader may change. */
export interface Control {
  readonly name: string;
  readonly options: readonly string[];
  readonly value: string;
}

export interface ViewData {
  readonly tool: string;
  readonly title: string;
  /** The arguments of the call, without those that ask for a picture or for a later page of rows. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** null: none of the result's figures is known. */
  readonly chart: Chart | null;
  readonly controls: readonly Control[];
}

const NullableNumber = v.nullable(v.number());
const series = {
  unit: v.nullable(v.string()),
  mark: v.picklist(["bars", "line"]),
  points: v.array(v.object({ time: v.string(), value: NullableNumber })),
  incompleteTime: v.nullable(v.string()),
  mean: NullableNumber,
};

const Panel = v.variant("kind", [
  v.object({
    kind: v.literal("series"),
    ...series,
    interval: v.picklist(["day", "hour"]),
    part: v.nullable(v.object({ shown: v.number(), of: v.number() })),
    onsets: v.exactOptional(v.array(v.object({ time: v.string(), tag: v.string(), words: v.string() }))),
  }),
  v.object({ kind: v.literal("small"), ...series, name: v.string() }),
  v.object({
    kind: v.literal("budget"),
    spent: NullableNumber,
    forecast: NullableNumber,
    low: NullableNumber,
    high: NullableNumber,
    budget: NullableNumber,
    others: v.array(v.string()),
  }),
  v.object({
    kind: v.literal("changes"),
    heading: v.string(),
    days: v.string(),
    changes: v.array(v.object({ name: v.string(), change: v.number() })),
  }),
]);

const ReceivedChart = v.object({ title: v.string(), rows: v.array(v.array(Panel)) });

/** As a host hands it on. Whatever tool it names, hosts do not let a page call one that writes (src/mcp/view-offer.ts). */
export const ReceivedViewData: v.GenericSchema<unknown, ViewData> = v.object({
  tool: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/)),
  title: v.string(),
  arguments: v.record(v.string(), v.unknown()),
  chart: v.nullable(ReceivedChart),
  controls: v.array(v.object({ name: v.string(), options: v.array(v.string()), value: v.string() })),
});

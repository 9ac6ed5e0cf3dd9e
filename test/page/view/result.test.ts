import { describe, expect, test } from "bun:test";
import { readResult } from "../../../src/page/view/result.ts";
import type { ViewData } from "../../../src/page/view-data.ts";
import { viewKey } from "../../../src/page/view-data.ts";

const onset = { time: "2026-11-21", tag: "1", words: "1. agent Invoice Extractor" };
const panel = {
  kind: "series",
  unit: "USD",
  mark: "bars",
  points: [{ time: "2026-11-21", value: 5 }],
  incompleteTime: null,
  mean: null,
  interval: "day",
  part: null,
} as const;

const dataOf = (tool: string, onsets?: unknown): ViewData | undefined =>
  readResult({
    structuredContent: {},
    _meta: {
      [viewKey]: {
        ...{ tool, title: "Cost", arguments: {}, controls: [] },
        chart: { title: "Cost", rows: [[onsets === undefined ? panel : { ...panel, onsets }]] },
      },
    },
  }).data;

describe("what a host hands on", () => {
  test("a chart arrives as it was sent, also with onsets", () => {
    expect(dataOf("get_daily_costs")?.chart?.rows).toEqual([[panel]]);
    expect(dataOf("get_daily_costs", [onset])?.chart?.rows).toEqual([[{ ...panel, onsets: [onset] }]]);
  });

  test.each([[null], ["1"], [[{ ...onset, time: 5 }]], [[{ tag: "1" }]]])(
    "onsets that are none are refused: %j",
    (onsets) => {
      expect(dataOf("get_daily_costs", onsets)).toBeUndefined();
    },
  );

  test.each(["get_sparklines", "diagnose_cost_anomaly", "drill_down_spend"])("%s is a tool", (tool) => {
    expect(dataOf(tool)?.tool).toBe(tool);
  });

  test.each(["", "Get_x", "a b", "tools/call"])("%j is none", (tool) => {
    expect(dataOf(tool)).toBeUndefined();
  });
});

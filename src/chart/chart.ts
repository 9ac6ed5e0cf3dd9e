/** What a chart shows, as plain data. A tool describes it; how it looks is decided in this folder. */

export interface Chart {
  /** What is shown, in which unit, over which days. */
  readonly title: string;
  /** From top to bottom; the panels of a row share its width. */
  readonly rows: readonly (readonly Panel[])[];
}

export interface ChartPoint {
  /** A UTC day, `2026-11-22`, or an hour that begins with one, `2026-11-22T09:00:00Z`. */
  readonly time: string;
  /** null: unknown, which is drawn as such and never as 0. */
  readonly value: number | null;
}

export interface Series {
  readonly unit: string | null;
  /** Bars for what adds up, a line for ratios. */
  readonly mark: "bars" | "line";
  readonly points: readonly ChartPoint[];
  /** The time of the point that is not over yet; null when all are. */
  readonly incompleteTime: string | null;
}

/** Something that began at the time of a point. */
export interface Onset {
  readonly time: string;
  /** A few characters that stand at the point, and in the list beside the chart as well. */
  readonly tag: string;
  readonly words: string;
}

/** One series with axes. */
export interface SeriesPanel extends Series {
  readonly kind: "series";
  readonly interval: "day" | "hour";
  /** The mean of the complete points. */
  readonly mean: number | null;
  /** Where the points are one page of a longer series: how many were sent, and of how many. */
  readonly part: { readonly shown: number; readonly of: number } | null;
  /** What began at some of the points. */
  readonly onsets?: readonly Onset[];
}

/** One of several series below each other, without a vertical axis. */
export interface SmallPanel extends Series {
  readonly kind: "small";
  readonly name: string;
  /** The mean of the complete points. */
  readonly mean: number | null;
}

/** A budget, how much of it is spent, and how much is forecast; in USD. */
export interface BudgetPanel {
  readonly kind: "budget";
  readonly spent: number | null;
  readonly forecast: number | null;
  /** 80 % range of the forecast. */
  readonly low: number | null;
  readonly high: number | null;
  readonly budget: number | null;
  /** A line of text for each group of other budgets that are used up, or nearly. */
  readonly others: readonly string[];
}

/** Who costs more or less than before; in USD. */
export interface ChangesPanel {
  readonly kind: "changes";
  readonly heading: string;
  /** The days compared. */
  readonly days: string;
  readonly changes: readonly { readonly name: string; readonly change: number }[];
}

export type Panel = SeriesPanel | SmallPanel | BudgetPanel | ChangesPanel;

const isKnown = ({ value }: ChartPoint): boolean => value !== null;

function hasFigures(panel: Panel): boolean {
  switch (panel.kind) {
    case "series":
    case "small":
      return panel.points.some(isKnown);
    case "budget":
      return panel.spent !== null || panel.forecast !== null;
    case "changes":
      return panel.changes.length > 0;
  }
}

/** Without the panels of which nothing is known; null when nothing is left. */
export function keepKnownPanels(chart: Chart): Chart | null {
  const rows = chart.rows.map((row) => row.filter(hasFigures)).filter((row) => row.length > 0);
  return rows.length === 0 ? null : { ...chart, rows };
}

/** The rows with a panel of this kind, as far as they are known; null when nothing is left. */
export const selectRows = (chart: Chart | null, kind: Panel["kind"]): Chart | null =>
  chart &&
  keepKnownPanels({
    ...chart,
    rows: chart.rows.filter((row) => row.some((panel) => panel.kind === kind)),
  });

const stepMs = { day: 86_400_000, hour: 3_600_000 } as const;
/** More points would be thinner than a pixel. */
const maxPoints = 800;

/**
 * A point for every day or hour from `from` to `to`, both included: one that was not sent is unknown. Where some do not
 * fit into that span, or it has too many points to draw, all are returned as they are.
 */
export function fillMissingPoints(
  points: readonly ChartPoint[],
  interval: "day" | "hour",
  from: string | null | undefined,
  to: string | null | undefined,
): readonly ChartPoint[] {
  const startOf = (time: string): number =>
    Date.parse(
      interval === "day" ? `${time.slice(0, 10)}T00:00:00Z` : `${time.slice(0, 13).replace(" ", "T")}:00:00Z`,
    );
  const sent = new Map(points.map((point) => [startOf(point.time), point]));
  const first = startOf(from ?? "");
  const count = Math.round((startOf(to ?? "") - first) / stepMs[interval]) + 1;
  if (!(count >= points.length && count <= maxPoints)) return points;
  const slots = Array.from({ length: count }, (_, index) => first + index * stepMs[interval]);
  if (slots.filter((start) => sent.has(start)).length < points.length) return points;
  return slots.map((start) => sent.get(start) ?? { time: new Date(start).toISOString(), value: null });
}

/** One point for each value, a day apart. @param last the day of the last one */
export const toDailyPoints = (values: readonly (number | null)[], last: string): readonly ChartPoint[] =>
  values.map((value, index) => ({
    time: new Date(Date.parse(last) - (values.length - 1 - index) * stepMs.day).toISOString().slice(0, 10),
    value,
  }));

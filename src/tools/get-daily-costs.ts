import * as v from "valibot";
import { sumCompleteDays } from "../analytics/complete-days.ts";
import { fillMissingPoints } from "../chart/chart.ts";
import { roundUsd } from "../domain/money.ts";
import { dayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SharedPeriodInput } from "../toolkit/inputs.ts";
import {
  describeWindow,
  Figure,
  FiguresWindow,
  Source,
  TodaySoFar,
  toTodaySoFar,
  Warnings,
  warnOfWindow,
} from "../toolkit/outputs.ts";
import { pointsIn, tableOf, tableWith } from "../toolkit/table.ts";

export const getDailyCosts = defineTool({
  name: "get_daily_costs",
  title: "Daily costs",
  description:
    "Cost in USD, requests and tokens of each UTC day of a period, oldest first, with totals, daily mean and highest day of the complete days; today is the last row and in no total.",
  modes: ["vk", "manager"],
  effect: "read",
  input: v.strictObject({ period: SharedPeriodInput, chart: ChartInput }),
  output: v.object({
    window: FiguresWindow,
    complete_days: v.pipe(
      v.object({
        days: v.number(),
        cost_usd: Figure,
        requests: Figure,
        tokens: Figure,
        mean_cost_per_day_usd: Figure,
        highest_day: v.nullable(v.string()),
      }),
      v.description("Totals without today"),
    ),
    today_so_far: TodaySoFar,
    incomplete_day: v.pipe(v.nullable(v.string()), v.description("The day that is not over yet")),
    days: tableWith("date", "cost_usd", "requests", "tokens"),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ periodUsage, now }, { period }) {
    const daily = await periodUsage.dailyCosts(period);
    const today = dayOf(now);
    const totals = sumCompleteDays(daily.days, daily.window, today);
    const ofToday = daily.days.find(({ day }) => day >= today) ?? null;
    return {
      window: describeWindow(period, daily.window, now),
      complete_days: {
        days: totals.completeDays,
        cost_usd: roundUsd(totals.cost),
        requests: totals.requests,
        tokens: totals.tokens,
        mean_cost_per_day_usd: roundUsd(totals.meanCost),
        highest_day: totals.highestDay,
      },
      today_so_far: toTodaySoFar(ofToday),
      incomplete_day: ofToday?.day ?? null,
      days: tableOf(daily.days, {
        date: ({ day }) => day,
        cost_usd: ({ cost }) => roundUsd(cost),
        requests: ({ requests }) => requests,
        tokens: ({ tokens }) => tokens,
      }),
      source: daily.source,
      warnings: [...daily.warnings, ...warnOfWindow(period, daily.window), ...totals.warnings],
    };
  },
  chart({ window, complete_days, days, incomplete_day }, _, today) {
    const rows = pointsIn(days, "date", "cost_usd");
    const from = window.from ?? rows[0]?.time ?? today;
    const to = incomplete_day ?? window.to ?? rows.at(-1)?.time ?? today;
    const points = fillMissingPoints(rows, "day", from, to);
    // The mean takes a day without a row for a day without use; the picture shows that it is not known.
    const isWhole = points.every(({ time, value }) => time >= today || value !== null);
    return {
      title: `Cost by day in USD, ${from} to ${to} (UTC)`,
      rows: [
        [
          {
            kind: "series",
            mark: "bars",
            unit: "USD",
            interval: "day",
            points,
            incompleteTime: incomplete_day,
            mean: isWhole ? complete_days.mean_cost_per_day_usd : null,
            part: null,
          },
        ],
      ],
    };
  },
});

/** A row a day, with the figures of get_daily_costs. */
import { roundUsd } from "../../domain/money.ts";
import { resolvePeriod } from "../../domain/periods.ts";
import { cutAfterToday, dayOf, daysOf, type UtcDay } from "../../domain/time.ts";
import type { DailyCosts } from "../../domain/usage.ts";
import type { Context } from "../../toolkit/context.ts";
import { warnOfWindow } from "../../toolkit/outputs.ts";
import type { ExportRow, ExportRows } from "./export-data.ts";

/** 24h is today alone, as it is with every other --by; the tool shows yesterday beside it. */
export async function readWorkspaceDays(ctx: Context<"manager">, period: string): Promise<ExportRows> {
  const { name, window, warnings } = resolvePeriod(period, ctx.now);
  if (name !== "24h") return describeDays(await ctx.periodUsage.dailyCosts(period), period, ctx.now);
  const daily = await ctx.api.dailyCosts(window);
  return describeDays({ ...daily, window, warnings: [...daily.warnings, ...warnings] }, period, ctx.now);
}

/** Complete days are taken from the cockpit's longest period, as far as that reaches. */
export async function readKeyDays(ctx: Context<"vk">, period: string): Promise<ExportRows> {
  if (period === "billing_cycle") {
    return describeDays(await ctx.periodUsage.dailyCosts(period), period, ctx.now);
  }
  const { window, warnings } = resolvePeriod(period, ctx.now);
  const daily = await ctx.api.dailyCosts("30d");
  const begin = daily.window?.start;
  const isCut = window !== null && begin !== undefined && window.start < begin && begin < window.end;
  return describeDays(
    {
      ...daily,
      window: isCut ? { start: begin, end: window.end } : window,
      warnings: [
        ...daily.warnings,
        ...warnings,
        ...(isCut ? [`With a virtual key the API's days begin on ${dayOf(begin)}, and so do these.`] : []),
      ],
    },
    period,
    ctx.now,
  );
}

function describeDays(
  { days, source, warnings, window: stated }: DailyCosts,
  period: string,
  now: Date,
): ExportRows {
  const window = cutAfterToday(stated, dayOf(now));
  const received = new Map(days.map((row) => [row.day, row]));
  const wanted = window === null ? days.map(({ day }) => day) : daysOf(window);
  const rows = wanted.map((day): ExportRow => {
    const { cost = null, requests = null, tokens = null } = received.get(day) ?? {};
    return { ...createDayRow(day), cost: roundUsd(cost), requests, tokens };
  });
  return {
    window,
    rows,
    source,
    warnings: [
      ...warnings,
      ...warnOfWindow(period, window),
      ...warnOfMissingDays(wanted.filter((day) => !received.has(day))),
      ...warnOfUnknownCosts(wanted.filter((day) => received.get(day)?.cost === null)),
    ],
  };
}

const createDayRow = (day: UtcDay) => ({
  first: day,
  last: day,
  isUnattributed: false,
  id: null,
  name: null,
  provider: null,
});

const nameDays = (days: readonly UtcDay[]): string =>
  `${days.slice(0, 5).join(", ")}${days.length > 5 ? ", …" : ""}`;

const warnOfMissingDays = (missing: readonly UtcDay[]): string[] =>
  missing.length === 0
    ? []
    : [
        `The API sent no row for ${missing.length} day(s): ${nameDays(missing)}. Their figures are unknown (often: no use).`,
      ];

const warnOfUnknownCosts = (unknown: readonly UtcDay[]): string[] =>
  unknown.length === 0
    ? []
    : [`The API states no cost for ${unknown.length} day(s): ${nameDays(unknown)}. It is unknown, not 0.`];

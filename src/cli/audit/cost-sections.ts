/** Costs by day and by model, as a person reads them in a terminal. */
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { getCostByModel } from "../../tools/get-cost-by-model.ts";
import type { getDailyCosts } from "../../tools/get-daily-costs.ts";
import { writeCount, writeCountOf, writeOrUnknown, writePercent, writeUsd } from "../figure-text.ts";
import { type Drawing, drawBar } from "../terminal-drawing.ts";
import { type DayCost, drawDays } from "./day-chart.ts";

/** The rows of daily costs. */
export function readDayCosts({ days }: Pick<Answer<typeof getDailyCosts>, "days">): DayCost[] {
  const costs = figuresIn(days, "cost_usd");
  return wordsIn(days, "date").map((date, index) => ({ date: date ?? "", cost_usd: costs[index] ?? null }));
}

export function writeDailyCosts(
  { days: table, complete_days, incomplete_day }: Answer<typeof getDailyCosts>,
  drawing: Drawing,
): string[] {
  const days = readDayCosts({ days: table });
  const today = days.find(({ date }) => date === incomplete_day);
  const star =
    today === undefined
      ? []
      : [`* ${today.date} is not over: ${writeUsd(today.cost_usd)} so far, counted in none of these figures`];
  return [
    ...drawDays(days, today !== undefined, drawing.width),
    ...drawing.wrapped(
      `${writeCountOf(complete_days.days, "complete day")}: ${writeUsd(complete_days.cost_usd)}, mean ${writeUsd(complete_days.mean_cost_per_day_usd)} a day`,
    ),
    ...writeExtremes(
      days.filter((day) => day !== today),
      drawing,
    ),
    ...star.flatMap((text) => drawing.wrapped(text, "  ", "    ")),
  ];
}

/** Nothing when no cost is known. */
function writeExtremes(days: readonly DayCost[], drawing: Drawing): string[] {
  const sorted = days
    .flatMap(({ date, cost_usd }) => (cost_usd === null ? [] : [{ date, cost: cost_usd }]))
    .toSorted((a, b) => a.cost - b.cost);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  return drawing.wrapped(
    `lowest ${writeUsd(lowest.cost)} on ${lowest.date}, highest ${writeUsd(highest.cost)} on ${highest.date}`,
  );
}

const modelsShown = 10;

export interface ModelRow {
  readonly model: string | null;
  readonly provider: string | null;
  readonly cost_usd: number | null;
  readonly share_percent: number | null;
  readonly requests: number | null;
  readonly cost_per_request_usd: number | null;
}

/** The rows of the costs by model. */
export function readModelRows({ models }: Pick<Answer<typeof getCostByModel>, "models">): ModelRow[] {
  const providers = wordsIn(models, "provider");
  const costs = figuresIn(models, "cost_usd");
  const shares = figuresIn(models, "share_percent");
  const requests = figuresIn(models, "requests");
  const unitCosts = figuresIn(models, "cost_per_request_usd");
  return wordsIn(models, "model").map((model, index) => ({
    model,
    provider: providers[index] ?? null,
    cost_usd: costs[index] ?? null,
    share_percent: shares[index] ?? null,
    requests: requests[index] ?? null,
    cost_per_request_usd: unitCosts[index] ?? null,
  }));
}

/** `total`: how many there are, of which these rows are the first; null when unknown. */
export function writeModels(
  models: readonly ModelRow[],
  total: number | null,
  cost: number | null,
  drawing: Drawing,
): string[] {
  const shown = models.slice(0, modelsShown);
  const more = (total ?? models.length) - shown.length;
  return [
    ...drawing.table(shown, [
      { name: "model", text: (row) => writeOrUnknown(row.model) },
      { name: "provider", text: (row) => writeOrUnknown(row.provider), isExtra: true },
      { name: "cost", text: (row) => writeUsd(row.cost_usd), isNumber: true },
      { name: "share", text: (row) => writePercent(row.share_percent), isNumber: true },
      { name: "", text: (row) => drawBar(row.share_percent, drawing.width < 90 ? 10 : 20), isExtra: true },
      { name: "requests", text: (row) => writeCount(row.requests), isNumber: true, isExtra: true },
      {
        name: "a request",
        text: (row) => writeUsd(row.cost_per_request_usd, 4),
        isNumber: true,
        isExtra: true,
      },
    ]),
    ...(more > 0 ? [`  and ${writeCountOf(more, "more model")}`] : []),
    `  total ${writeUsd(cost)}`,
  ];
}

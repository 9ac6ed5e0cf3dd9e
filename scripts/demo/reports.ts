// The questions that both modes answer: does it work, what did it come to, how did it develop, where did it go.

import * as v from "valibot";
import { type Checks, total } from "./checks.ts";
import * as draw from "./drawing.ts";
import { Amount, Name, Page, ReportWindow, rowsOf, Warnings } from "./results.ts";
import type { Print, Session } from "./session.ts";

/** One window for all reports, so that their totals can be compared. */
const period = "30d";

const Connection = v.object({
  speaks_for: v.string(),
  ok: v.boolean(),
  credential: v.string(),
  base_url: v.string(),
  api_version: Name,
  api_status: Name,
  probes: v.array(v.object({ route: v.string(), ok: v.boolean(), latency_ms: v.number() })),
  problems: v.array(v.object({ what: v.string(), fix: v.string() })),
});

export async function showConnection(session: Session, print: Print): Promise<void> {
  const tool = "check_alephant_connection";
  const { ok, ...facts } = await session.call(tool, {}, Connection);
  if (!ok) throw new Error(facts.problems.map(({ what, fix }) => `${what} ${fix}`).join("\n"));
  const probes = facts.probes.map(({ route, latency_ms }) => `${route} in ${latency_ms} ms`).join(", ");
  print(
    draw.heading("Does the connection work?", tool),
    `  ok: API ${draw.named(facts.api_version)} ${draw.named(facts.api_status)}, credential ${facts.credential}`,
    `  ${probes}`,
    `  speaks for ${facts.speaks_for}`,
  );
}

/** Summary, days and models of one window; their totals must agree. Returns the total cost in USD. */
export async function showCosts(
  session: Session,
  print: Print,
  checks: Checks,
  whose: string,
): Promise<number | null> {
  const summary = await showUsage(session, print);
  const days = await showDays(session, print);
  const models = await showModels(session, print);
  checks.sameCost(`${whose}: the days add up to the usage summary`, days, summary);
  checks.sameCost(`${whose}: the models add up to their total`, models.sum, models.total);
  checks.sameCost(`${whose}: the models' total is the usage summary's`, models.total, summary);
  return summary;
}

const Usage = v.object({
  window: ReportWindow,
  cost_usd: Amount,
  requests: Amount,
  tokens: Amount,
  input_tokens: Amount,
  output_tokens: Amount,
  cost_per_request_usd: Amount,
  cost_per_million_tokens_usd: Amount,
  change: v.object({
    days: Name,
    compared_with: Name,
    cost_percent: Amount,
    requests_percent: Amount,
    tokens_percent: Amount,
  }),
  warnings: Warnings,
});

/** Returns the total cost in USD. */
async function showUsage(session: Session, print: Print): Promise<number | null> {
  const tool = "get_usage_summary";
  const facts = await session.call(tool, { period }, Usage);
  const { change } = facts;
  const inAndOut =
    facts.input_tokens === null || facts.output_tokens === null
      ? ""
      : `${draw.count(facts.input_tokens)} in, ${draw.count(facts.output_tokens)} out`;
  print(
    draw.heading("What did it come to?", `${tool} ${period}`),
    `  ${windowText(facts.window)}`,
    ...draw.table(
      [
        { name: "Cost", figure: draw.usd(facts.cost_usd), change: change.cost_percent, more: "" },
        { name: "Requests", figure: draw.count(facts.requests), change: change.requests_percent, more: "" },
        { name: "Tokens", figure: draw.count(facts.tokens), change: change.tokens_percent, more: inAndOut },
      ],
      [
        { name: "", text: (row) => row.name },
        { name: "", text: (row) => row.figure, isNumber: true },
        { name: "change", text: (row) => draw.change(row.change), isNumber: true },
        { name: "", text: (row) => row.more },
      ],
    ),
    `  ${draw.usd(facts.cost_per_request_usd, 4)} a request, ${draw.usd(facts.cost_per_million_tokens_usd, 4)} a million tokens`,
    change.days === null || change.compared_with === null
      ? "  change: against the window before, as the API compares them"
      : `  change: ${change.days} against ${change.compared_with}`,
    ...draw.warningLines(facts.warnings),
  );
  return facts.cost_usd;
}

export function windowText({
  from,
  to,
  includes_incomplete_today,
}: v.InferOutput<typeof ReportWindow>): string {
  if (from === null || to === null) return "dates unknown";
  return `${from} to ${to}, UTC${includes_incomplete_today === true ? "; the last day is not over" : ""}`;
}

const DailyCosts = v.object({
  complete_days: v.object({ days: v.number(), cost_usd: Amount, mean_cost_per_day_usd: Amount }),
  days: rowsOf(v.object({ date: v.string(), cost_usd: v.optional(Amount, null) })),
  incomplete_day: Name,
  warnings: Warnings,
});
type Day = v.InferOutput<typeof DailyCosts>["days"][number];

/** Returns the sum of all days in USD. */
async function showDays(session: Session, print: Print): Promise<number | null> {
  const tool = "get_daily_costs";
  const { days, complete_days, incomplete_day, warnings } = await session.call(tool, { period }, DailyCosts);
  const isToday = ({ date }: Day) => date === incomplete_day;
  const today = days.find(isToday);
  print(draw.heading("How did it develop?", `${tool} ${period}`), ...dayChart(days, today));
  const range = extremes(days.filter((day) => !isToday(day)));
  print(
    `  ${draw.plural(complete_days.days, "complete day")}: ${draw.usd(complete_days.cost_usd)}, mean ${draw.usd(complete_days.mean_cost_per_day_usd)} a day`,
    ...range,
  );
  if (today !== undefined) {
    print(
      `  * ${today.date} is not over: ${draw.usd(today.cost_usd)} so far, counted in none of these figures`,
    );
  }
  print(...draw.warningLines(warnings));
  return total(days.map(({ cost_usd }) => cost_usd));
}

function dayChart(days: readonly Day[], today: Day | undefined): string[] {
  const costs = days.map(({ cost_usd }) => cost_usd);
  const top = draw.usd(Math.max(0, ...costs.filter((cost) => cost !== null)));
  const lines = draw.columnChart(costs, { height: 3, columnWidth: 2 });
  const chart = lines.map((line, index) => {
    const label = index === 0 ? top : index === lines.length - 1 ? "$0" : "";
    return `  ${label.padStart(top.length)} ▕${line}`.trimEnd();
  });
  const first = days[0]?.date ?? "";
  const last = days.at(-1)?.date ?? "";
  const axis = `${first}${last.padStart(Math.max(0, days.length * 2 - first.length))}`;
  // The star hangs over the edge, so that the date stands under its column.
  return [...chart, `  ${" ".repeat(top.length + 2)}${axis}${today === undefined ? "" : "*"}`];
}

/** Nothing when no cost is known. */
function extremes(days: readonly Day[]): string[] {
  const sorted = days
    .flatMap(({ date, cost_usd }) => (cost_usd === null ? [] : [{ date, cost: cost_usd }]))
    .toSorted((a, b) => a.cost - b.cost);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  return [
    `  lowest ${draw.usd(lowest.cost)} on ${lowest.date}, highest ${draw.usd(highest.cost)} on ${highest.date}`,
  ];
}

const CostByModel = v.object({
  total_cost_usd: Amount,
  models: rowsOf(
    v.object({
      model: v.string(),
      provider: v.optional(Name, null),
      cost_usd: v.optional(Amount, null),
      share_percent: v.optional(Amount, null),
      requests: v.optional(Amount, null),
      cost_per_request_usd: v.optional(Amount, null),
    }),
  ),
  page: Page,
  warnings: Warnings,
});
type ModelRow = v.InferOutput<typeof CostByModel>["models"][number];

/** Rows shown; the sum is over all. */
const modelsShown = 10;

async function showModels(
  session: Session,
  print: Print,
): Promise<{ readonly sum: number | null; readonly total: number | null }> {
  const tool = "get_cost_by_model";
  const models: ModelRow[] = [];
  const warnings = new Set<string>();
  let totalCost: number | null = null;
  for (let page: number | null = 1; page !== null; ) {
    const result: v.InferOutput<typeof CostByModel> = await session.call(tool, { period, page }, CostByModel);
    models.push(...result.models);
    for (const warning of result.warnings) warnings.add(warning);
    totalCost = result.total_cost_usd;
    page = result.page.next_page;
  }
  print(
    draw.heading("Where did it go?", `${tool} ${period}`),
    ...draw.table(models.slice(0, modelsShown), [
      { name: "model", text: (row) => row.model },
      { name: "provider", text: (row) => draw.named(row.provider) },
      { name: "cost", text: (row) => draw.usd(row.cost_usd), isNumber: true },
      { name: "share", text: (row) => draw.percent(row.share_percent), isNumber: true },
      { name: "", text: (row) => draw.bar(row.share_percent, 20) },
      { name: "requests", text: (row) => draw.count(row.requests), isNumber: true },
      { name: "a request", text: (row) => draw.usd(row.cost_per_request_usd, 4), isNumber: true },
    ]),
  );
  if (models.length > modelsShown) print(`  and ${draw.plural(models.length - modelsShown, "more model")}`);
  print(`  total ${draw.usd(totalCost)}`, ...draw.warningLines([...warnings]));
  return { sum: total(models.map(({ cost_usd }) => cost_usd)), total: totalCost };
}

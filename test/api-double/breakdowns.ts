import { addDays, monthEndOf, monthStartOf, toDay } from "./days.ts";
import { NOBODY } from "./population.ts";
import type { DayRange } from "./query-reader.ts";
import type { Call } from "./route.ts";
import type { State } from "./state.ts";
import { sumOf, type Usage } from "./sums.ts";
import type { Switches } from "./switches.ts";
import { listUsageRows } from "./usage-rows.ts";
import type { Dimension, World } from "./world.ts";

/** The subscription's current period: the days of an answer to a question without dates. */
export function computeBillingPeriod(now: Date): DayRange {
  const today = toDay(now);
  return { from: monthStartOf(today), to: monthEndOf(today) };
}

/** The last days, today included. */
export function computeDays(now: Date, count: number): DayRange {
  const today = toDay(now);
  return { from: addDays(today, 1 - count), to: today };
}

export function periodOf({ from, to }: DayRange) {
  return { period: { dateFrom: from, dateTo: to } };
}

const spellings: Readonly<Record<Switches["dimensionSpelling"], (singular: string) => string>> = {
  singular: (name) => name,
  plural: (name) => `${name}s`,
  hyphen: (name) => name.replace("_", "-"),
};

/** One dimension of a cost breakdown, the costliest first. Every dimension cuts the same money again. */
export function computeBreakdown(
  { world, state, switches }: Call,
  dimension: Dimension,
  usage: readonly Usage[],
) {
  const names = listNames(world, state, dimension);
  const items = [...world.groupBy(dimension, usage)].map(([id, own]) => {
    const sum = sumOf(own);
    return {
      id,
      name: names.get(id) ?? (id === NOBODY ? "Unattributed" : id),
      // The schema's entity type for what belongs to nobody.
      ...(id === NOBODY ? { entityType: "unknown" } : {}),
      cost: sum.costUsd,
      requests: sum.requests,
    };
  });
  return {
    dimension: spellings[switches.dimensionSpelling](dimension),
    items: items.sort((a, b) => b.cost - a.cost),
  };
}

function listNames(world: World, state: State, dimension: Dimension): Map<string, string> {
  const named = {
    agent: world.agents,
    member: world.members,
    department: world.departments,
    master_key: world.masterKeys.map(({ id, label }) => ({ id, name: label })),
    key: state.keys().map(({ id, label }) => ({ id, name: label })),
    model: [],
  } satisfies Record<Dimension, readonly { readonly id: string; readonly name: string }[]>;
  return new Map(named[dimension].map(({ id, name }) => [id, name]));
}

/** Models by cost, with tokens as the collector's page has them. */
export function listModelRows(usage: readonly Usage[]) {
  const rows = [...Map.groupBy(usage, ({ model }) => model)].map(([model, own]) => {
    const { requests, costUsd, tokens } = sumOf(own);
    return { model, provider: own[0]?.provider ?? "unknown", requests, cost: costUsd, tokens };
  });
  return rows.sort((a, b) => b.cost - a.cost);
}

/** A daily series in USD; days after today have no row. */
export function listDaySeries({ switches, now }: Call, usage: readonly Usage[], { from, to }: DayRange) {
  const today = toDay(now);
  const rows = listUsageRows(usage, { from, to: to > today ? today : to }, switches.zeroFillDays);
  return rows.map(({ date, sum }) => ({
    date,
    requests: sum.requests,
    cost: sum.costUsd,
    tokens: sum.tokens,
  }));
}

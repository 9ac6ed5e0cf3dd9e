/** The analytics endpoints of a workspace: what was used, by whom, and what it cost. */
import { changeOfUsage, noChange, usageTotals } from "../analytics/usage.ts";
import { ApiError } from "../errors.ts";
import { sumUsd, type Usd, usdPer } from "../money.ts";
import {
  addDays,
  dayOf,
  daysOf,
  lastDayOf,
  monthBefore,
  type Period,
  shiftedBack,
  startOfDay,
  type TimeWindow,
  type UtcDay,
  windowBefore,
  windowOfDays,
  windowOfPeriod,
} from "../time.ts";
import { type Path, path, type Request } from "./http.ts";
import type { CostByModel, DailyCosts, DayUsage, Report, UsageSummary, WindowReport } from "./reports.ts";
import { routeSource } from "./reports.ts";
import {
  CostsResponse,
  Live24hResponse,
  ModelCostsResponse,
  OverviewResponse,
  type Scalars,
  ScalarsResponse,
  type SeriesMetric,
  SparklinesResponse,
  timeseriesResponse,
  UsageResponse,
  usdOf,
} from "./workspace-responses.ts";

export type EntityKind = "agent" | "member" | "department";

export interface Entity {
  readonly kind: EntityKind;
  readonly id: string;
}

/** A way to slice the workspace's cost. Every dimension slices the same money. */
export type Dimension = EntityKind | "master_key" | "model";

export interface CostItem {
  readonly id: string | null;
  readonly name: string | null;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
  readonly lastUsed: Date | null;
}

export interface CostBreakdown extends WindowReport {
  /** Keyed by dimension, as far as the API has them. */
  readonly dimensions: ReadonlyMap<string, readonly CostItem[]>;
}

export interface Overview extends WindowReport {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
  readonly successRatePercent: number | null;
  readonly counts: Readonly<
    Record<"agents" | "members" | "departments" | "virtualKeys" | "masterKeys", number | null>
  >;
}

export interface EntityUsage extends UsageSummary, DailyCosts {
  readonly name: string | null;
  /** What the entity's own analytics route says beyond the figures above, named as the API names it. */
  readonly reported: Scalars;
}

export interface LiveRow {
  readonly name: string | null;
  readonly provider: string | null;
  readonly requests: number | null;
  /** In storage units of unknown factor: good for shares, not for money. */
  readonly rawCost: number | null;
}

export interface Live24h extends Report {
  readonly requests: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheHits: number | null;
  readonly cacheMisses: number | null;
  readonly lastEventAt: Date | null;
  readonly rawCost: number | null;
  readonly topModels: readonly LiveRow[];
  readonly topKeys: readonly LiveRow[];
}

export interface SeriesPoint {
  /** A day, or an hour as the API writes it. */
  readonly time: string;
  readonly value: number | null;
}

export interface Timeseries extends Report {
  /** Oldest first. */
  readonly points: readonly SeriesPoint[];
}

export interface Sparklines extends Report {
  readonly series: readonly {
    readonly metric: string;
    readonly points: readonly { readonly day: UtcDay | null; readonly value: number }[];
  }[];
}

export interface TimeseriesQuery {
  readonly metric: SeriesMetric;
  readonly granularity: "day" | "hour";
  readonly period: "7d" | "30d" | "3m" | "6m" | "12m";
}

const routes = {
  overview: path`/api/v1/analytics/overview`,
  budgetStatus: path`/api/v1/analytics/budget-status`,
  costs: path`/api/v1/analytics/costs`,
  usage: path`/api/v1/analytics/usage`,
  models: path`/api/v1/analytics/models`,
  live24h: path`/api/v1/analytics/live-24h`,
  timeseries: path`/api/v1/analytics/usage/timeseries`,
  sparklines: path`/api/v1/analytics/sparklines`,
} as const;

const entityRoute: Readonly<Record<EntityKind, (id: string) => Path>> = {
  agent: (id) => path`/api/v1/agents/${id}/analytics`,
  member: (id) => path`/api/v1/analytics/members/${id}/analytics`,
  department: (id) => path`/api/v1/departments/${id}/analytics`,
};

const entityFilter: Readonly<Record<EntityKind, string>> = {
  agent: "agentId",
  member: "memberId",
  department: "departmentId",
};

/** Days of a preset that ends today. */
const presetDays: Readonly<Record<TimeseriesQuery["period"], number>> = {
  "7d": 7,
  "30d": 30,
  "3m": 90,
  "6m": 180,
  "12m": 365,
};

/** The metrics that a day's usage holds. */
const derivedFromUsage: { readonly [M in SeriesMetric]?: (day: DayUsage) => number | null } = {
  cost: ({ cost }) => cost,
  requests: ({ requests }) => requests,
  tokens: ({ tokens }) => tokens,
  avg_cost_per_req: ({ cost, requests }) => usdPer(cost, requests),
};

/** `days` of an entity's analytics route; a department's 30 days are its default and are not sent. */
const routeDays = (kind: EntityKind, period: Period): number | undefined =>
  period === "24h" ? 1 : period === "7d" ? 7 : kind === "department" ? undefined : 30;

export type WorkspaceAnalytics = ReturnType<typeof workspaceAnalytics>;

export function workspaceAnalytics(request: Request, now: Date) {
  const today = dayOf(now);

  /** Daily usage of the workspace, or of one entity; without a window, of the current billing cycle. */
  async function usage(window: TimeWindow | null, entity?: Entity): Promise<DailyCosts> {
    const filter = entity === undefined ? {} : { [entityFilter[entity.kind]]: entity.id };
    const answer = await request(routes.usage, UsageResponse, { query: { ...dateRange(window), ...filter } });
    const days = answer.series
      .map(({ date, ...figures }) => ({ day: date, ...figures }))
      .sort((a, b) => a.day.localeCompare(b.day));
    const [first, last] = [days[0], days.at(-1)];
    const seen = first === undefined || last === undefined ? null : windowOfDays(first.day, last.day);
    return {
      window: window ?? upToToday(answer.period) ?? seen,
      days,
      source: routeSource(routes.usage),
      warnings:
        days.length === 0 ? ["The API sent no usage rows for this window, so its figures are unknown."] : [],
    };
  }

  /** A billing cycle may end in the future; its figures end today. */
  function upToToday(window: TimeWindow | null): TimeWindow | null {
    return window && (windowBefore(window, addDays(today, 1)) ?? window);
  }

  async function summaryOf(period: Period, entity?: Entity): Promise<UsageSummary & DailyCosts> {
    const fixed = windowOfPeriod(period, now);
    // One request covers a period of known days and the days before it that it is compared with.
    const known = fixed && { start: shiftedBack(fixed, daysOf(fixed).length).start, end: fixed.end };
    const report = await usage(known, entity);
    const window = fixed ?? report.window;
    const complete = window && windowBefore(window, today);
    const before =
      complete && window && (fixed ? shiftedBack(complete, daysOf(fixed).length) : monthBefore(complete));
    const daysBefore = before && (fixed ? report.days : (await usage(before, entity)).days);
    const days = window ? report.days.filter(({ day }) => startOfDay(day) >= window.start) : report.days;
    const totals = window ? usageTotals(days, window) : { cost: null, requests: null, tokens: null };
    return {
      ...totals,
      inputTokens: null, // the usage route counts tokens without direction
      outputTokens: null,
      window,
      days,
      change: complete && before && daysBefore ? changeOfUsage(days, complete, daysBefore, before) : noChange,
      source: report.source,
      warnings: [
        ...(totals.cost === null && report.days.length > 0
          ? ["The API sent no complete figures for this window, so its totals are unknown."]
          : report.warnings),
        ...(period === "24h" ? ["24h is today so far (UTC), not a rolling day."] : []),
      ],
    };
  }

  async function costs(window: TimeWindow | null): Promise<CostBreakdown> {
    const answer = await request(routes.costs, CostsResponse, { query: dateRange(window) });
    return {
      window: window ?? upToToday(answer.period),
      dimensions: new Map(answer.breakdown.map(({ dimension, items }) => [dimension, items])),
      source: routeSource(routes.costs),
      warnings: [],
    };
  }

  async function modelCosts(window: TimeWindow | null): Promise<CostByModel> {
    const { period: answered, models } = await request(routes.models, ModelCostsResponse, {
      query: dateRange(window),
    });
    const rows = models.map(({ name, id, ...figures }) => ({ ...figures, model: name ?? id ?? "unknown" }));
    return {
      window: window ?? upToToday(answered),
      models: rows,
      total: rows.length === 0 ? null : sumUsd(rows.map(({ cost }) => cost)),
      source: routeSource(routes.models),
      warnings:
        rows.length === 0
          ? ["The API sent no model rows for this window: the cost is unknown, or there was none."]
          : [],
    };
  }

  return {
    usage,
    costs,

    usageSummary: (period: Period): Promise<UsageSummary> => summaryOf(period),

    async dailyCosts(period: Period): Promise<DailyCosts> {
      // "24h" is today so far; yesterday beside it makes it readable.
      return usage(period === "24h" ? windowOfDays(addDays(today, -1), today) : windowOfPeriod(period, now));
    },

    modelCosts,

    costByModel: (period: Period): Promise<CostByModel> => modelCosts(windowOfPeriod(period, now)),

    async entityUsage(entity: Entity, period: Period): Promise<EntityUsage> {
      const [summary, reported] = await Promise.all([
        summaryOf(period, entity),
        reportedBy(request, entity, routeDays(entity.kind, period)),
      ]);
      const { missing, figures } = reported;
      if (missing === undefined) return { ...summary, name: nameIn(figures), reported: beyondUsage(figures) };
      // The route and the id answer 404 alike. Usage tells them apart: it exists for an id that exists.
      if (summary.requests === null || summary.requests === 0) throw missing;
      return {
        ...summary,
        name: null,
        reported: {},
        warnings: [
          ...summary.warnings,
          `This deployment does not offer ${missing.facts.request}; the figures come from ${summary.source}.`,
        ],
      };
    },

    async overview(): Promise<Overview> {
      const answer = await request(routes.overview, OverviewResponse);
      const { agents, members, departments, virtualKeys, masterKeys } = answer;
      return {
        window: upToToday(answer.period),
        cost: usdOf(answer.totalCost, answer.totalCostCents),
        requests: answer.totalRequests,
        tokens: answer.totalTokens,
        successRatePercent: answer.successRate,
        counts: { agents, members, departments, virtualKeys, masterKeys },
        source: routeSource(routes.overview),
        warnings: [],
      };
    },

    /** The budget status as the API states it; its members are not documented. */
    async budgetStatus(): Promise<
      Report & { readonly reported: Readonly<Record<string, string | number | boolean>> }
    > {
      const reported = await request(routes.budgetStatus, ScalarsResponse);
      return { reported, source: routeSource(routes.budgetStatus), warnings: [] };
    },

    async live24h(limit: number): Promise<Live24h> {
      const answer = await orAlternative(
        request(routes.live24h, Live24hResponse, { query: { limit } }),
        "get_daily_costs with period 24h",
      );
      const { summary } = answer;
      const rows = (panel: typeof answer.topModels): LiveRow[] =>
        (panel ?? []).map(({ name, provider, requestCount, costSum }) => ({
          name,
          provider,
          requests: requestCount,
          rawCost: costSum,
        }));
      return {
        requests: summary.requestCount,
        inputTokens: summary.promptTokensSum,
        outputTokens: summary.completionTokensSum,
        cacheHits: summary.cacheHitCount,
        cacheMisses: summary.cacheMissCount,
        lastEventAt: summary.lastEventAt,
        rawCost: summary.costSum,
        topModels: rows(answer.topModels).slice(0, limit),
        topKeys: rows(answer.topKeys).slice(0, limit),
        source: routeSource(routes.live24h),
        warnings: [],
      };
    },

    /**
     * By the time series route; where that is missing, or has no value in a known unit, from daily usage, which has the
     * same figures in documented units for days, but neither hours nor success rate nor latency.
     */
    async timeseries({ metric, granularity, period }: TimeseriesQuery): Promise<Timeseries> {
      const derive = granularity === "day" ? derivedFromUsage[metric] : undefined;
      const answer = request(routes.timeseries, timeseriesResponse(metric), {
        query: { metric, granularity, preset: period },
      });
      const points = await (derive === undefined
        ? orAlternative(
            answer,
            "get_usage_timeseries by day with metric cost, requests, tokens or avg_cost_per_req",
          )
        : orUndefined(answer));
      if (points !== undefined && (derive === undefined || points.some(({ value }) => value !== null))) {
        return {
          points: points.sort((a, b) => a.time.localeCompare(b.time)),
          source: routeSource(routes.timeseries),
          warnings: [],
        };
      }
      const { days, source, warnings } = await usage(
        windowOfDays(addDays(today, 1 - presetDays[period]), today),
      );
      return {
        points: days.map((day) => ({ time: day.day, value: derive?.(day) ?? null })),
        source,
        warnings,
      };
    },

    async sparklines(metrics: string): Promise<Sparklines> {
      const answer = await request(routes.sparklines, SparklinesResponse, { query: { metrics } });
      const unreadable = answer.filter(({ points }) => points === null).map(({ metric }) => metric);
      return {
        series: answer.flatMap(({ metric, points }) => (points === null ? [] : [{ metric, points }])),
        source: routeSource(routes.sparklines),
        warnings:
          unreadable.length === 0
            ? []
            : [`Left out because their points are not numbers: ${unreadable.join(", ")}.`],
      };
    },
  };
}

/** Both or neither, first and last day included. */
function dateRange(window: TimeWindow | null): { dateFrom?: UtcDay; dateTo?: UtcDay } {
  return window === null ? {} : { dateFrom: dayOf(window.start), dateTo: lastDayOf(window) };
}

/** Members of an entity's route that say again what usage says, or what the caller said. */
const usageMembers = /^(?:.*id|name|(?:total)?_?(?:cost|requests|tokens)|period.*|window.*|days)$/i;

const beyondUsage = (figures: Scalars): Scalars =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !usageMembers.test(name)));

const nameIn = ({ name }: Scalars): string | null => (typeof name === "string" ? name : null);

interface Reported {
  readonly figures: Scalars;
  /** The 404, when the route or the id is not there. */
  readonly missing?: ApiError;
}

async function reportedBy(
  request: Request,
  { kind, id }: Entity,
  days: number | undefined,
): Promise<Reported> {
  try {
    return { figures: await request(entityRoute[kind](id), ScalarsResponse, { query: { days } }) };
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return { figures: {}, missing: error };
    throw error;
  }
}

/** A 404 of a route that no document confirms means that this deployment lacks it; the error then names `alternative`. */
async function orAlternative<T>(answer: Promise<T>, alternative: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "not_found")) throw error;
    throw new ApiError("not_found", { ...error.facts, alternative });
  }
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return undefined;
    throw error;
  }
}

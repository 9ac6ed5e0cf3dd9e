/** One row per agent, member, department or model, over one window. */
import { sumUsage } from "../../analytics/usage.ts";
import { type CostBreakdown, type CostByModel, keyOfModel, type ModelCost } from "../../domain/costs.ts";
import { type Period, resolvePeriod } from "../../domain/periods.ts";
import { cutAfterToday, dayOf, lastDayOf, type TimeWindow } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { warnOfWindow } from "../../toolkit/outputs.ts";
import { exitCodes } from "../shell.ts";
import { attributeRows } from "./attribute-rows.ts";
import type { ExportRow, ExportRows } from "./export-data.ts";
import { ExportError } from "./export-error.ts";
import type { RowKind } from "./plan.ts";

/** @throws ExportError when the breakdown has no such dimension */
export async function readWorkspaceEntities(
  { api }: Context<"manager">,
  by: RowKind,
  window: TimeWindow,
): Promise<ExportRows> {
  const [{ costs, models }, usage] = await Promise.all([readCosts(api, by, window), api.dailyCosts(window)]);
  const totals = sumUsage(usage.days, window);
  const found = attributeRows(costs, by, totals, window);
  if (found === null) throw createDimensionError(by, costs);
  return {
    window,
    rows: models === null ? found.rows : replaceIdsByProviders(found.rows, models),
    source: `${costs.source}, ${usage.source}`,
    warnings: [...costs.warnings, ...usage.warnings, ...found.warnings],
  };
}

/** Models come from their own route, which knows their providers. */
async function readCosts(api: Context<"manager">["api"], by: RowKind, window: TimeWindow) {
  if (by !== "model") return { costs: await api.costs(window), models: null };
  const costs = await api.costByModel(window);
  return { costs: asBreakdown(costs), models: costs.models };
}

/** The days of a period; those of the billing cycle so far are asked for. @throws ExportError when the cycle has no days */
export async function findWindow(
  { api, now }: Context<"manager">,
  period: string,
): Promise<Pick<ExportRows, "warnings"> & { readonly window: TimeWindow }> {
  const asked = resolvePeriod(period, now);
  if (asked.window !== null) return { window: asked.window, warnings: asked.warnings };
  const { window } = await api.dailyCosts(null);
  if (window === null) {
    throw new ExportError(
      "The API did not say which days the billing cycle has: ask for days with --from and --to.",
      exitCodes.unreachable,
    );
  }
  return { window, warnings: warnOfWindow(period, window) };
}

/** By the window that the API of virtual keys has for the period, which ends now; the total is that of the same window. */
export async function readKeyModels({ api, now }: Context<"vk">, period: Period): Promise<ExportRows> {
  const [costs, summary] = await Promise.all([api.costByModel(period), api.usageSummary(period)]);
  const window = cutAfterToday(costs.window ?? summary.window, dayOf(now));
  const found = attributeRows(asBreakdown(costs), "model", summary, window);
  const includesToday = window !== null && lastDayOf(window) >= dayOf(now);
  return {
    window,
    rows: replaceIdsByProviders(found?.rows ?? [], costs.models),
    source: `${costs.source}, ${summary.source}`,
    warnings: [
      ...costs.warnings,
      ...summary.warnings,
      ...warnOfWindow(period, window),
      ...(includesToday ? ["With a virtual key costs by model include today, which is not over."] : []),
      ...(found?.warnings ?? []),
    ],
  };
}

/** A model is told apart by its provider too, so both make its id. */
const asBreakdown = ({ models, ...sourced }: CostByModel): CostBreakdown => ({
  ...sourced,
  dimensions: new Map([
    [
      "model",
      models.map((model) => ({ ...model, id: keyOfModel(model), name: model.model, lastUsed: null })),
    ],
  ]),
});

/** The id served only to tell the models apart: their rows get a provider in its place. */
function replaceIdsByProviders(rows: readonly ExportRow[], models: readonly ModelCost[]): ExportRow[] {
  const byKey = new Map(models.map((model) => [keyOfModel(model), model]));
  return rows.map((row) => ({ ...row, id: null, provider: byKey.get(row.id ?? "")?.provider ?? null }));
}

const createDimensionError = (by: RowKind, { dimensions }: CostBreakdown): ExportError =>
  new ExportError(
    `This deployment's cost breakdown has no rows by ${by}; it has ${[...dimensions.keys()].join(", ") || "none"}. Nothing was exported.`,
    exitCodes.refused,
  );

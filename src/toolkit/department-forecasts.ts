/** What single departments will have cost at the end of the billing cycle, forecast as for the workspace. */
import { type Forecast, forecastCycle, planHistory } from "../analytics/forecast.ts";
import { findBillingCycle } from "../domain/billing-cycle.ts";
import { dayOf } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

/** Each costs a request, so only the first departments of a long page are forecast. */
const maxForecasts = 10;

export interface DepartmentForecasts {
  readonly byId: ReadonlyMap<string, Forecast>;
  readonly warnings: readonly string[];
}

export async function forecastDepartments(
  { api, now, progress }: Context<"manager">,
  departments: readonly { readonly id: string; readonly name: string | null }[],
): Promise<DepartmentForecasts> {
  const today = dayOf(now);
  const history = planHistory(today);
  const parts = trackPartialReads(progress);
  const chosen = departments.slice(0, maxForecasts);
  const { subscription, usages } = await readAll({
    subscription: parts.read("The subscription", api.subscription()),
    usages: Promise.all(
      chosen.map(({ id, name }) =>
        parts.read(`The days of ${name ?? id}`, api.dailyCosts(history, { kind: "department", id })),
      ),
    ),
  });
  const { window: cycle, warnings } = findBillingCycle(subscription, today);
  const forecasts = chosen.flatMap(({ id }, index) => {
    const usage = usages[index];
    const forecast = usage ? forecastCycle(usage.days, cycle, today, null) : null;
    return forecast === null ? [] : [[id, forecast] as const];
  });
  const more = departments.length - chosen.length;
  return {
    byId: new Map(forecasts),
    warnings: [
      ...parts.warnings(),
      ...warnings,
      ...(more > 0
        ? [`The cycle is forecast for the first ${maxForecasts} departments of a page only.`]
        : []),
    ],
  };
}

import * as v from "valibot";
import type { Costed } from "../analytics/costed-entities.ts";
import type { Forecast } from "../analytics/forecast.ts";
import { formatActionAtLimit, isBlocking } from "../domain/budget.ts";
import type { Department } from "../domain/entities.ts";
import { roundUsd, type Usd } from "../domain/money.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { type DepartmentForecasts, forecastDepartments } from "../toolkit/department-forecasts.ts";
import { describeEntityPage, EntityListEntries, readEntityCosts } from "../toolkit/entity-list.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../toolkit/inputs.ts";
import { readAll } from "../toolkit/partial-reads.ts";
import { tableOf, tableWith } from "../toolkit/table.ts";

export const listDepartments = defineTool({
  name: "list_departments",
  title: "Departments",
  description:
    "Departments (Enterprise plan) with cost in USD, share and requests over a period, numbers of members and agents; highest cost first. Budget and percent used are the billing cycle's; for billing_cycle also its 80 % forecast range.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: PeriodInput,
    sort_by: SortInput,
    page: PageInput,
    page_size: pageSizeInput(100),
  }),
  output: v.object({
    ...EntityListEntries,
    departments: tableWith(
      "name",
      "cost_usd",
      "share_of_dimension_percent",
      "requests",
      "members",
      "agents",
      "budget_usd",
      "billing_cycle_cost_usd",
      "used_percent",
      "forecast_low_usd",
      "forecast_high_usd",
      "at_limit",
      "id",
    ),
  }),
  async handler(ctx, query) {
    const { api, now } = ctx;
    const period = resolvePeriod(query.period, now);
    const isCycle = period.window === null;
    const { list, costs, ofCycle } = await readAll({
      list: api.departments(),
      costs: readEntityCosts(api, "department", period),
      ofCycle: isCycle ? null : api.entityCosts("department", null),
    });
    const { window, shown, costColumns, otherEntries } = describeEntityPage(list, costs, query, period, now);
    const departments = shown.map(({ entity }) => entity);
    const forecasts = isCycle ? await forecastDepartments(ctx, departments) : null;
    const forecastOf = ({ id }: Department) => forecasts?.byId.get(id);
    const hasBudget = departments.some(({ budget }) => budget !== null);
    // A budget states no window: whatever period was asked for, it is held against the cost of the cycle.
    const cycleCostOf = ({ entity, cost }: Costed<Department>): Usd | null =>
      isCycle ? cost : (ofCycle?.byId?.get(entity.id)?.cost ?? null);
    return {
      window,
      departments: tableOf(shown, {
        name: ({ entity }) => entity.name,
        ...costColumns,
        members: ({ entity }) => entity.memberCount,
        agents: ({ entity }) => entity.agentCount,
        budget_usd: ({ entity }) => roundUsd(entity.budget),
        billing_cycle_cost_usd: (row) =>
          isCycle || row.entity.budget === null ? null : roundUsd(cycleCostOf(row)),
        used_percent: (row) => computeSharePercent(cycleCostOf(row), row.entity.budget),
        forecast_low_usd: ({ entity }) => roundToWholeUsd(forecastOf(entity)?.low),
        forecast_high_usd: ({ entity }) => roundToWholeUsd(forecastOf(entity)?.high),
        at_limit: ({ entity }) => formatActionAtLimit(entity.budget !== null, entity.budgetAction),
        id: ({ entity }) => entity.id,
      }),
      ...otherEntries,
      warnings: [
        ...otherEntries.warnings,
        ...(ofCycle?.byId === null ? ofCycle.warnings.map((each) => `Of the billing cycle: ${each}`) : []),
        ...(forecasts === null ? [] : warnOfForecasts(forecasts, departments)),
        ...(hasBudget
          ? [
              `A budget states no window: used_percent takes the billing cycle${isCycle ? "" : `, not ${period.name}`}.`,
            ]
          : []),
      ],
    };
  },
});

const warnOfForecasts = (
  { byId, warnings }: DepartmentForecasts,
  departments: readonly Department[],
): string[] => [
  ...warnings,
  ...(byId.size === 0
    ? []
    : ["Each department is forecast by itself: the ranges do not add up to the workspace's."]),
  ...(departments.some((department) => wouldBeBlocked(department, byId.get(department.id)))
    ? ["The forecasts take it that nothing is blocked at a limit."]
    : []),
];

/** Whether requests may be blocked at the limit before the department reaches its forecast. */
const wouldBeBlocked = ({ budget, budgetAction }: Department, forecast: Forecast | undefined): boolean =>
  budget !== null && forecast !== undefined && forecast.high > budget && isBlocking(budgetAction);

/** A range is so wide that cents would say nothing. */
const roundToWholeUsd = (amount: Usd | undefined): number | null =>
  amount === undefined ? null : Math.round(amount);

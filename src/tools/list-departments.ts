import * as v from "valibot";
import { formatActionAtLimit } from "../domain/budget.ts";
import type { Department } from "../domain/entities.ts";
import { roundUsd, type Usd } from "../domain/money.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { forecastDepartments } from "../toolkit/department-forecasts.ts";
import { describeEntityPage, EntityListEntries, readEntityCosts } from "../toolkit/entity-page.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../toolkit/inputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

export const listDepartments = defineTool({
  name: "list_departments",
  title: "Departments",
  description:
    "Departments (Enterprise plan) with cost in USD, share and requests over a period, numbers of members and agents, and budget; highest cost first. For billing_cycle also percent used and 80 % range of its end.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: PeriodInput,
    sort_by: SortInput,
    page: PageInput,
    page_size: pageSizeInput(100),
  }),
  output: v.object({ ...EntityListEntries, departments: Table }),
  async handler(ctx, query) {
    const { api, now } = ctx;
    const period = resolvePeriod(query.period, now);
    const [list, costs] = await Promise.all([api.departments(), readEntityCosts(api, "department", period)]);
    const { window, shown, costColumns, beside } = describeEntityPage(list, costs, query, period, now);
    const isCycle = period.window === null;
    const ends = isCycle
      ? await forecastDepartments(
          ctx,
          shown.map(({ entity }) => entity),
        )
      : null;
    const endOf = ({ id }: Department) => ends?.byId.get(id);
    const hasBudget = shown.some(({ entity }) => entity.budget !== null);
    return {
      window,
      departments: tableOf(shown, {
        name: ({ entity }) => entity.name,
        ...costColumns,
        members: ({ entity }) => entity.members,
        agents: ({ entity }) => entity.agents,
        budget_usd: ({ entity }) => roundUsd(entity.budget),
        // Whatever the budget's window is, only a cycle's cost can be held against it.
        used_percent: ({ entity, cost }) => (isCycle ? computeSharePercent(cost, entity.budget) : null),
        forecast_low_usd: ({ entity }) => wholeUsd(endOf(entity)?.low),
        forecast_high_usd: ({ entity }) => wholeUsd(endOf(entity)?.high),
        at_limit: ({ entity }) => formatActionAtLimit(entity.budget !== null, entity.budgetAction),
        id: ({ entity }) => entity.id,
      }),
      ...beside,
      warnings: [
        ...beside.warnings,
        ...(ends?.warnings ?? []),
        ...(hasBudget
          ? [
              isCycle
                ? "A budget states no window: used_percent takes the billing cycle."
                : "A budget states no window: ask with period billing_cycle for the percentage used.",
            ]
          : []),
      ],
    };
  },
});

/** A range that is that wide needs no cents. */
const wholeUsd = (amount: Usd | undefined): number | null =>
  amount === undefined ? null : Math.round(amount);

import * as v from "valibot";
import { withCosts } from "../analytics/entity-costs.ts";
import { sharePercent } from "../analytics/ratios.ts";
import { roundUsd } from "../money.ts";
import { ReportWindow, reportWindow, Source, Warnings } from "../result.ts";
import { Page, pageOf, Table, tableOf } from "../table.ts";
import { defineTool } from "../tool.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../tool-input.ts";

export const listDepartments = defineTool({
  name: "list_departments",
  title: "Departments",
  description:
    "Departments (Enterprise plan) with cost in USD, share and requests over a period, numbers of members and agents, and budget; highest cost first.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: PeriodInput,
    sort_by: SortInput,
    page: PageInput,
    page_size: pageSizeInput(50, 100),
  }),
  output: v.object({
    window: ReportWindow,
    departments: Table,
    page: Page,
    dimension_total_usd: v.pipe(
      v.nullable(v.number()),
      v.description("All cost in the breakdown by department, unattributed included; the base of the shares"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { period, sort_by, page, page_size }) {
    const [list, costs] = await Promise.all([api.departments(), api.entityCosts("department", period)]);
    const costed = withCosts(list.rows, costs, sort_by);
    const shown = pageOf(costed.rows, page, page_size);
    return {
      window: reportWindow(period, costs.window, now),
      departments: tableOf(shown.items, {
        name: ({ entity }) => entity.name,
        cost_usd: ({ cost }) => roundUsd(cost),
        share_percent: ({ cost }) => sharePercent(cost, costed.total),
        requests: ({ requests }) => requests,
        members: ({ entity }) => entity.members,
        agents: ({ entity }) => entity.agents,
        budget_usd: ({ entity }) => roundUsd(entity.budget),
        at_limit: ({ entity }) => entity.budgetAction,
        id: ({ entity }) => entity.id,
      }),
      page: shown.page,
      dimension_total_usd: roundUsd(costed.total),
      source: `${list.source}, ${costs.source}`,
      warnings: [...list.warnings, ...costed.warnings],
    };
  },
});

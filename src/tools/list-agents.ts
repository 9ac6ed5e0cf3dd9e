import * as v from "valibot";
import { withCosts } from "../analytics/entity-costs.ts";
import { sharePercent } from "../analytics/ratios.ts";
import { roundUnitCost, roundUsd, usdPer } from "../money.ts";
import { ReportWindow, reportWindow, Source, Warnings } from "../result.ts";
import { Page, pageOf, Table, tableOf } from "../table.ts";
import { defineTool } from "../tool.ts";
import { idInput, PageInput, PeriodInput, pageSizeInput, SearchInput, SortInput } from "../tool-input.ts";

export const listAgents = defineTool({
  name: "list_agents",
  title: "Agents",
  description:
    "Agents of the workspace with cost in USD, share and requests over a period, highest cost first. Answers who spends most; gives the ids that other tools take.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    department_id: v.optional(idInput("Only agents of this department")),
    search: SearchInput,
    status: v.optional(
      v.pipe(v.string(), v.maxLength(40), v.description("For example active, inactive or archived")),
    ),
    period: PeriodInput,
    sort_by: SortInput,
    page: PageInput,
    page_size: pageSizeInput(25, 100),
  }),
  output: v.object({
    window: ReportWindow,
    agents: Table,
    page: Page,
    dimension_total_usd: v.pipe(
      v.nullable(v.number()),
      v.description("All cost in the breakdown by agent, unattributed included; the base of the shares"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { department_id, search, status, period, sort_by, page, page_size }) {
    const [list, costs] = await Promise.all([
      api.agents({ departmentId: department_id, search, status }),
      api.entityCosts("agent", period),
    ]);
    const costed = withCosts(list.rows, costs, sort_by);
    const shown = pageOf(costed.rows, page, page_size);
    return {
      window: reportWindow(period, costs.window, now),
      agents: tableOf(shown.items, {
        name: ({ entity }) => entity.name,
        cost_usd: ({ cost }) => roundUsd(cost),
        share_percent: ({ cost }) => sharePercent(cost, costed.total),
        requests: ({ requests }) => requests,
        cost_per_request_usd: ({ cost, requests }) => roundUnitCost(usdPer(cost, requests)),
        status: ({ entity }) => entity.status,
        environment: ({ entity }) => entity.environment,
        model: ({ entity }) => entity.modelId,
        id: ({ entity }) => entity.id,
        department_id: ({ entity }) => entity.departmentId,
      }),
      page: shown.page,
      dimension_total_usd: roundUsd(costed.total),
      source: `${list.source}, ${costs.source}`,
      warnings: [...list.warnings, ...costed.warnings],
    };
  },
});

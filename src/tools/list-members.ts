import * as v from "valibot";
import { withCosts } from "../analytics/entity-costs.ts";
import { sharePercent } from "../analytics/ratios.ts";
import { roundUsd } from "../money.ts";
import { ReportWindow, reportWindow, Source, Warnings } from "../result.ts";
import { Page, pageOf, Table, tableOf } from "../table.ts";
import { defineTool } from "../tool.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../tool-input.ts";

export const listMembers = defineTool({
  name: "list_members",
  title: "Members",
  description:
    "Members of the workspace (Team plan and up) with cost in USD, share and requests over a period, highest cost first; one row a member, however many keys. Answers which person spends most.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: PeriodInput,
    sort_by: SortInput,
    page: PageInput,
    page_size: pageSizeInput(100, 200),
  }),
  output: v.object({
    window: ReportWindow,
    members: Table,
    page: Page,
    dimension_total_usd: v.pipe(
      v.nullable(v.number()),
      v.description("All cost in the breakdown by member, unattributed included; the base of the shares"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { period, sort_by, page, page_size }) {
    const [list, costs] = await Promise.all([api.members(), api.entityCosts("member", period)]);
    const costed = withCosts(list.rows, costs, sort_by);
    const shown = pageOf(costed.rows, page, page_size);
    return {
      window: reportWindow(period, costs.window, now),
      members: tableOf(shown.items, {
        name: ({ entity }) => entity.name,
        cost_usd: ({ cost }) => roundUsd(cost),
        share_percent: ({ cost }) => sharePercent(cost, costed.total),
        requests: ({ requests }) => requests,
        budget_usd: ({ entity }) => roundUsd(entity.budget),
        keys: ({ entity }) => entity.keyPrefixes.length,
        status: ({ entity }) => entity.status,
        role: ({ entity }) => entity.role,
        id: ({ entity }) => entity.id,
      }),
      page: shown.page,
      dimension_total_usd: roundUsd(costed.total),
      source: `${list.source}, ${costs.source}`,
      warnings: [...list.warnings, ...costed.warnings],
    };
  },
});

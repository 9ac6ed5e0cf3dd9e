import * as v from "valibot";
import { roundUsd } from "../domain/money.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { describeEntityPage, EntityListEntries, readEntityCosts } from "../toolkit/entity-page.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../toolkit/inputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

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
    page_size: pageSizeInput(200),
  }),
  output: v.object({ ...EntityListEntries, members: Table }),
  async handler({ api, now }, query) {
    const period = resolvePeriod(query.period, now);
    const [list, costs] = await Promise.all([api.members(), readEntityCosts(api, "member", period)]);
    const { window, shown, costColumns, beside } = describeEntityPage(list, costs, query, period, now);
    return {
      window,
      members: tableOf(shown, {
        name: ({ entity }) => entity.name,
        ...costColumns,
        budget_usd: ({ entity }) => roundUsd(entity.budget),
        keys: ({ entity }) => entity.keys,
        status: ({ entity }) => entity.status,
        role: ({ entity }) => entity.role,
        id: ({ entity }) => entity.id,
      }),
      ...beside,
    };
  },
});

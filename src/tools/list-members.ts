import * as v from "valibot";
import type { Member } from "../domain/entities.ts";
import { roundUsd } from "../domain/money.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { readDepartmentNames } from "../toolkit/department-names.ts";
import { describeEntityPage, EntityListEntries, readEntityCosts } from "../toolkit/entity-list.ts";
import { PageInput, PeriodInput, pageSizeInput, SortInput } from "../toolkit/inputs.ts";
import { trackPartialReads } from "../toolkit/partial-reads.ts";
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
  async handler({ api, now, progress }, query) {
    const period = resolvePeriod(query.period, now);
    const [list, costs] = await Promise.all([api.members(), readEntityCosts(api, "member", period)]);
    const { window, shown, costColumns, otherEntries } = describeEntityPage(list, costs, query, period, now);
    const parts = trackPartialReads(progress);
    const members = shown.map(({ entity }) => entity);
    const departments = await readDepartmentNames(api, parts, members);
    return {
      window,
      members: tableOf(shown, {
        name: ({ entity }) => entity.name,
        ...costColumns,
        monthly_budget_usd: ({ entity }) => roundUsd(entity.budget),
        used_percent: ({ entity, cost }) =>
          period.window === null ? computeSharePercent(cost, entity.budget) : null,
        keys: ({ entity }) => entity.keyCount,
        status: ({ entity }) => entity.status,
        role: ({ entity }) => entity.role,
        ...departments.columns,
        id: ({ entity }) => entity.id,
      }),
      ...otherEntries,
      source: `${otherEntries.source}${departments.source}`,
      warnings: [...otherEntries.warnings, ...parts.warnings(), ...warnOfSeveralKeys(members)],
    };
  },
});

function warnOfSeveralKeys(members: readonly Member[]): string[] {
  const several = members.filter(
    ({ keyCount, budget }) => keyCount !== null && keyCount > 1 && budget === null,
  );
  return several.length === 0
    ? []
    : [
        `${several.length} of these members ${several.length === 1 ? "has" : "have"} several keys, so their budget is unknown: list_virtual_keys has each key's.`,
      ];
}

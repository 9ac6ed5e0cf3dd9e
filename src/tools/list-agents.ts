import * as v from "valibot";
import type { Agent } from "../domain/entities.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { readDepartmentNames } from "../toolkit/department-names.ts";
import { describeEntityPage, EntityListEntries, readEntityCosts } from "../toolkit/entity-list.ts";
import { idInput, PageInput, PeriodInput, pageSizeInput, SearchInput, SortInput } from "../toolkit/inputs.ts";
import { explainNoMatch, type Filter } from "../toolkit/no-match.ts";
import { roundCostPerRequest } from "../toolkit/outputs.ts";
import { readAll, trackPartialReads } from "../toolkit/partial-reads.ts";
import { tableOf, tableWith } from "../toolkit/table.ts";

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
    page_size: pageSizeInput(100),
  }),
  output: v.object({
    ...EntityListEntries,
    agents: tableWith(
      "name",
      "cost_usd",
      "share_of_dimension_percent",
      "requests",
      "cost_per_request_usd",
      "status",
      "environment",
      "configured_model",
      "department",
      "department_id",
      "id",
    ),
  }),
  async handler({ api, now, progress }, { department_id, search, status, ...query }) {
    const period = resolvePeriod(query.period, now);
    const { list, costs } = await readAll({
      list: api.agents({ departmentId: department_id, search, status }),
      costs: readEntityCosts(api, "agent", period),
    });
    const { window, shown, costColumns, otherEntries } = describeEntityPage(list, costs, query, period, now);
    const parts = trackPartialReads(progress);
    const filters: readonly Filter<Agent>[] = [
      { argument: "status", value: status, textOf: (agent) => agent.status, kind: "choice" },
      {
        argument: "department_id",
        value: department_id,
        textOf: (agent) => agent.departmentId,
        kind: "choice",
      },
      { argument: "search", value: search, textOf: (agent) => agent.name, kind: "search" },
    ];
    const all = list.rows.length === 0 ? await parts.read("The agents without a filter", api.agents()) : null;
    const noMatch = all === null ? [] : explainNoMatch(all.rows, filters, "agents");
    const departments = await readDepartmentNames(
      api,
      parts,
      shown.map(({ entity }) => entity),
    );
    return {
      window,
      agents: tableOf(shown, {
        name: ({ entity }) => entity.name,
        ...costColumns,
        cost_per_request_usd: roundCostPerRequest,
        status: ({ entity }) => entity.status,
        environment: ({ entity }) => entity.environment,
        configured_model: ({ entity }) => entity.modelId,
        ...departments.columns,
        id: ({ entity }) => entity.id,
      }),
      ...otherEntries,
      source: `${otherEntries.source}${departments.source}`,
      warnings: [...noMatch, ...otherEntries.warnings, ...parts.warnings()],
    };
  },
});

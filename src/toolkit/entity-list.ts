/** What the lists of agents, members and departments have in common: entities with their cost over a period, page by page. */

import * as v from "valibot";
import { type Costed, joinCosts } from "../analytics/costed-entities.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { EntityCosts } from "../domain/costs.ts";
import type { EntityKind, SourcedList } from "../domain/entities.ts";
import { roundUsd, sumUsd } from "../domain/money.ts";
import type { ResolvedPeriod } from "../domain/periods.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { Page, pageOf } from "./list-page.ts";
import { describeWindow, FiguresWindow, Source, Warnings, warnOfWindow } from "./outputs.ts";

/** Members of the output beside the table of entities. */
export const EntityListEntries = {
  window: FiguresWindow,
  page: Page,
  dimension_total_usd: v.pipe(
    v.nullable(v.number()),
    v.description("Base of the shares, unassigned included"),
  ),
  of_which_unassigned_usd: v.pipe(v.nullable(v.number()), v.description("Belongs to none of them")),
  not_in_total: v.optional(v.string()),
  shown_share_of_dimension_percent: v.nullable(v.number()),
  source: Source,
  warnings: Warnings,
};

interface ListQuery {
  readonly sort_by: "cost" | "name";
  readonly page: number;
  readonly page_size: number;
}

interface DimensionCosts extends EntityCosts {
  readonly dimension: EntityKind;
}

export async function readEntityCosts(
  api: WorkspaceApi,
  dimension: EntityKind,
  period: ResolvedPeriod,
): Promise<DimensionCosts> {
  const costs = await api.entityCosts(dimension, period.window);
  if (costs.byId === null) return { ...costs, dimension };
  const ofWindow = warnOfWindow(period.name, costs.window);
  return { ...costs, dimension, warnings: [...costs.warnings, ...period.warnings, ...ofWindow] };
}

/** Agents and members are charged with what goes through their own keys, and departments with both. */
const notInTotal: Readonly<Partial<Record<EntityKind, string>>> = {
  agent: "Use through members' own keys",
  member: "Use through agents' keys",
};

/** The entities of one page, the columns that show their cost, and the other entries of the result. */
export function describeEntityPage<T extends Parameters<typeof joinCosts>[0][number]>(
  list: SourcedList<T>,
  costs: DimensionCosts,
  { sort_by, page, page_size }: ListQuery,
  period: ResolvedPeriod,
  now: Date,
) {
  const { rows, total, warnings } = joinCosts(list.rows, costs, sort_by);
  const shown = pageOf(rows, page, page_size);
  return {
    shown: shown.items,
    costColumns: {
      cost_usd: ({ cost }: Costed<T>) => roundUsd(cost),
      share_of_dimension_percent: ({ cost }: Costed<T>) => computeSharePercent(cost, total),
      requests: ({ requests }: Costed<T>) => requests,
    },
    otherEntries: {
      page: shown.page,
      dimension_total_usd: roundUsd(total),
      of_which_unassigned_usd: roundUsd(costs.ofNobody),
      ...(notInTotal[costs.dimension] === undefined ? {} : { not_in_total: notInTotal[costs.dimension] }),
      shown_share_of_dimension_percent: computeSharePercent(
        sumUsd(shown.items.map(({ cost }) => cost)),
        total,
      ),
      source: `${list.source}, ${costs.source}`,
      warnings: [...list.warnings, ...warnings],
    },
    window: describeWindow(period.name, costs.window, now),
  };
}

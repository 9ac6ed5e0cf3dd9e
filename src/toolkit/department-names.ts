/** The departments of listed agents or members by name. Where they cannot be read, their ids stand in. */
import type { Costed } from "../analytics/costed-entities.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { PartialReads } from "./partial-reads.ts";

interface InDepartment {
  readonly departmentId: string | null;
}

export async function readDepartmentNames(
  api: WorkspaceApi,
  parts: PartialReads,
  rows: readonly InDepartment[],
) {
  const isNeeded = rows.some(({ departmentId }) => departmentId !== null);
  const list = isNeeded ? await parts.read("The names of departments", api.departments()) : null;
  const names = new Map(list?.rows.map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null): string | null => names.get(id ?? "") ?? null;
  return {
    columns: {
      department: ({ entity }: Costed<InDepartment>) => nameOf(entity.departmentId),
      department_id: ({ entity }: Costed<InDepartment>) =>
        nameOf(entity.departmentId) === null ? entity.departmentId : null,
    },
    /** To append to the source of the list. */
    source: list == null ? "" : `, ${list.source}`,
  };
}

/** What manager tools must come to, counted from the world's charges; and their tables, as rows with names. */
import { expect } from "bun:test";
import { type ApiDouble, credentials, type World } from "../api-double/server.ts";
import type { Connection } from "./connect.ts";

type Charge = World["charges"][number];
type Key = World["virtualKeys"][number];

/** Both days included; of all keys, or of those wanted. */
export function chargesOf(
  world: World,
  from: string,
  to: string,
  isWanted: (key: Key) => boolean = () => true,
): readonly Charge[] {
  const keyIds = new Set(world.virtualKeys.filter(isWanted).map(({ id }) => id));
  return world.charges.filter(({ date, keyId }) => from <= date && date <= to && keyIds.has(keyId));
}

/** The keys of an agent or a member. */
export const keyOf =
  (entityId: string) =>
  (key: Key): boolean =>
    key.entityId === entityId;

/** The keys of everybody in a department; null: of nobody, and of those who are in none. */
export function keyOfDepartment(world: World, departmentId: string | null): (key: Key) => boolean {
  const departments = new Map(
    [...world.agents, ...world.members].map((each) => [each.id, each.departmentId]),
  );
  return (key) => (departments.get(key.entityId ?? "") ?? null) === departmentId;
}

export type Row = Readonly<Record<string, unknown>>;

/** The rows of a table member, each value under its column's name. */
export function rowsIn(structured: Row, name: string): Row[] {
  const table = structured[name];
  if (typeof table !== "object" || table === null || !("columns" in table) || !("rows" in table)) {
    throw new Error(`${name} is no table.`);
  }
  const { columns, rows } = table;
  if (!Array.isArray(columns) || !Array.isArray(rows)) throw new Error(`${name} is no table.`);
  const everyRow = "every_row" in table ? Object(table.every_row) : {};
  return rows.map((row: unknown[]) => ({
    ...everyRow,
    ...Object.fromEntries(columns.map((column, index) => [String(column), row[index]])),
  }));
}

/** The rows of all pages, by following next_page from the first to the end. */
export async function everyRow(
  connection: Pick<Connection, "call">,
  tool: string,
  args: Record<string, unknown>,
  table: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page: unknown = 1; page !== null; ) {
    const { structured, text, isError } = await connection.call(tool, { ...args, page });
    if (isError) throw new Error(text);
    const shown = rowsIn(structured, table);
    rows.push(...shown);
    const { returned, next_page: next } = Object(structured["page"]);
    expect(returned).toBe(shown.length);
    page = next;
  }
  return rows;
}

/** Every request carried the token and named the workspace. */
export function expectWorkspaceHeaders({ requests }: Pick<ApiDouble, "requests">): void {
  expect(requests.length).toBeGreaterThan(0);
  for (const { headers, path } of requests) {
    if (path === "/api/v1/cockpit/health") continue;
    expect(headers["authorization"]).toBe(`Bearer ${credentials.patAdmin}`);
    expect(headers["x-workspace-id"]).toBe(credentials.workspaceId);
  }
}

/** Every form of a list that the documents leave open. */
export const listForms = [
  ...(["data", "items", "resource", "array"] as const).flatMap((listKey) =>
    (["inside", "outside", "meta", "pagination"] as const).map((totalPlace) => ({ listKey, totalPlace })),
  ),
  { listKey: "array", workspaceEnvelope: "none" } as const,
  { listKey: "data", workspaceEnvelope: "none" } as const,
  { listKey: "resource", workspaceEnvelope: "code_data_message", fieldCase: "snake" } as const,
];

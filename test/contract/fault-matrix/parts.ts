/** Tools that put their answer together from several requests, with one of these failing: the part that failed is named. */
import type { Mode } from "../../../src/domain/mode.ts";
import { type FaultEffect, startApiDouble, type World } from "../../api-double/server.ts";
import { type CallOutcome, connect, environmentFor } from "../../support/connect.ts";
import { type Column, listColumns } from "./calls.ts";
import { type Cell, runBatch } from "./run.ts";

const effects: readonly { readonly what: string; readonly effect: FaultEffect }[] = [
  { what: "HTTP 500", effect: { kind: "status", status: 500 } },
  { what: "a plan without it", effect: { kind: "forbidden", reason: "plan" } },
  { what: "HTML", effect: { kind: "html" } },
  { what: "reset in mid body", effect: { kind: "reset_mid_body" } },
];

export interface PartFault {
  readonly name: string;
  readonly mode: Mode;
  readonly path: string;
  readonly effect: FaultEffect;
  readonly columns: readonly Column[];
}

/** The paths that a good call asks for, at the time of the run: whom an analysis looks into depends on the day. */
async function listPaths(mode: Mode, { tool, args }: Column): Promise<string[]> {
  await using connection = await connect(mode, { now: new Date() });
  await connection.call(tool, { ...args });
  return [...new Set(connection.double.requests.map(({ path }) => path))];
}

/** Every path of every composite × what can happen to it. */
export async function listPartFaults(world: World): Promise<PartFault[]> {
  const found: PartFault[] = [];
  for (const mode of ["vk", "manager"] as const) {
    const byPath = new Map<string, Column[]>();
    for (const column of listColumns(mode, world)) {
      const paths = await listPaths(mode, column);
      if (paths.length < 2) continue;
      for (const path of paths) byPath.set(path, [...(byPath.get(path) ?? []), column]);
    }
    for (const [path, columns] of byPath) {
      for (const { what, effect } of effects) {
        found.push({ name: `${what} at ${path}, ${mode}`, mode, path, effect, columns });
      }
    }
  }
  return found;
}

/** How results name these two without their path: whom they speak for, and what stands in for the catalogue. */
const namesPart =
  /Whom the key speaks for could not be read\.|does not show its catalogue to virtual keys; these are the models/;

/** What a plan does not have cannot be missing: budgets of departments, and members who are not active. */
const leftOut: ReadonlyMap<string, string> = new Map([
  ["get_executive_dashboard", "/api/v1/departments"],
  ["find_idle_resources", "/api/v1/members"],
]);

export async function runPartFault({ name, mode, path, effect, columns }: PartFault): Promise<Cell[]> {
  const now = new Date();
  const double = await startApiDouble({ now: () => now });
  double.fault({ path: (request) => request.path === path, effect });
  const judge = ({ isError, text, structured }: CallOutcome, { tool, diagnoses }: Column): string[] => {
    if (effect.kind === "forbidden" && leftOut.get(tool) === path) return [];
    const told = isError || diagnoses ? text : JSON.stringify(structured["warnings"]);
    return [
      ...(told.includes(path) || namesPart.test(told) ? [] : [`does not name the part: ${text}`]),
      ...(diagnoses && structured["ok"] !== false ? [`finds nothing wrong: ${text}`] : []),
    ];
  };
  try {
    const environment = environmentFor(mode, double.url);
    return await runBatch({ name, environment, columns, judge });
  } finally {
    await double.stop();
  }
}

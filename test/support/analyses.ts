/** What the five analyses have in common: parts that fail one by one, progress, cancellation, and what they propose. */
import { expect } from "bun:test";
import type { FaultEffect, RecordedRequest } from "../api-double/server.ts";
import { type CallOutcome, type Connection, connect } from "./connect.ts";
import { type Row, rowsIn } from "./workspace.ts";

export interface Analysis {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** A request as the tests name it: path below the API's root, and query. */
export const lineOf = ({ path, query }: RecordedRequest): string => {
  const search = new URLSearchParams(query).toString();
  return `${path.replace("/api/v1/", "")}${search === "" ? "" : `?${search}`}`;
};

/** Every different request of a call that goes well, with its answer. */
export async function callSuccessfully({
  name,
  args,
}: Analysis): Promise<{ lines: string[]; structured: Row }> {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, args);
  return { lines: [...new Set(connection.double.requests.map(lineOf))].sort(), structured };
}

export const failures: readonly { readonly what: string; readonly effect: FaultEffect }[] = [
  { what: "HTTP 500", effect: { kind: "status", status: 500 } },
  { what: "a plan without the feature", effect: { kind: "forbidden", reason: "plan" } },
];

/** The call, with one of its requests failing. */
export async function callWithout(
  { name, args }: Analysis,
  line: string,
  effect: FaultEffect,
): Promise<CallOutcome> {
  await using connection = await connect("manager");
  connection.double.fault({ path: (request) => lineOf(request) === line, effect });
  return await connection.call(name, args);
}

/** The part that failed is named. */
export function expectNamed({ structured, isError, text }: CallOutcome, line: string): void {
  const path = `/api/v1/${line.split("?")[0]}`;
  const told = isError ? text : JSON.stringify(structured["warnings"]);
  expect(told).toContain(path);
}

/** No figure that the whole answer does not have as well: what is missing is absent, and never 0 or guessed. */
export function expectNoNewFigures(structured: Row, good: Row, members: readonly string[]): void {
  for (const member of members) {
    const known = new Set(numbersIn(good[member]));
    expect({
      member,
      invented: numbersIn(structured[member]).filter((number) => !known.has(number)),
    }).toEqual({
      member,
      invented: [],
    });
  }
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

interface NextCall {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
}

const isNextCall = (value: unknown): value is NextCall =>
  typeof value === "object" && value !== null && "tool" in value && "arguments" in value;

/** What the result proposes to call next. */
export function nextOf({ next }: Row): NextCall[] {
  if (!Array.isArray(next)) throw new Error("The result proposes nothing.");
  const calls = next.filter(isNextCall);
  expect(calls).toHaveLength(next.length);
  return calls;
}

/** What the result proposes to call next is at most three calls, and each of them succeeds. */
export async function expectNextCallsSucceed(connection: Connection, structured: Row): Promise<void> {
  const calls = nextOf(structured);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.length).toBeLessThanOrEqual(3);
  for (const { tool, arguments: args } of calls) {
    const { isError, text } = await connection.call(tool, args);
    expect({ tool, isError, text: isError ? text : "" }).toEqual({ tool, isError: false, text: "" });
  }
}

/** Each part is told as it arrives, and the last notification says that all are there. */
export async function expectProgress({ name, args }: Analysis): Promise<void> {
  await using connection = await connect("manager");
  const seen: { progress: number; total?: number | undefined }[] = [];
  await connection.call(name, args, {
    onProgress: ({ progress, total }) => seen.push({ progress, total }),
  });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.map(({ progress }) => progress)).toEqual(seen.map((_, index) => index + 1));
  const last = seen.at(-1);
  expect(last?.progress).toBe(last?.total ?? -1);
}

/** Cancelling the call aborts the requests that wait for an answer. */
export async function expectCancellation({ name, args }: Analysis): Promise<void> {
  await using connection = await connect("manager");
  const { double } = connection;
  const isThere = Promise.withResolvers<void>();
  double.fault({
    effect: {
      kind: "custom",
      respond: () => {
        isThere.resolve();
        return "silence";
      },
    },
  });
  const controller = new AbortController();
  const outcome = connection.call(name, args, { signal: controller.signal }).catch((error: unknown) => error);
  await isThere.promise;
  controller.abort("no longer wanted");
  expect(await outcome).toBeInstanceOf(Error);
  while (double.requests.length === 0 || !double.requests.every(({ aborted }) => aborted)) await Bun.sleep(5);
  expect(double.requests.every(({ aborted }) => aborted)).toBe(true);
}

/** The rows of a table in one dimension, by name. */
export const selectRows = (structured: Row, table: string, dimension: string): Row[] =>
  rowsIn(structured, table).filter((row) => row["dimension"] === dimension);

/** Whole cents as USD. */

// What strangers wrote into Alephant is data: whatever it is, it arrives as short, plain text in its place, on the executable.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Mode } from "../../src/domain/mode.ts";
import { type ApiDouble, startApiDouble } from "../api-double/server.ts";
import { type CallOutcome, environmentFor, outcomeOf } from "../support/connect.ts";
import { binaryCommand, type SpawnedClient, spawnClient } from "../support/spawn.ts";
import { type Column, listColumns } from "./fault-matrix/calls.ts";
import {
  changeAnswer,
  hostileNumbers,
  hostileTexts,
  plantKeys,
  plantNumber,
  plantText,
} from "./hostile-data/payloads.ts";
import { findProblems, shapeOf } from "./hostile-data/structure.ts";

setDefaultTimeout(60_000);

const program = { name: "the binary", command: binaryCommand };
const modes = ["vk", "manager"] as const;

interface Session {
  readonly double: ApiDouble;
  readonly server: SpawnedClient;
  readonly columns: readonly Column[];
  readonly usual: ReadonlyMap<string, CallOutcome>;
}

const sessions = new Map<Mode, Session>();

/** The client holds every result against the output schema that was listed. */
async function callColumn({ server }: Pick<Session, "server">, { tool, args }: Column): Promise<CallOutcome> {
  const result = await server.client.callTool({ name: tool, arguments: { ...args } });
  return outcomeOf(CallToolResultSchema.parse(result));
}

beforeAll(async () => {
  const now = new Date();
  for (const mode of modes) {
    const double = await startApiDouble({ now: () => now });
    const server = await spawnClient(program, { environment: environmentFor(mode, double.url) });
    await server.client.listTools();
    const columns = listColumns(mode, double.world);
    const usual = new Map<string, CallOutcome>();
    for (const column of columns) usual.set(JSON.stringify(column), await callColumn({ server }, column));
    sessions.set(mode, { double, server, columns, usual });
  }
});

afterAll(async () => {
  for (const { double, server } of sessions.values()) {
    await server[Symbol.asyncDispose]();
    await double.stop();
  }
});

function findSession(mode: Mode): Session {
  const session = sessions.get(mode);
  if (session === undefined) throw new Error("The server did not start.");
  return session;
}

/** What is the same at every call. */
function keepLasting(outcome: CallOutcome | undefined): Record<string, unknown> {
  const { as_of, probes, confirmation_token, expires_at, ...rest } = outcome?.structured ?? {};
  return rest;
}

/** Tools that have to answer, because nothing but names is strange. */
const steadfast = ["get_cost_by_model", "get_my_scope", "list_agents", "list_members", "list_virtual_keys"];

describe.each([...modes])("%s", (mode) => {
  async function collectResults(
    change: (value: unknown) => unknown,
  ): Promise<{ column: Column; outcome: CallOutcome }[]> {
    const { double, columns, ...session } = findSession(mode);
    double.reset();
    double.fault({ effect: changeAnswer(change) });
    return Promise.all(
      columns.map(async (column) => ({ column, outcome: await callColumn(session, column) })),
    );
  }

  test.each([...hostileTexts])("texts: $name", async ({ text, shows }) => {
    const { usual } = findSession(mode);
    const problems: string[] = [];
    for (const { column, outcome } of await collectResults(plantText(text))) {
      const shape = shapeOf(usual.get(JSON.stringify(column))?.structured ?? {});
      const isMissing = steadfast.includes(column.tool) && (outcome.isError || !outcome.text.includes(shows));
      problems.push(
        ...findProblems(outcome, shape).map((problem) => `${column.tool}: ${problem}`),
        ...(isMissing ? [`${column.tool} does not show it: ${outcome.text.slice(0, 500)}`] : []),
      );
    }
    expect(problems).toEqual([]);
  });

  test.each([...hostileNumbers])("figures: $name", async ({ json }) => {
    const { usual } = findSession(mode);
    const problems = (await collectResults(plantNumber(json))).flatMap(({ column, outcome }) =>
      findProblems(outcome, shapeOf(usual.get(JSON.stringify(column))?.structured ?? {})).map(
        (problem) => `${column.tool}: ${problem}`,
      ),
    );
    expect(problems).toEqual([]);
  });

  test("member names that scripts stumble over", async () => {
    const { usual } = findSession(mode);
    for (const { column, outcome } of await collectResults(plantKeys)) {
      expect(findProblems(outcome, shapeOf(usual.get(JSON.stringify(column))?.structured ?? {}))).toEqual([]);
      const isWell = !outcome.isError && outcome.structured["ok"] !== false;
      expect({ tool: column.tool, isWell, text: isWell ? "" : outcome.text }).toEqual({
        tool: column.tool,
        isWell: true,
        text: "",
      });
    }
    // Where the words are strange, too, more of the members are named.
    for (const { column, outcome } of await collectResults((body) => plantKeys(plantText("strange")(body)))) {
      expect(findProblems(outcome, shapeOf(usual.get(JSON.stringify(column))?.structured ?? {}))).toEqual([]);
    }
    // Nothing of it stays once the scope, which is remembered, has been read again: the same calls are answered as ever.
    await collectResults((body) => body);
    for (const { column, outcome } of await collectResults((body) => body)) {
      const before = usual.get(JSON.stringify(column));
      expect(keepLasting(outcome)).toEqual(keepLasting(before));
    }
  });

  test("words of errors", async () => {
    const { double, columns, ...session } = findSession(mode);
    for (const { text: message } of hostileTexts) {
      double.reset();
      const body = { error: { code: message, message }, code: message, message };
      double.fault({ effect: { kind: "status", status: 422, body } });
      const outcomes = await Promise.all(columns.map((column) => callColumn(session, column)));
      const problems = outcomes.flatMap((outcome) => findProblems(outcome, shapeOf(outcome.structured)));
      expect(problems).toEqual([]);
    }
  });

  test("ids in arguments: nothing but a UUID travels", async () => {
    const { double, columns, ...session } = findSession(mode);
    double.reset();
    const ids = [
      "../../admin",
      "a/b",
      "x?y=1",
      "x#y",
      "..",
      ".",
      "%2e%2e",
      "..%2f",
      "a\nb",
      "a\0b",
      "\ud800",
      "__proto__",
    ];
    for (const { tool, args } of columns) {
      for (const [name, value] of Object.entries(args)) {
        if (!/_id$/.test(name) || typeof value !== "string") continue;
        for (const id of [...ids, `${value}/..`, ` ${value}`, `${value}?a=b`, "x".repeat(10_000)]) {
          const { isError, text } = await callColumn(session, { tool, args: { ...args, [name]: id } });
          expect(isError).toBe(true);
          expect(text).toContain(`${name} must be a UUID`);
          expect(text).toEndWith("No request was sent.");
          expect(findProblems({ isError, text, structured: {} }, new Set())).toEqual([]);
        }
      }
    }
    expect(double.requests).toEqual([]);
  });

  test("texts in arguments stay one value of the query", async () => {
    const { double, ...session } = findSession(mode);
    if (mode === "vk") return;
    double.reset();
    for (const search of ["a&page=9&x=/../..", "?#%00", "a\r\nHost: evil", "../..", '"}']) {
      await callColumn(session, { tool: "list_agents", args: { search } });
      await callColumn(session, { tool: "list_virtual_keys", args: { search } });
    }
    const paths = new Set(double.requests.map(({ path }) => path));
    expect([...paths].sort()).toEqual([
      "/api/v1/agents",
      "/api/v1/analytics/costs",
      "/api/v1/subscriptions/current",
      "/api/v1/virtual-keys",
    ]);
    for (const { query, headers } of double.requests) {
      expect(query["x"]).toBeUndefined();
      expect(headers["host"]).toStartWith("127.0.0.1");
    }
  });
});

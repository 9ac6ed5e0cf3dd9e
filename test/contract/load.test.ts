// Many calls at once on the executable: every one is answered, the limit holds over any minute, and who cancels is let go.
import { describe, expect, test } from "bun:test";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { type ApiDouble, startApiDouble } from "../api-double/server.ts";
import { type CallOutcome, environmentFor, outcomeOf } from "../support/connect.ts";
import { binaryCommand, handshake, type ServerProcess, spawnRaw, toolCall } from "../support/spawn.ts";
import { listColumns } from "./fault-matrix/calls.ts";

const program = { name: "the binary", command: binaryCommand };
const limit = 60;
const callsAtOnce = 64;

interface Session extends AsyncDisposable {
  readonly double: ApiDouble;
  readonly server: ServerProcess;
}

async function open(environment: Readonly<Record<string, string>> = {}): Promise<Session> {
  const now = new Date();
  const double = await startApiDouble({ now: () => now });
  const server = spawnRaw(program, {
    environment: { ...environmentFor("manager", double.url), ...environment },
  });
  server.send(...handshake);
  await server.answer("init");
  return {
    double,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await double.stop();
    },
  };
}

/** Answers in the order of the calls, and when the last one was there. */
async function collectAnswers(server: ServerProcess, ids: readonly number[]): Promise<CallOutcome[]> {
  const outcomes: CallOutcome[] = [];
  for (const id of ids) {
    outcomes.push(outcomeOf(CallToolResultSchema.parse((await server.answer(id))["result"])));
  }
  return outcomes;
}

const listIds = (first: number, count = callsAtOnce): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** One request. */
const createCall = (id: number) => toolCall(id, "get_subscription_info");

const isSuccess = ({ isError }: CallOutcome): boolean => !isError;

/** When each refused call may come again; the limit must be this server's own. */
function readSeconds(outcomes: readonly CallOutcome[]): number[] {
  return outcomes
    .filter(({ isError }) => isError)
    .map(({ text }) => {
      expect(text).toMatch(
        /own rate limit \(ALEPHANT_RATE_LIMIT_RPM\) is used up, so no request was sent\. Call again in \d+ seconds\./,
      );
      return Number(/Call again in (\d+) seconds/.exec(text)?.[1]);
    });
}

describe("64 calls at once", () => {
  test("without a limit: all succeed", async () => {
    await using session = await open();
    const { double, server } = session;
    const columns = listColumns("manager", double.world);
    const calls = listIds(0).flatMap((id) => {
      const column = columns[id % columns.length];
      return column === undefined ? [] : [toolCall(id, column.tool, column.args)];
    });
    server.send(...calls);
    const outcomes = await collectAnswers(server, listIds(0));
    expect(outcomes.filter(({ isError }) => isError).map(({ text }) => text)).toEqual([]);
  }, 60_000);

  test("cancelled: every request that waits is let go, and no answer comes", async () => {
    await using session = await open();
    const { double, server } = session;
    double.fault({ effect: { kind: "silence" } });
    server.send(...listIds(1).map(createCall));
    while (double.requests.length < callsAtOnce) await Bun.sleep(5);
    const start = performance.now();
    server.send(
      ...listIds(1).map((requestId) => ({
        jsonrpc: "2.0",
        method: "notifications/cancelled",
        params: { requestId, reason: "no longer wanted" },
      })),
    );
    while (!double.requests.every(({ aborted }) => aborted)) await Bun.sleep(5);
    expect(performance.now() - start).toBeLessThan(2_000);
    server.send({ jsonrpc: "2.0", id: "ping", method: "ping" });
    await server.answer("ping");
    expect(server.stdout().trim().split("\n")).toHaveLength(2);
    expect(double.requests).toHaveLength(callsAtOnce);
  }, 60_000);

  test("with a limit of 60: never more than 60 in any minute, and none starved", async () => {
    await using session = await open({ ALEPHANT_RATE_LIMIT_RPM: String(limit) });
    const { double, server } = session;
    // An answer that costs nothing to make: what arrives is to be counted when it arrives.
    double.fault({ effect: { kind: "status", status: 200, body: { data: { tier: "pro" } } } });
    const start = performance.now();
    server.send(...listIds(0).map(createCall));
    const first = await collectAnswers(server, listIds(0));
    expect(performance.now() - start).toBeLessThan(25_000);
    expect(first.filter(isSuccess)).toHaveLength(limit);
    // Those who came first are served, and the others know when to come again.
    expect(first.slice(0, limit).every(isSuccess)).toBe(true);
    const told = readSeconds(first);
    expect(told).toHaveLength(callsAtOnce - limit);
    for (const seconds of told) expect(seconds >= 50 && seconds <= 61).toBe(true);

    // So late that the minute ends within the time of a call: they wait for it, in their order.
    await Bun.sleep(start + 45_000 - performance.now());
    const second = performance.now();
    server.send(...listIds(100).map(createCall));
    const later = await collectAnswers(server, listIds(100));
    expect(performance.now() - second).toBeLessThan(25_000);
    expect(later.map(isSuccess)).toEqual(listIds(0).map((index) => index < limit));
    readSeconds(later);

    const arrivals = double.requests.map(({ at }) => at);
    expect(arrivals).toHaveLength(2 * limit);
    // They left after `start`, and were seen only so much later: that is what the minute may seem too short by.
    const lateness = (arrivals[limit - 1] ?? 0) - start;
    expect(lateness).toBeLessThan(5_000);
    const minute = 60_000 - lateness;
    const fullest = Math.max(
      ...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + minute).length),
    );
    expect(fullest).toBe(limit);
    console.log(
      `load: ${2 * callsAtOnce} calls under a limit of ${limit}, ${fullest} requests in the fullest minute (seen within ${lateness.toFixed(0)} ms)`,
    );
  }, 120_000);
});

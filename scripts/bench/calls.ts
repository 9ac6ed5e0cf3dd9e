/** What a call costs beyond the HTTP requests it makes, and how composite calls arrange theirs. */
import { join } from "node:path";
import { environmentFor } from "../../test/support/connect.ts";
import { isReadable, readResidentMib } from "./memory.ts";
import { initialize, type Program, type RunningProgram, startProgram } from "./program.ts";
import { type Served, serveReplies } from "./replies.ts";
import { median } from "./statistics.ts";

/** Each makes exactly one request: a small answer, and a larger one with lists to compute on. */
const plainCalls = ["get_subscription_info", "get_live_24h"] as const;
const plainRounds = 2_000;
const width = 64;
const wideRounds = 40;
const manyCalls = 10_000;

export interface CallCosts {
  readonly tool: string;
  readonly answerBytes: number;
  readonly rawMs: number;
  readonly callMs: number;
  /** So many at once, until the last is answered. */
  readonly width: number;
  readonly rawTogetherMs: number;
  readonly callsTogetherMs: number;
}

export interface ManyCalls {
  readonly calls: number;
  /** Resident, before and after; null where it cannot be read. */
  readonly beforeMib: number | null;
  readonly afterMib: number | null;
}

export async function measureCalls(
  program: Program,
): Promise<{ readonly costs: readonly CallCosts[]; readonly many: ManyCalls }> {
  const requests = await Promise.all(plainCalls.map((tool) => findRequest(program, tool)));
  // In a process of its own, like the real API: the requests made here must not share a thread with their answers.
  const api = Bun.spawn([process.execPath, join(import.meta.dir, "replies.ts")], { stdout: "pipe" });
  try {
    const url = await readFirstLine(api.stdout);
    await using running = startProgram(program, environmentFor("manager", url));
    await initialize(running);
    const costs: CallCosts[] = [];
    for (const [index, tool] of plainCalls.entries()) {
      const { path = "", headers } = requests[index] ?? {};
      const fetchRaw = async (): Promise<unknown> =>
        (await fetch(url + path, headers === undefined ? {} : { headers })).json();
      const call = (): Promise<void> => callTool(running, tool);
      const { rawMs, callMs } = await takeTurns(fetchRaw, call, plainRounds);
      const together = await takeTurns(
        () => Promise.all(Array.from({ length: width }, fetchRaw)),
        () => Promise.all(Array.from({ length: width }, call)),
        wideRounds,
      );
      const answerBytes = JSON.stringify(await fetchRaw()).length;
      costs.push({
        ...{ tool, answerBytes, rawMs, callMs, width },
        ...{ rawTogetherMs: together.rawMs, callsTogetherMs: together.callMs },
      });
    }
    const readResident = async (): Promise<number | null> =>
      isReadable ? readResidentMib(running.pid) : null;
    const beforeMib = await readResident();
    for (let done = 0; done < manyCalls; done += plainCalls.length)
      await Promise.all(plainCalls.map((tool) => callTool(running, tool)));
    return { costs, many: { calls: manyCalls, beforeMib, afterMib: await readResident() } };
  } finally {
    api.kill();
    await api.exited;
  }
}

export interface Composite {
  readonly tool: string;
  readonly requests: number;
  /** The most requests of which each came when the one before was answered. */
  readonly chain: number;
  readonly latencyMs: number;
  readonly callMs: number;
}

const composites = [
  ...["get_usage_summary", "drill_down_spend", "find_idle_resources", "diagnose_cost_anomaly"],
  "get_executive_dashboard",
];
/** The latency of every request: far above what anything else in a call takes. */
const latencyMs = 100;
const compositeRounds = 5;

export async function measureComposites(program: Program): Promise<Composite[]> {
  const api = await serveReplies(latencyMs);
  try {
    await using running = startProgram(program, environmentFor("manager", api.url));
    await initialize(running);
    const found: Composite[] = [];
    for (const tool of composites) {
      await callTool(running, tool); // the first time, the double computes
      const times: number[] = [];
      for (let round = 0; round < compositeRounds; round++) {
        api.served.length = 0;
        times.push(await measureMs(() => callTool(running, tool)));
      }
      const requests = api.served.length;
      found.push({ tool, requests, chain: countChain(api.served), latencyMs, callMs: median(times) });
    }
    return found;
  } finally {
    await api.stop();
  }
}

/** Taking the one that ends first, again and again, finds the longest. */
function countChain(served: readonly Served[]): number {
  let [chain, endMs] = [0, Number.NEGATIVE_INFINITY];
  for (const request of [...served].sort((a, b) => a.endMs - b.endMs)) {
    if (request.startMs < endMs) continue;
    chain++;
    endMs = request.endMs;
  }
  return chain;
}

/** The one request that the call makes. */
async function findRequest(program: Program, tool: string): Promise<Served> {
  const api = await serveReplies();
  try {
    await using running = startProgram(program, environmentFor("manager", api.url));
    await initialize(running);
    await callTool(running, tool);
    const [request, ...more] = api.served;
    if (request === undefined || more.length > 0) throw new Error(`${tool} must make one request.`);
    return request;
  } finally {
    await api.stop();
  }
}

async function callTool(running: RunningProgram, name: string): Promise<void> {
  const { isError } = await running.request("tools/call", { name, arguments: {} });
  if (isError) throw new Error(`${name} failed.`);
}

async function takeTurns(raw: () => Promise<unknown>, call: () => Promise<unknown>, rounds: number) {
  const times: Record<"raw" | "call", number[]> = { raw: [], call: [] };
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    const [rawMs, callMs] = [await measureMs(raw), await measureMs(call)];
    if (round < 0) continue;
    times.raw.push(rawMs);
    times.call.push(callMs);
  }
  return { rawMs: median(times.raw), callMs: median(times.call) };
}

async function measureMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function readFirstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    if (text.includes("\n")) break;
  }
  return text.trim();
}

// bun scripts/soak.ts [--calls 50000] [--mode vk|manager]: many calls to the built executable, and what they do to its memory.
// Not part of npm test; build first.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startApiDouble } from "../test/api-double/server.ts";
import { environmentFor } from "../test/support/connect.ts";
import { binaryCommand, handshake, type Message, toolCall } from "../test/support/spawn.ts";

const { values } = parseArgs({
  options: { calls: { type: "string", default: "50000" }, mode: { type: "string", default: "vk" } },
});
const total = Number(values.calls);
const mode = values.mode === "manager" ? "manager" : "vk";
if (!Number.isInteger(total) || total < 100) throw new Error("--calls must be a whole number from 100 on.");

/** How many calls are under way at a time. */
const width = 16;
const intervals = 20;
const readEvery = Math.ceil(total / intervals / 20);
/**
 * How far the lowest memory of an interval (above it lies garbage that was not collected yet) may grow from the second
 * quarter, when caches are full and code is compiled, to the last.
 */
const allowedGrowth = { share: 0.05, mib: 4 };

const calls: readonly (readonly [name: string, args: Record<string, unknown>])[] = {
  vk: [
    ["get_usage_summary", { period: "7d" }],
    ["get_daily_costs", { period: "30d" }],
    ["get_cost_by_model", {}],
    ["get_my_scope", {}],
    ["get_my_budget", {}],
    ["get_my_recent_requests", { limit: 5 }],
    ["list_available_models", { search: "gpt" }],
    ["get_daily_costs", { period: "for ever" }], // refused
  ] as const,
  manager: [
    ["get_usage_summary", { period: "7d" }],
    ["list_agents", {}],
    ["list_virtual_keys", { page_size: 5 }],
    ["get_workspace_budget_status", {}],
    ["drill_down_spend", { dimension: "model" }],
    ["list_agents", { page: "last" }], // refused
  ] as const,
}[mode];

const double = await startApiDouble();
const server = Bun.spawn([...binaryCommand], {
  stdin: "pipe",
  stdout: "pipe",
  stderr: "inherit",
  env: { ...environmentFor(mode, double.url) },
});

interface Row {
  readonly calls: number;
  readonly seconds: number;
  readonly lowMib: number;
  readonly highMib: number;
}

const rows: Row[] = [];
/** Memory in the interval under way, in MiB. */
let readings: number[] = [];
const start = performance.now();
let sent = 0;
let answered = 0;
let failed = 0;

send(...handshake);
for await (const line of readLines(server.stdout)) {
  // The first answer is the one to initialize. An answer's id stands at its end, its verdict in front of that.
  if (sent === 0) for (let index = 0; index < width; index++) sendNext();
  else {
    answered++;
    if (line.includes('"isError":true') || line.includes('"error":{')) failed++;
    if (answered % readEvery === 0 || answered === total) await readMemory();
    if (answered % 1000 === 0) double.requests.length = 0;
    sendNext();
  }
  if (answered === total) break;
}

await server.stdin.end();
const code = await server.exited;
await double.stop();
printResult();

function sendNext(): void {
  if (sent >= total) return;
  const call = calls[sent % calls.length];
  if (call !== undefined) send(toolCall(++sent, ...call));
}

function send(...messages: readonly Message[]): void {
  server.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
  server.stdin.flush();
}

async function readMemory(): Promise<void> {
  readings.push((await readResidentKib(server.pid)) / 1024);
  if (readings.length < 20 && answered < total) return;
  const seconds = (performance.now() - start) / 1000;
  rows.push({ calls: answered, seconds, lowMib: Math.min(...readings), highMib: Math.max(...readings) });
  readings = [];
}

async function readResidentKib(pid: number): Promise<number> {
  if (process.platform === "linux") {
    return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);
  }
  const command =
    process.platform === "win32"
      ? ["powershell", "-NoProfile", "-Command", `(Get-Process -Id ${pid}).WorkingSet64 / 1KB`]
      : ["ps", "-o", "rss=", "-p", String(pid)];
  return Number(await new Response(Bun.spawn(command).stdout).text());
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

function printResult(): void {
  console.log(`calls     seconds   RSS MiB: low   high   (${mode} mode, ${width} at a time)`);
  for (const { calls, seconds, lowMib, highMib } of rows) {
    const cells = [calls, seconds.toFixed(1), lowMib.toFixed(1), highMib.toFixed(1)];
    console.log(cells.map((cell, index) => String(cell).padStart([7, 9, 14, 7][index] ?? 0)).join(""));
  }
  const findLowest = (from: number, to: number): number =>
    Math.min(
      ...rows.slice(Math.floor(rows.length * from), Math.ceil(rows.length * to)).map(({ lowMib }) => lowMib),
    );
  const [early, late] = [findLowest(0.25, 0.5), findLowest(0.75, 1)];
  const isFlat = late - early <= Math.max(allowedGrowth.mib, early * allowedGrowth.share);
  const expected = Math.floor(total / calls.length);
  console.log(
    `${answered} answered, ${failed} refused or failed (about ${expected} are meant to be), exit code ${code}`,
  );
  console.log(
    `lowest in the second quarter ${early.toFixed(1)} MiB, in the last ${late.toFixed(1)} MiB: ${isFlat ? "flat" : "NOT flat"}`,
  );
  process.exitCode = isFlat && code === 0 && answered === total ? 0 : 1;
}

/** One row of the matrix on the executable: a process per mode, all its calls at once. */
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { type ApiDouble, startApiDouble } from "../../api-double/server.ts";
import { type CallOutcome, environmentFor, outcomeOf } from "../../support/connect.ts";
import { binaryCommand, handshake, spawnRaw, toolCall } from "../../support/spawn.ts";
import { type Column, listChangeColumns, listColumns } from "./calls.ts";
import type { FaultCase } from "./faults.ts";

export interface Cell {
  readonly name: string;
  /** 0 for what concerns a process and no call. */
  readonly ms: number;
  /** What is not as it should be. */
  readonly wrong: readonly string[];
}

type Judge = (outcome: CallOutcome, column: Column) => readonly string[];

interface Batch {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  readonly judge: Judge;
}

const program = { name: "the binary", command: binaryCommand };
/** In the form that Alephant's credentials and new keys have. */
const credential = /\b(?:vk-|pat_)[A-Za-z0-9_-]{16,}/;

/** The calls of one process, and afterwards a ping; then everything that it printed is searched. */
export async function runBatch({ name, environment, columns, judge }: Batch): Promise<Cell[]> {
  await using server = spawnRaw(program, { environment });
  server.send(...handshake);
  await server.answer("init");
  const start = performance.now();
  server.send(...columns.map(({ tool, args }, index) => toolCall(index, tool, args)));
  const cells: Cell[] = [];
  for (const [index, column] of columns.entries()) {
    const { result, error } = await server.answer(index);
    const ms = performance.now() - start;
    const outcome = error === undefined ? outcomeOf(CallToolResultSchema.parse(result)) : undefined;
    const wrong = [
      ...(outcome === undefined ? [`protocol error ${JSON.stringify(error)}`] : judge(outcome, column)),
      ...(ms > 25_000 ? [`took ${Math.round(ms)} ms`] : []),
    ];
    cells.push({
      name: `${name} ${column.tool}`,
      ms,
      wrong: wrong.map((what) => `${name} ${column.tool}: ${what}`),
    });
  }
  server.send({ jsonrpc: "2.0", id: "ping", method: "ping" });
  await server.answer("ping");
  await server.closeInput();
  const { code, signal } = await server.exited;
  const wrong = [
    ...(code === 0 ? [] : [`exit ${code} ${signal}`]),
    ...(credential.test(server.stdout() + server.stderr()) ? ["a credential was printed"] : []),
    ...(server.stderr().trim().split("\n").length > 1 ? [server.stderr()] : []),
  ];
  return [...cells, { name: `${name} afterwards`, ms: 0, wrong: wrong.map((what) => `${name}: ${what}`) }];
}

const checkThat = (is: boolean, what: string): string[] => (is ? [] : [what]);

const missing = /could not be read|unknown, not zero|did not say/;

const createReadJudge =
  ({ read, answeredBy = [], says, remedy }: FaultCase): Judge =>
  ({ isError, text, structured }, { tool, diagnoses, doesWithout }) => {
    if (read === "succeeds") return checkThat(!isError, `failed: ${text}`);
    if (answeredBy.includes(tool)) {
      const warnings = JSON.stringify(structured["warnings"]);
      return checkThat(!isError && missing.test(warnings), `does not say what is missing: ${text}`);
    }
    if (diagnoses) {
      return [
        ...checkThat(!isError && structured["ok"] === false, `is no diagnosis: ${text}`),
        ...checkThat(says.test(text) && remedy.test(text), `names no cause or remedy: ${text}`),
      ];
    }
    if (doesWithout !== undefined) {
      return checkThat(!isError && doesWithout.test(text), `does not say what is missing: ${text}`);
    }
    return [
      ...checkThat(isError, `succeeded: ${text.slice(0, 300)}`),
      ...checkThat(text.startsWith(`${tool} failed. `), `does not name itself: ${text}`),
      ...checkThat(says.test(text), `names no cause: ${text}`),
      ...checkThat(remedy.test(text), `has no remedy: ${text}`),
    ];
  };

const unknown =
  /The change was sent once and is not repeated; whether it took effect is not known\. Read the current state with \w+/;

const createWriteJudge =
  ({ write: usual, writeBy = {}, says, remedy }: FaultCase): Judge =>
  ({ isError, text, structured }, { tool }) => {
    const write = writeBy[tool] ?? usual;
    if (write === "done") return checkThat(structured["status"] === "done", `not done: ${text}`);
    const isUnknown = unknown.test(text);
    return [
      ...checkThat(isError, `succeeded: ${text}`),
      ...checkThat(says.test(text), `names no cause: ${text}`),
      ...checkThat(isUnknown === (write === "unknown"), `outcome is not ${write}: ${text}`),
      ...checkThat(isUnknown || remedy.test(text), `has no remedy: ${text}`),
    ];
  };

/** The row, and what it looked like from the API. */
export async function runFault(fault: FaultCase, home: string): Promise<Cell[]> {
  const now = new Date();
  const open = (): Promise<ApiDouble> => startApiDouble({ now: () => now });
  const [struck, strikesWrites, other] = await Promise.all([open(), open(), open()]);
  try {
    const { effect, sends = 4 } = fault;
    const isGone = typeof effect === "string";
    const url = effect === "no such host" ? "https://alephant.invalid" : struck.url;
    if (effect === "nobody listens") await struck.stop();
    if (!isGone) {
      struck.fault({ effect: effect({ self: struck.url, other: other.url }) });
      strikesWrites.fault({
        path: ({ method }) => method !== "GET",
        effect: effect({ self: strikesWrites.url, other: other.url }),
      });
    }
    const environment = { HOME: home, XDG_DATA_HOME: "" };
    const read = (mode: "vk" | "manager"): Batch => ({
      name: `${fault.name}, ${mode}`,
      environment: { ...environmentFor(mode, url), ...environment },
      columns: listColumns(mode, strikesWrites.world),
      judge: createReadJudge(fault),
    });
    const write: Batch = {
      name: `${fault.name}, change`,
      environment: {
        ...environmentFor("manager", strikesWrites.url),
        ...environment,
        ALEPHANT_CONFIRM_WRITES: "off",
      },
      columns: listChangeColumns(strikesWrites.world),
      judge: createWriteJudge(fault),
    };
    const batches = [read("vk"), read("manager"), ...(isGone ? [] : [write])];
    const cells = (await Promise.all(batches.map(runBatch))).flat();
    const sent = strikesWrites.requests.filter(({ method }) => method !== "GET");
    return [
      ...cells,
      {
        name: `${fault.name}, what was sent`,
        ms: 0,
        wrong: [
          ...checkThat(
            isGone || sent.length === sends,
            `${fault.name}: ${sent.length} changes, not ${sends}`,
          ),
          ...checkThat(other.requests.length === 0, `${fault.name}: another origin was asked`),
          ...checkThat(
            !struck.requests.some(({ method }) => method !== "GET"),
            `${fault.name}: a preview changed something`,
          ),
        ],
      },
    ];
  } finally {
    await Promise.all([struck.stop(), strikesWrites.stop(), other.stop()]);
  }
}

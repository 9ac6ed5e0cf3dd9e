/** The measurements as docs/benchmarks.md has them. */
import { availableParallelism } from "node:os";
import type { CallCosts, Composite, ManyCalls } from "./calls.ts";
import type { IdleReading } from "./memory.ts";
import type { StartTimes } from "./start.ts";
import { median, quantile } from "./statistics.ts";

export interface Measurements {
  readonly start: readonly StartTimes[];
  /** Empty where it cannot be read. */
  readonly idle: readonly IdleReading[];
  readonly sizes: Readonly<Record<"binary" | "empty" | "floor" | "npm", number>>;
  readonly runtimeBytes: number;
  readonly bytesByPackage: ReadonlyMap<string, number>;
  readonly calls: { readonly costs: readonly CallCosts[]; readonly many: ManyCalls };
  readonly composites: readonly Composite[];
  /** Its version, if there is one. */
  readonly node: string | null;
}

const times = (value: number, reference: number): string => `${(value / reference).toFixed(1)}×`;
const ms = (value: number, digits = 1): string => `${value.toFixed(digits)} ms`;
const mib = (value: number): string => `${value.toFixed(1)} MiB`;
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const kb = (bytes: number): string => `${(bytes / 1e3).toFixed(1)} KB`;
const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...heads), row(...heads.map(() => "---")), ...rows.map((cells) => row(...cells))].join("\n");

export function benchText(measured: Measurements): string {
  const { platform, arch } = process;
  const node = measured.node === null ? "" : `, Node ${measured.node.slice(1)}`;
  return [
    `Measured on ${platform} ${arch} with ${availableParallelism()} cores, Bun ${Bun.version}${node}. Medians; × is against the first row of the same table, measured in turns with it.`,
    startTable(measured.start),
    ...(measured.idle.length === 0 ? [] : [idleTable(measured.idle)]),
    callTable(measured.calls.costs),
    ...memoryLine(measured.calls.many),
    compositeTable(measured.composites),
    sizeTable(measured),
    packageTable(measured.bytesByPackage),
  ].join("\n\n");
}

function startTable(start: readonly StartTimes[]): string {
  const [floor] = start;
  const cell = (values: readonly number[], reference: readonly number[] = []): string =>
    values.length === 0
      ? "–"
      : `${times(median(values), median(reference))} (${ms(median(values))}, p10 ${quantile(values, 0.1).toFixed(1)})`;
  return table(
    ["From its start", "until `initialize` is answered", "until `tools/list` is answered"],
    start.map(({ name, initializeMs, listMs }) => [
      described[name] ?? name,
      cell(initializeMs, floor?.initializeMs),
      cell(listMs, floor?.listMs),
    ]),
  );
}

const described: Readonly<Record<string, string>> = {
  floor: "the floor: a compiled Bun program that answers the same lines, with no SDK, tools or checks",
  executable: "**the executable**",
  "node -e 0": "`node -e 0`, until its end",
};

function idleTable(idle: readonly IdleReading[]): string {
  const [floor] = idle;
  return table(
    ["Idle, 4 s after `tools/list`", "Resident", "Private", "CPU in 5 s"],
    idle.map(({ name, residentMib, privateMib, cpuMs }) => [
      name === "floor" ? "the floor" : (described[name] ?? name),
      `${times(median(residentMib), median(floor?.residentMib ?? []))} (${mib(median(residentMib))})`,
      mib(median(privateMib)),
      ms(median(cpuMs), 0),
    ]),
  );
}

function callTable(costs: readonly CallCosts[]): string {
  const rows = costs.flatMap(
    ({ tool, answerBytes, rawMs, callMs, width, rawTogetherMs, callsTogetherMs }) => [
      [
        `\`${tool}\` (the API sends ${kb(answerBytes)})`,
        ms(rawMs, 2),
        ms(callMs, 2),
        `${ms(callMs - rawMs, 2)} a call`,
      ],
      [
        `${width} of them at once, until the last is answered`,
        ms(rawTogetherMs),
        ms(callsTogetherMs),
        `${ms((callsTogetherMs - rawTogetherMs) / width, 2)} a call`,
      ],
    ],
  );
  return table(["Calls of one HTTP request", "The request alone", "The call", "Difference"], rows);
}

const memoryLine = ({ calls, beforeMib, afterMib }: ManyCalls): string[] =>
  beforeMib === null || afterMib === null
    ? []
    : [
        `Resident memory before ${calls.toLocaleString("en-US")} calls, after some thousands of others: ${mib(beforeMib)}; after them: ${mib(afterMib)}.`,
      ];

function compositeTable(composites: readonly Composite[]): string {
  const [first] = composites;
  return table(
    [
      `Calls of several requests, each taking L = ${first?.latencyMs ?? 0} ms`,
      "Requests",
      "of these one after the other",
      "Time",
    ],
    composites.map(({ tool, requests, chain, callMs, latencyMs }) => [
      `\`${tool}\``,
      String(requests),
      String(chain),
      `${(callMs / latencyMs).toFixed(2)} L`,
    ]),
  );
}

function sizeTable({ sizes, runtimeBytes }: Measurements): string {
  const over = (bytes: number): string => `+${mb(bytes - sizes.empty)}`;
  return table(
    ["Executable", "Size", "Over the empty program"],
    [
      ["an empty program, compiled", mb(sizes.empty), ""],
      ["the floor", mb(sizes.floor), over(sizes.floor)],
      ["**the executable**", mb(sizes.binary), over(sizes.binary)],
      ["Bun itself, to which compiling adds", mb(runtimeBytes), `+${mb(sizes.empty - runtimeBytes)}`],
    ],
  );
}

function packageTable(bytesByPackage: ReadonlyMap<string, number>): string {
  const packages = [...bytesByPackage].sort(([, a], [, b]) => b - a);
  const sum = packages.reduce((total, [, bytes]) => total + bytes, 0);
  return table(
    ["npm bundle, minified, by package", "Size"],
    [
      ...packages.map(([name, bytes]) => [name === "stand-in for zod" ? name : `\`${name}\``, kb(bytes)]),
      ["**together**", kb(sum)],
    ],
  );
}

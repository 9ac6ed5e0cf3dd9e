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

const writeRatio = (value: number, reference: number): string => `${(value / reference).toFixed(1)}×`;
const writeMs = (value: number, digits = 1): string => `${value.toFixed(digits)} ms`;
const writeMib = (value: number): string => `${value.toFixed(1)} MiB`;
const writeMb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const writeKb = (bytes: number): string => `${(bytes / 1e3).toFixed(1)} KB`;
const writeRow = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const writeTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [writeRow(...heads), writeRow(...heads.map(() => "---")), ...rows.map((cells) => writeRow(...cells))].join(
    "\n",
  );

export function writeMeasurements(measured: Measurements): string {
  const { platform, arch } = process;
  const node = measured.node === null ? "" : `, Node ${measured.node.slice(1)}`;
  return [
    `Measured on ${platform} ${arch} with ${availableParallelism()} cores, Bun ${Bun.version}${node}. Medians; × is against the first row of the same table, measured in turns with it.`,
    writeStarts(measured.start),
    ...(measured.idle.length === 0 ? [] : [writeIdle(measured.idle)]),
    writeCalls(measured.calls.costs),
    ...writeMemory(measured.calls.many),
    writeComposites(measured.composites),
    writeSizes(measured),
    writePackages(measured.bytesByPackage),
  ].join("\n\n");
}

function writeStarts(start: readonly StartTimes[]): string {
  const [floor] = start;
  const writeCell = (values: readonly number[], reference: readonly number[] = []): string =>
    values.length === 0
      ? "–"
      : `${writeRatio(median(values), median(reference))} (${writeMs(median(values))}, p10 ${quantile(values, 0.1).toFixed(1)})`;
  return writeTable(
    ["From its start", "until `initialize` is answered", "until `tools/list` is answered"],
    start.map(({ name, initializeMs, listMs }) => [
      titles[name] ?? name,
      writeCell(initializeMs, floor?.initializeMs),
      writeCell(listMs, floor?.listMs),
    ]),
  );
}

const titles: Readonly<Record<string, string>> = {
  floor: "the floor: a compiled Bun program that answers the same lines, with no SDK, tools or checks",
  executable: "**the executable**",
  "node -e 0": "`node -e 0`, until its end",
};

function writeIdle(idle: readonly IdleReading[]): string {
  const [floor] = idle;
  return writeTable(
    ["Idle, 4 s after `tools/list`", "Resident", "Private", "CPU in 5 s"],
    idle.map(({ name, residentMib, privateMib, cpuMs }) => [
      name === "floor" ? "the floor" : (titles[name] ?? name),
      `${writeRatio(median(residentMib), median(floor?.residentMib ?? []))} (${writeMib(median(residentMib))})`,
      writeMib(median(privateMib)),
      writeMs(median(cpuMs), 0),
    ]),
  );
}

function writeCalls(costs: readonly CallCosts[]): string {
  const rows = costs.flatMap(
    ({ tool, answerBytes, rawMs, callMs, width, rawTogetherMs, callsTogetherMs }) => [
      [
        `\`${tool}\` (the API sends ${writeKb(answerBytes)})`,
        writeMs(rawMs, 2),
        writeMs(callMs, 2),
        `${writeMs(callMs - rawMs, 2)} a call`,
      ],
      [
        `${width} of them at once, until the last is answered`,
        writeMs(rawTogetherMs),
        writeMs(callsTogetherMs),
        `${writeMs((callsTogetherMs - rawTogetherMs) / width, 2)} a call`,
      ],
    ],
  );
  return writeTable(["Calls of one HTTP request", "The request alone", "The call", "Difference"], rows);
}

const writeMemory = ({ calls, beforeMib, afterMib }: ManyCalls): string[] =>
  beforeMib === null || afterMib === null
    ? []
    : [
        `Resident memory before ${calls.toLocaleString("en-US")} calls, after some thousands of others: ${writeMib(beforeMib)}; after them: ${writeMib(afterMib)}.`,
      ];

function writeComposites(composites: readonly Composite[]): string {
  const [first] = composites;
  return writeTable(
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

function writeSizes({ sizes, runtimeBytes }: Measurements): string {
  const writeSurplus = (bytes: number): string => `+${writeMb(bytes - sizes.empty)}`;
  return writeTable(
    ["Executable", "Size", "Over the empty program"],
    [
      ["an empty program, compiled", writeMb(sizes.empty), ""],
      ["the floor", writeMb(sizes.floor), writeSurplus(sizes.floor)],
      ["**the executable**", writeMb(sizes.binary), writeSurplus(sizes.binary)],
      [
        "Bun itself, to which compiling adds",
        writeMb(runtimeBytes),
        `+${writeMb(sizes.empty - runtimeBytes)}`,
      ],
    ],
  );
}

function writePackages(bytesByPackage: ReadonlyMap<string, number>): string {
  const packages = [...bytesByPackage].sort(([, a], [, b]) => b - a);
  const sum = packages.reduce((total, [, bytes]) => total + bytes, 0);
  return writeTable(
    ["npm bundle, minified, by package", "Size"],
    [
      ...packages.map(([name, bytes]) => [
        name === "stand-in for zod" ? name : `\`${name}\``,
        writeKb(bytes),
      ]),
      ["**together**", writeKb(sum)],
    ],
  );
}

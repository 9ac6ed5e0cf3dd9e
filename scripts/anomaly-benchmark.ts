/**
 * How good the anomaly detection and the forecast are, on made-up series whose truth is known:
 *
 *   bun scripts/anomaly-benchmark.ts            prints the result
 *   bun scripts/anomaly-benchmark.ts --write    puts it into docs/benchmarks.md
 *   bun scripts/anomaly-benchmark.ts --check    fails when docs/benchmarks.md says something else
 *   bun scripts/anomaly-benchmark.ts --series DIR   forecast and detection on real series: CSV files of day and value
 *   bun scripts/anomaly-benchmark.ts --detection [--series DIR]   the detection alone
 *
 * The seeds are fixed, so that every run gives the same. Tune the detection on other seeds (--first-seed=50001),
 * never on those that are published.
 */
import { resolve } from "node:path";
import { writeFamilyTable } from "./anomaly-benchmark/forecast-table.ts";
import { scoreForecasts } from "./anomaly-benchmark/forecasts.ts";
import { scoreDetection, writeRealTable } from "./anomaly-benchmark/real-detection.ts";
import { scoreFamilies } from "./anomaly-benchmark/real-forecasts.ts";
import { writeResults } from "./anomaly-benchmark/results-text.ts";
import { periods, scorePeriod } from "./anomaly-benchmark/score.ts";
import { readSeries } from "./anomaly-benchmark/series.ts";
import { replaceSection } from "./marked-section.ts";

const cyclesPerKind = 400;
const page = resolve(import.meta.dir, "..", "docs", "benchmarks.md");

const options = process.argv.slice(2);
const readNumber = (option: string, usual: number): number =>
  Number(options.find((given) => given.startsWith(`${option}=`))?.slice(option.length + 1) ?? usual);
const firstSeed = readNumber("--first-seed", 1);
const seedsPerCase = readNumber("--seeds", 200);
const isDetectionOnly = options.includes("--detection");
const listSeeds = (count: number): number[] => Array.from({ length: count }, (_, index) => firstSeed + index);

const folder = options.includes("--series") ? options[options.indexOf("--series") + 1] : null;
if (folder === undefined) throw new Error("--series needs the folder of the CSV files.");
if (folder === null) await runMadeUp();
else await runReal(folder);

async function runReal(from: string): Promise<void> {
  const series = await readSeries(from);
  const forecasts = isDetectionOnly ? [] : [...writeFamilyTable(scoreFamilies(series)), ""];
  console.log([...forecasts, ...writeRealTable(scoreDetection(series, listSeeds(seedsPerCase)))].join("\n"));
}

async function runMadeUp(): Promise<void> {
  const text = writeResults({
    seeds: seedsPerCase,
    periods: periods.map((period) => scorePeriod(period, listSeeds(seedsPerCase))),
    forecasts: isDetectionOnly ? [] : scoreForecasts(listSeeds(cyclesPerKind)),
  });
  if (!options.includes("--write") && !options.includes("--check")) {
    console.log(text);
    return;
  }
  const before = await Bun.file(page).text();
  const after = replaceSection(before, "anomaly benchmark", text, "docs/benchmarks.md");
  if (options.includes("--write")) await Bun.write(page, after);
  else if (after !== before) {
    console.error("docs/benchmarks.md is out of date: run `bun scripts/anomaly-benchmark.ts --write`.");
    process.exitCode = 1;
  }
}

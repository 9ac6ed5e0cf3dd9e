/** Real daily series from a folder of CSV files with the columns `day,value`. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { addDays, isDay, type UtcDay } from "../../src/time.ts";

export interface DailySeries {
  /** The file's name without `.csv`. */
  readonly name: string;
  /** Files that belong together: what the name says before its first hyphen. */
  readonly family: string;
  /** Every day from the first to the last of the file, without a hole. */
  readonly days: readonly UtcDay[];
  /** One value a day; a day that the file leaves out has that of the week before. */
  readonly values: readonly number[];
}

/** In the order of their names, so that every run prints the same. */
export async function readSeries(folder: string): Promise<DailySeries[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".csv")).sort();
  return await Promise.all(
    files.map(async (file) => parseSeries(basename(file, ".csv"), await Bun.file(join(folder, file)).text())),
  );
}

export function parseSeries(name: string, text: string): DailySeries {
  const [head, ...lines] = text.trim().split(/\r?\n/);
  if (head !== "day,value") throw new Error(`${name}.csv must begin with the line "day,value".`);
  const amounts = new Map(lines.map((line) => parseLine(name, line)));
  const known = [...amounts.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${name}.csv has no day.`);
  const days: UtcDay[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  const values: number[] = [];
  for (const [index, day] of days.entries())
    values.push(amounts.get(day) ?? values[index - 7] ?? values[index - 1] ?? 0);
  return { name, family: name.split("-")[0] ?? name, days, values };
}

function parseLine(name: string, line: string): [UtcDay, number] {
  const [day = "", value = ""] = line.split(",");
  const amount = Number(value);
  if (!isDay(day) || value === "" || !Number.isFinite(amount) || amount < 0)
    throw new Error(`${name}.csv has a line that is no day and value: "${line}".`);
  return [day, amount];
}

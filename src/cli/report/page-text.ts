/** Words and figures of the tools as a page for people has them. */
import { writeUsd } from "../figure-text.ts";

/** A word out of a program's list, such as `master_key`, as people write it. */
export const writeTerm = (word: string): string => word.replaceAll("_", " ");

const periodNames: Readonly<Record<string, string>> = { "24h": "last 24 hours", "7d": "last 7 days" };

/** The days over which a key's spending was summed, behind "the". */
export const writePeriod = (period: string): string => periodNames[period] ?? writeTerm(period);

/** What happens at the limit of a budget. A word of unknown meaning stays as it is. */
export function writeLimit(word: string | null): string {
  if (word === null) return "unknown";
  const [meaning] = word.split(" ");
  if (meaning === "alert_only") return "alerts only";
  return meaning === "block" ? "requests stop" : writeTerm(word);
}

/** `2026-11-22T08:58:10Z` under a heading that says UTC. */
export const writeTime = (time: string): string => time.replace(/^(\d{4}-\d{2}-\d{2})T(.*)Z$/, "$1 $2");

export const writeSignedUsd = (value: number | null): string =>
  value === null ? "unknown" : `${value > 0 ? "+" : ""}${writeUsd(value)}`;

/** A single request often costs less than a cent: as many decimals as the tool gives. */
export const writeRequestUsd = (value: number | null): string =>
  writeUsd(value, value !== null && Math.abs(value - Math.round(value * 100) / 100) > 1e-9 ? 4 : 2);

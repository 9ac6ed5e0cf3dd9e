/** Figures and windows of the tools as a person reads them, on a terminal and on a page. What is unknown is called so. */
import type { Answer } from "../toolkit/define-tool.ts";
import type { getUsageSummary } from "../tools/get-usage-summary.ts";

const formatNumber = (value: number, decimals: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const writeUsd = (value: number | null, decimals = 2): string =>
  value === null ? "unknown" : `${value < 0 ? "-" : ""}$${formatNumber(Math.abs(value), decimals)}`;

export const writeCount = (value: number | null): string =>
  value === null ? "unknown" : formatNumber(value, 0);

export const writePercent = (value: number | null): string =>
  value === null ? "unknown" : `${formatNumber(value, 1)} %`;

/** A change in percent, with its sign. */
export const writeChange = (value: number | null): string =>
  value === null ? "unknown" : `${value > 0 ? "+" : ""}${formatNumber(value, 1)} %`;

/** Text that the API does not always give. */
export const writeOrUnknown = (text: string | null): string => text ?? "unknown";

/** Models that a key may use; an empty list names none, which is not the same as no limit. */
export const writeAllowedModels = (models: readonly string[] | null): string =>
  models === null ? "not limited, or unknown" : models.length === 0 ? "none is named" : models.join(", ");

/** `1 request`, `2 requests`. */
export const writeCountOf = (amount: number, noun: string): string =>
  `${writeCount(amount)} ${noun}${amount === 1 ? "" : "s"}`;

export function writeWindow({
  from,
  to,
  includes_incomplete_today,
}: Answer<typeof getUsageSummary>["window"]): string {
  if (from === null || to === null) return "dates unknown";
  return `${from} to ${to}, UTC${includes_incomplete_today === true ? "; the last day is not over" : ""}`;
}

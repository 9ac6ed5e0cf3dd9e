/** What a comparison found, in sentences. */

import { asDerivedUsd, formatUsd, type Usd } from "../domain/money.ts";
import { computeChangePercent, divideUsd } from "../domain/ratios.ts";
import { capitalize } from "../domain/text.ts";
import { type Comparison, minUnusualPercent } from "./comparison.ts";

export interface ComparisonWords {
  /** `The workspace`, `This agent`. */
  readonly who: string;
  readonly window: string;
  /** `the window before`, or the days that it was compared with. */
  readonly before: string;
  /** Changes in percent, the first made up of the two others; null when unknown. */
  readonly costPerRequestPercent: number | null;
  readonly tokensPerRequestPercent: number | null;
  readonly costPerTokenPercent: number | null;
}

/** @param workspace the whole workspace over the same windows; null when it is itself what was compared, or unknown */
export function tellComparison(
  found: Comparison | null,
  workspace: Comparison | null,
  words: ComparisonWords,
): string {
  const { who, window, before } = words;
  const subject = who.charAt(0).toLowerCase() + who.slice(1);
  if (found === null || found.now.cost === null) return `What ${subject} cost in ${window} is unknown.`;
  const cost = `${who} cost ${formatUsd(found.now.cost)} in ${window}`;
  if (found.change === null) return `${cost}; ${before} is unknown.`;
  if (found.before.cost === 0 && found.now.cost === 0)
    return `${who} cost nothing in ${window}, nor in ${before}.`;
  if (found.before.cost === 0) return `${cost} and nothing in ${before}: it is new, or was idle.`;
  if (found.now.cost === 0)
    return `${cost}: it stopped. ${capitalize(before)} cost ${formatUsd(found.before.cost ?? asDerivedUsd(0))}.`;
  if (Math.abs(found.change) < 0.005) return `${cost}, as much as in ${before}.`;
  return `${cost}, ${tellChange(found, before)}${tellDriver(found)}${tellUnitCosts(words)}${tellWorkspaceChange(workspace)}`;
}

function tellChange(found: Comparison, before: string): string {
  const change = found.change ?? asDerivedUsd(0);
  const direction = change >= 0 ? "more" : "less";
  const total = `${formatUsd(asDerivedUsd(Math.abs(change)))} ${direction} than in ${before}`;
  const usual = tellUsual(found);
  if (found.days.now === found.days.before)
    return `${total}${bracketPercent(computeChangePercent(found.before.cost, found.now.cost))}${usual}.`;
  const [now, then] = [
    divideUsd(found.now.cost, found.days.now),
    divideUsd(found.before.cost, found.days.before),
  ];
  const perDay =
    now === null || then === null
      ? ""
      : `; a day, ${formatUsd(now)} against ${formatUsd(then)}${bracketPercent(computeChangePercent(then, now))}`;
  return `${total} with its ${found.days.before} days against ${found.days.now}${perDay}${usual}.`;
}

function tellUsual({ isUsual, usualChange }: Comparison): string {
  if (usualChange === null) return "";
  if (isUsual === null) return `, more than usual, yet under ${minUnusualPercent} % of a usual window`;
  return isUsual ? ", within its usual ups and downs" : ", more than it usually changes";
}

function tellUnitCosts({
  costPerRequestPercent,
  tokensPerRequestPercent,
  costPerTokenPercent,
}: ComparisonWords): string {
  if (costPerRequestPercent === null) return "";
  const parts =
    tokensPerRequestPercent === null || costPerTokenPercent === null
      ? ""
      : `: tokens per request ${formatSignedPercent(tokensPerRequestPercent)}, cost per token ${formatSignedPercent(costPerTokenPercent)}`;
  return ` Cost per request ${formatSignedPercent(costPerRequestPercent)}${parts}.`;
}

const bracketPercent = (percent: number | null): string =>
  percent === null ? "" : ` (${formatSignedPercent(percent)})`;

const formatSignedPercent = (percent: number): string => `${percent >= 0 ? "+" : ""}${percent} %`;

/** The largest part of the change; a part in the other direction does not explain it. */
function tellDriver({ drivers, moreOrFewerDays, change }: Comparison): string {
  if (drivers === null || change === null) return "";
  const named: [string, Usd][] = [
    [drivers.volume >= 0 ? "more requests" : "fewer requests", drivers.volume],
    [
      drivers.tokensPerRequest === null ? "the cost of a request" : "the price of a token (or mix of models)",
      drivers.unitPrice,
    ],
  ];
  if (drivers.tokensPerRequest !== null)
    named.push([
      drivers.tokensPerRequest >= 0 ? "more tokens per request" : "fewer tokens per request",
      drivers.tokensPerRequest,
    ]);
  if (moreOrFewerDays !== null)
    named.push([moreOrFewerDays >= 0 ? "more days" : "fewer days", moreOrFewerDays]);
  const [largest] = named.sort(([, a], [, b]) => (change >= 0 ? b - a : a - b));
  return largest === undefined
    ? ""
    : ` The largest part, ${formatUsd(largest[1])}, comes from ${largest[0]}.`;
}

const tellWorkspaceChange = (workspace: Comparison | null): string =>
  workspace === null || workspace.change === null
    ? ""
    : ` The whole workspace changed by ${formatUsd(workspace.change)}${bracketPercent(computeChangePercent(workspace.before.cost, workspace.now.cost))}.`;

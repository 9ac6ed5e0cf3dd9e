/** A small part of the anomaly benchmark, compared exactly: no threshold moves unseen. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { cases } from "../../scripts/anomaly-benchmark/cases.ts";
import { findOurAlerts } from "../../scripts/anomaly-benchmark/detectors.ts";
import { randomFrom } from "../../scripts/anomaly-benchmark/random.ts";
import { chooseToday, countAlerts, createScore, periods } from "../../scripts/anomaly-benchmark/score.ts";
import { periodLengths } from "../../src/domain/periods.ts";

/** Seeded series by the hundred: seconds on an idle machine, many more on a busy one. */
setDefaultTimeout(60_000);

const seeds = [1, 2, 3, 4, 5, 6];

/** Right, wrong and missed in all seeds; how many days of the rises stand out; the limits that were reached, in cents. */
function outcome(period: (typeof periods)[number], caseIndex: number): string {
  const score = createScore();
  let [days, cents] = [0, 0];
  for (const seed of seeds) {
    const today = chooseToday(seed);
    const random = randomFrom(seed * 1_000 + caseIndex * 10 + (period === "7d" ? 0 : 1));
    const made = cases[caseIndex]?.make({ random, today, days: periodLengths[period] });
    if (made === undefined) throw new Error(`there is no case ${caseIndex}`);
    const alerts = findOurAlerts(made.spenders, period, today);
    countAlerts(score, alerts, made.truths);
    for (const { suspect, limit } of alerts) {
      days += suspect?.daily.daysOut ?? 0;
      cents += Math.round(100 * (limit ?? 0));
    }
  }
  return `${score.right} right, ${score.wrong} wrong, ${score.missed} missed; ${days} days; ${cents} cents`;
}

test.each(periods)("%s", (period) => {
  const outcomes = cases.map(({ name }, index) => `${name}: ${outcome(period, index)}`);
  expect(outcomes).toMatchSnapshot();
});

/** Workspaces whose spenders are cuts of real series, with an event put into one of them, or with none. */

import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import type { CaseInput, Scenario } from "./cases.ts";
import type { Random } from "./random.ts";
import type { DailySeries } from "./series.ts";
import { changeDuring, changeSince, historyDays, type Shape, type Spender } from "./spenders.ts";

export const events = ["step ×2", "step ×1.6", "one day ×6", "two days ×4", "nothing"] as const;
export type Event = (typeof events)[number];

const spendersOfWorkspace = 11;

export function createWorkspace(series: readonly DailySeries[], event: Event, input: CaseInput): Scenario {
  const { random } = input;
  const subject = random.integer(0, spendersOfWorkspace - 1);
  const { onset, shape } = chooseShape(event, input);
  const families = [...Map.groupBy(series, ({ family }) => family).values()];
  const spenders = Array.from({ length: spendersOfWorkspace }, (_, index): Spender => {
    const own = families[index % families.length] ?? [];
    const values = cutSeries(own[random.integer(0, own.length - 1)]?.values ?? [], random);
    // The subject is heavy enough for its event to matter.
    const level = index === subject ? random.between(8, 20) : Math.exp(random.between(0, 2.7));
    const scale = (level * values.length) / values.reduce((sum, value) => sum + value, 0);
    const days = values.map((value, position): DayUsage => {
      const daysAgo = historyDays - position;
      const cost = asDerivedUsd(
        Math.round(value * scale * (index === subject ? shape(daysAgo) : 1) * 100) / 100,
      );
      return { day: addDays(input.today, -daysAgo), cost, requests: null, tokens: null };
    });
    return { id: `spender-${index}`, days };
  });
  return {
    spenders,
    truths: event === "nothing" ? [] : [{ id: `spender-${subject}`, direction: "rise", onset }],
  };
}

function chooseShape(event: Event, { random, days }: CaseInput): { onset: number; shape: Shape } {
  const step = days === 7 ? random.integer(3, 7) : random.integer(8, 30);
  const day = random.integer(1, days);
  const two = random.integer(2, days);
  if (event === "step ×2") return { onset: step, shape: changeSince(step, 2) };
  if (event === "step ×1.6") return { onset: step, shape: changeSince(step, 1.6) };
  if (event === "one day ×6") return { onset: day, shape: changeDuring(day, day, 6) };
  if (event === "two days ×4") return { onset: two, shape: changeDuring(two, two - 1, 4) };
  return { onset: 0, shape: () => 1 };
}

/** Half a year and today; a series that is shorter is repeated by whole weeks. */
function cutSeries(values: readonly number[], random: Random): number[] {
  const length = historyDays + 1;
  if (values.length >= length) {
    const from = random.integer(0, values.length - length);
    return values.slice(from, from + length);
  }
  const weeks = values.slice(values.length % 7);
  const from = random.integer(0, Math.max(0, weeks.length - 1));
  return Array.from({ length }, (_, index) => weeks[(from + index) % weeks.length] ?? 0);
}

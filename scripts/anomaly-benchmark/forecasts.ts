/** How often the true end of a simulated billing cycle lies within the dashboard's 80 % range. */
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { derivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, startOfDay, type UtcDay, windowOfDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import { type Random, randomFrom } from "./random.ts";

interface Kind {
  readonly name: string;
  /** Standard deviation of a day, as a part of it. */
  readonly noise: number;
  /** By days before today; negative for the days to come. */
  readonly level: (random: Random) => (daysAgo: number) => number;
}

const flat = () => () => 1;

const kinds: readonly Kind[] = [
  { name: "steady (days vary by 8 %)", noise: 0.08, level: flat },
  { name: "lively (days vary by 25 %)", noise: 0.25, level: flat },
  { name: "1 % growth a day", noise: 0.08, level: () => (daysAgo) => 1.01 ** -daysAgo },
  {
    name: "step of ±40 %, 1 to 10 days ago",
    noise: 0.08,
    level: (random) => {
      const since = random.integer(1, 10);
      const factor = random.next() < 0.5 ? 1.4 : 0.6;
      return (daysAgo) => (daysAgo <= since ? factor : 1);
    },
  },
  {
    name: "a three-fold day in the last week",
    noise: 0.08,
    level: (random) => {
      const day = random.integer(1, 7);
      return (daysAgo) => (daysAgo === day ? 3 : 1);
    },
  },
];

export interface ForecastScore {
  readonly name: string;
  readonly cycles: number;
  readonly within: number;
  /** Median of the forecast's distance from the true end, in percent of it. */
  readonly medianErrorPercent: number;
}

const cycle = windowOfDays("2026-11-01", "2026-11-30");
const historyDays = 63;
const officeWeek = [0.5, 1.15, 1.2, 1.2, 1.15, 1.05, 0.75];
const shareOfToday = 0.4;

export const forecastScores = (seeds: readonly number[]): ForecastScore[] =>
  kinds.map((kind, index) => {
    const errors: number[] = [];
    let within = 0;
    for (const seed of seeds) {
      const { low, high, total, truth } = simulated(kind, randomFrom(seed * 100 + index));
      if (low <= truth && truth <= high) within++;
      errors.push((Math.abs(total - truth) / truth) * 100);
    }
    errors.sort((a, b) => a - b);
    return {
      name: kind.name,
      cycles: errors.length,
      within,
      medianErrorPercent: errors[Math.floor(errors.length / 2)] ?? Number.NaN,
    };
  });

function simulated({ noise, level }: Kind, random: Random) {
  const today: UtcDay = addDays("2026-11-01", random.integer(5, 25));
  const levelOn = level(random);
  const first = addDays(today, -historyDays);
  const costs = new Map<UtcDay, number>();
  for (const day of daysOf({ start: startOfDay(first), end: cycle.end })) {
    const start = startOfDay(day);
    const daysAgo = Math.round((startOfDay(today).getTime() - start.getTime()) / 86_400_000);
    const season = officeWeek[start.getUTCDay()] ?? 1;
    costs.set(day, 70 * season * levelOn(daysAgo) * Math.max(0, 1 + noise * random.normal()));
  }
  const seen = [...costs]
    .filter(([day]) => day <= today)
    .map(([day, cost]): DayUsage => {
      const known = day === today ? cost * shareOfToday : cost;
      return { day, cost: derivedUsd(known), requests: null, tokens: null };
    });
  const forecast = forecastCycle(seen, cycle, today, null);
  if (forecast === null) throw new Error("a forecast was expected from nine weeks of days");
  const truth = daysOf(cycle).reduce((sum, day) => sum + (costs.get(day) ?? 0), 0);
  return { ...forecast, truth };
}

/** How often the true end of a simulated billing cycle lies within the dashboard's 80 % range. */
import { addDays, daysOf, startOfDay, windowOfDays } from "../../src/domain/time.ts";
import { type CycleScore, forecastAt, historyDays, type OriginResult, scoreResults } from "./cycles.ts";
import { type Random, randomFrom } from "./random.ts";

interface Kind {
  readonly name: string;
  /** Standard deviation of a day, as a part of it. */
  readonly noise: number;
  /** By days before today; negative for the days to come. */
  readonly level: (random: Random) => (daysAgo: number) => number;
  /** Days of history; as many as the dashboard reads when not said. */
  readonly history?: number;
}

const createFlat = () => () => 1;

const kinds: readonly Kind[] = [
  { name: "steady (days vary by 8 %)", noise: 0.08, level: createFlat },
  { name: "lively (days vary by 25 %)", noise: 0.25, level: createFlat },
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
  { name: "a level that wanders by 4 % a day", noise: 0.1, level: (random) => createWandering(random, 0.04) },
  { name: "bursts of some days, once a month", noise: 0.15, level: createBursts },
  { name: "four weeks of history, days vary by 25 %", noise: 0.25, level: createFlat, history: 28 },
  {
    name: "four weeks of history, a level that wanders",
    noise: 0.1,
    level: (random) => createWandering(random, 0.04),
    history: 28,
  },
];

function createWandering(random: Random, step: number): (daysAgo: number) => number {
  let level = 1;
  const levels = new Map<number, number>();
  for (let daysAgo = historyDays.now; daysAgo >= -cycleDays; daysAgo--) {
    levels.set(daysAgo, level);
    level *= Math.exp(step * random.normal());
  }
  return (daysAgo) => levels.get(daysAgo) ?? 1;
}

/** Each as high as chance has it, and fading by 40 % a day. */
function createBursts(random: Random): (daysAgo: number) => number {
  let burst = 0;
  const levels = new Map<number, number>();
  for (let daysAgo = historyDays.now; daysAgo >= -cycleDays; daysAgo--) {
    burst = 0.6 * burst + (random.next() < 1 / 30 ? (1 - random.next()) ** -0.5 : 0);
    levels.set(daysAgo, 1 + burst);
  }
  return (daysAgo) => levels.get(daysAgo) ?? 1;
}

const cycleDays = 30;
const cycle = windowOfDays("2026-11-01", "2026-11-30");
const officeWeek = [0.5, 1.15, 1.2, 1.2, 1.15, 1.05, 0.75];

export const scoreForecasts = (seeds: readonly number[]): CycleScore[] =>
  kinds.map((kind, index) =>
    scoreResults(
      kind.name,
      seeds.map((seed) => simulateCycle(kind, randomFrom(seed * 100 + index))),
    ),
  );

function simulateCycle({ noise, level, history = historyDays.now }: Kind, random: Random): OriginResult {
  const elapsed = random.integer(5, 25);
  const levelOn = level(random);
  const first = addDays("2026-11-01", elapsed - history);
  const days = daysOf({ start: startOfDay(first), end: cycle.end });
  const values = days.map((day, index) => {
    const season = officeWeek[startOfDay(day).getUTCDay()] ?? 1;
    return 70 * season * levelOn(history - index) * Math.max(0, 1 + noise * random.normal());
  });
  const result = forecastAt(days, values, {
    first: Math.max(0, history - elapsed),
    today: history,
    last: days.length - 1,
  });
  if (result === null) throw new Error("a forecast was expected from weeks of days");
  return result;
}

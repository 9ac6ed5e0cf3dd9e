/**
 * A small part of the benchmark, to the last digit: whoever changes a threshold of the forecast changes these figures,
 * and reads in the whole benchmark whether it has become better.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { type CycleScore, scoreResults } from "../../scripts/anomaly-benchmark/cycles.ts";
import { scoreForecasts } from "../../scripts/anomaly-benchmark/forecasts.ts";
import { scoreFamilies } from "../../scripts/anomaly-benchmark/real-forecasts.ts";
import { parseSeries } from "../../scripts/anomaly-benchmark/series.ts";
import { addDays } from "../../src/domain/time.ts";
import { randomFrom } from "../support/random.ts";

/** Seeded series by the hundred: seconds on an idle machine, many more on a busy one. */
setDefaultTimeout(60_000);

const figuresOf = ({ name, origins, now }: CycleScore): string =>
  `${name}: ${Math.round(now.within * origins)} of ${origins} within, error ${now.error.toFixed(6)}, width ${now.width.toFixed(6)}`;

test("made-up cycles", () => {
  const seeds = Array.from({ length: 15 }, (_, index) => 70_001 + index);
  expect(scoreForecasts(seeds).map(figuresOf)).toMatchInlineSnapshot(`
    [
      "steady (days vary by 8 %): 14 of 15 within, error 0.013127, width 0.110178",
      "lively (days vary by 25 %): 14 of 15 within, error 0.084453, width 0.355382",
      "1 % growth a day: 15 of 15 within, error 0.036455, width 0.248709",
      "step of ±40 %, 1 to 10 days ago: 12 of 15 within, error 0.052506, width 0.161034",
      "a three-fold day in the last week: 15 of 15 within, error 0.017864, width 0.165977",
      "a level that wanders by 4 % a day: 12 of 15 within, error 0.077718, width 0.370715",
      "bursts of some days, once a month: 11 of 15 within, error 0.143190, width 0.401435",
      "four weeks of history, days vary by 25 %: 13 of 15 within, error 0.074196, width 0.442017",
      "four weeks of history, a level that wanders: 13 of 15 within, error 0.080076, width 0.309946",
    ]
  `);
});

test("a series as from a file: idle Sundays, days without any cost, bursts, a step and a hole", () => {
  const random = randomFrom(7);
  const lines = Array.from({ length: 200 }, (_, index) => {
    const isIdle = index % 7 === 0 || random.next() < 0.1;
    const level = index < 120 ? 100 : 180;
    const burst = random.next() < 0.04 ? 6 : 1;
    return `${addDays("2026-01-01", index)},${isIdle ? 0 : Math.round(level * burst * random.between(0.7, 1.3))}`;
  });
  const series = parseSeries(
    "made-up",
    ["day,value", ...lines.filter((_, index) => index !== 50)].join("\n"),
  );
  expect(series).toMatchObject({ name: "made-up", family: "made", days: { length: 200 } });
  expect(series.values[50]).toBe(Number(lines[43]?.split(",")[1]));
  const [
    { all, byHorizon, daysWithinUsual } = { all: scoreResults("", []), byHorizon: [], daysWithinUsual: 0 },
  ] = scoreFamilies([series]);
  expect([...[all, ...byHorizon].map(figuresOf), daysWithinUsual.toFixed(6)]).toMatchInlineSnapshot(`
    [
      "made: 25 of 28 within, error 0.255878, width 1.290354",
      "early (20 days or more to come): 8 of 8 within, error 0.297178, width 1.290354",
      "middle (10 to 19): 11 of 12 within, error 0.224451, width 1.472599",
      "late (fewer than 10): 6 of 8 within, error 0.285156, width 1.121473",
      "0.821192",
    ]
  `);
});

test.each([
  "date,value\n2026-01-01,1",
  "day,value\n2026-02-30,1",
  "day,value\n2026-01-01,",
  "day,value\n2026-01-01,-1",
])("%j is no series", (text) => {
  expect(() => parseSeries("some", text)).toThrow("some.csv");
});

import { expect, test } from "bun:test";
import { computeScale, computeTicks, writeFull, writeShort, writeTime } from "../../src/chart/scale.ts";

test.each([
  [[12, 87.4], "USD", ["$0", "$25", "$50", "$75", "$100"]],
  [[0, 103.88], "USD", ["$0", "$50", "$100", "$150"]],
  [[1.23], "USD", ["$0", "$0.50", "$1.00", "$1.50"]],
  [[0, 0], "USD", ["$0", "$0.25", "$0.50", "$0.75", "$1.00"]],
  [[0.0004, 0.0011], "USD per request", ["$0", "$0.0005", "$0.0010", "$0.0015"]],
  [[312_000, 2_060_000], "USD", ["$0", "$1M", "$2M", "$3M"]],
  [[4_100], "USD", ["$0", "$2,000", "$4,000", "$6,000"]],
  [[41_311_482], "tokens", ["0", "20M", "40M", "60M"]],
  [[2], "requests", ["0", "1", "2"]],
  [[-30, 50], "USD", ["-$40", "-$20", "$0", "$20", "$40", "$60"]],
])("bars of %j %s", (values, unit, texts) => {
  const { low, high, ticks } = computeTicks(computeScale(values, true), unit, 4);
  expect(ticks.map(({ text }) => text)).toEqual(texts);
  expect([low, high]).toEqual([ticks[0]?.value ?? Number.NaN, ticks.at(-1)?.value ?? Number.NaN]);
  expect(Math.min(0, ...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(0, ...values)).toBeLessThanOrEqual(high);
});

test.each([
  [[97.1, 99.8], "percent", ["97%", "98%", "99%", "100%"]],
  [[924, 1028], "ms", ["900 ms", "950 ms", "1,000 ms", "1,050 ms"]],
  [[100, 100], "percent", ["90.0%", "92.5%", "95.0%", "97.5%", "100.0%"]],
])("a line of %j %s need not begin at zero", (values, unit, texts) => {
  expect(computeTicks(computeScale(values, false), unit, 4).ticks.map(({ text }) => text)).toEqual(texts);
});

test.each([
  [103.88, "USD", "$103.88", "$103.88"],
  [0, "USD", "$0.00", "$0.00"],
  [-28.97, "USD", "-$28.97", "-$28.97"],
  [1471.95, "USD", "$1,471.95", "$1,471.95"],
  [12_345.678, "USD", "$12,346", "$12.3k"],
  [1_802_345.67, "USD", "$1.80M", "$1.80M"],
  [0.0004, "USD per request", "$0.0004", "$0.0004"],
  [41_311_482, "tokens", "41.3M", "41.3M"],
  [398, "requests", "398", "398"],
  [2_108.17, "requests", "2,108", "2,108"],
  [85.27, "requests", "85.27", "85.27"],
  [999_600_000, "tokens", "1000M", "1000M"],
  [99.1, "percent", "99.1%", "99.1%"],
  [964.69, "ms", "965 ms", "965 ms"],
  [7, null, "7", "7"],
])("%d %s is %s in full and %s in short", (value, unit, full, short) => {
  expect([writeFull(value, unit), writeShort(value, unit)]).toEqual([full, short]);
});

test.each([
  ["2026-11-02", "day", "Nov 2"],
  ["2026-01-31T08:00:00Z", "day", "Jan 31"],
  ["2026-01-31T08:00:00Z", "hour", "Jan 31 08:00"],
] as const)("%s as %s is %s", (time, interval, words) => {
  expect(writeTime(time, interval)).toBe(words);
});

import { expect, test } from "bun:test";
import { findDrivers } from "../../src/analytics/drivers.ts";
import { logarithmicMean, roundParts } from "../../src/analytics/statistics.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { forSeeds, type Random } from "../support/random.ts";

const totals = (cost: number, requests: number | null, tokens: number | null) => ({
  cost: asDerivedUsd(cost),
  requests,
  tokens,
});

test.each([
  ["twice the requests", totals(20, 200, 2_000), { volume: 10, tokensPerRequest: 0, unitPrice: 0 }],
  ["twice the tokens", totals(20, 100, 2_000), { volume: 0, tokensPerRequest: 10, unitPrice: 0 }],
  ["twice the price", totals(20, 100, 1_000), { volume: 0, tokensPerRequest: 0, unitPrice: 10 }],
  ["tokens unknown", totals(20, 100, null), { volume: 0, tokensPerRequest: null, unitPrice: 10 }],
])("%s", (_, now, drivers) => {
  expect<unknown>(findDrivers(totals(10, 100, 1_000), now)).toEqual(drivers);
});

test.each([
  ["from nothing", totals(0, 0, 0), totals(10, 100, 1_000)],
  ["to nothing", totals(10, 100, 1_000), totals(0, 0, 0)],
  ["requests unknown", totals(10, null, 1_000), totals(20, 100, 1_000)],
  ["cost unknown", { ...totals(10, 100, 1_000), cost: null }, totals(20, 100, 1_000)],
])("%s: there is no product to split", (_, before, now) => {
  expect(findDrivers(before, now)).toBeNull();
});

const cents = (usd: number): number => Math.round(usd * 100);

test("the parts are the change, to the cent", () => {
  const amount = (random: Random) => Math.round(10 ** random.between(-1, 5) * 100) / 100;
  forSeeds(5_000, (random) => {
    const count = () => random.integer(1, 1_000_000);
    const before = totals(amount(random), count(), count());
    const now = totals(amount(random), count(), random.next() < 0.2 ? null : count());
    const drivers = findDrivers(before, now);
    if (drivers === null) throw new Error("all factors are known");
    const { volume, tokensPerRequest, unitPrice } = drivers;
    expect(cents(volume) + cents(tokensPerRequest ?? 0) + cents(unitPrice)).toBe(
      cents(Number(now.cost)) - cents(Number(before.cost)),
    );
  });
});

test("rounded parts add up to the rounded whole, and none is off by a cent or more", () => {
  forSeeds(5_000, (random) => {
    const parts = Array.from({ length: random.integer(1, 60) }, () => random.between(-5, 100));
    const whole = parts.reduce((sum, part) => sum + part, 0);
    const rounded = roundParts(parts, whole);
    expect(rounded.reduce((sum, part) => sum + cents(part), 0)).toBe(cents(whole));
    for (const [index, part] of rounded.entries()) {
      expect(Math.abs(part - (parts[index] ?? Number.NaN))).toBeLessThan(0.0101);
    }
  });
});

test("the logarithmic mean lies between its two numbers", () => {
  forSeeds(1_000, (random) => {
    const [a, b] = [random.between(0.01, 100), random.between(0.01, 100)];
    const mean = logarithmicMean(a, b);
    expect(mean).toBeGreaterThanOrEqual(Math.min(a, b) - 1e-9);
    expect(mean).toBeLessThanOrEqual(Math.max(a, b) + 1e-9);
  });
  expect(logarithmicMean(3, 3)).toBe(3);
});

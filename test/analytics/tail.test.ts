import { expect, test } from "bun:test";
import { estimateUsualLimit } from "../../src/analytics/tail.ts";

test("what three times or fewer have reached may be exceeded twofold", () => {
  expect(estimateUsualLimit([1, 1, 3], 1, 0.01)).toBe(2);
  expect(estimateUsualLimit([2, 1, 2], 1, 0.01)).toBe(4);
});

test("of four times the three farthest are a tail", () => {
  // Three times as far as the fourth, followed to a hundredth.
  const wanted = 1 * Math.exp(Math.log(2) * Math.log(3 / 4 / 0.01));
  expect(estimateUsualLimit([2, 2, 2, 1], 1, 0.01)).toBeCloseTo(wanted, 9);
});

test("without any times there is the floor", () => {
  expect(estimateUsualLimit([], 5, 0.01)).toBe(5);
});

test.each([
  { largest: 1.9, isKept: true },
  { largest: 2.1, isKept: false },
])(
  "an observation that is more than twice all others is an incident, and teaches nothing: $largest kept $isKept",
  ({ largest, isKept }) => {
    const limit = estimateUsualLimit([1, 1, 1, largest, 1, 1, 1, 1], 1, 0.01);
    expect(limit > 1).toBe(isKept);
  },
);

test.each([
  { observations: [1, 1, 1, 3, 1.9, 1, 1, 1, 1], isKept: false },
  { observations: [1, 1, 1, 3, 1, 1.9, 1, 1, 1], isKept: true },
])(
  "an incident reaches to its neighbours, and no farther: $observations kept $isKept",
  ({ observations, isKept }) => {
    expect(estimateUsualLimit(observations, 1, 0.01) > 1).toBe(isKept);
  },
);

import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { createRateLimiter } from "../../../src/api/http/rate-limiter.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const never = new AbortController().signal;
const minute = 60_000;
/** The steps in which the tests let time pass. */
const stepMs = 50;

/** A limiter with a clock of its own, and a record of who left when. */
function createTestLimiter(rpm: number) {
  let now = 0;
  const limiter = createRateLimiter(rpm, () => now);
  const departures: { readonly who: string; readonly at: number }[] = [];
  return {
    limiter,
    departures,
    enter(who: string, signal: AbortSignal = never, waitAtMostMs = Number.POSITIVE_INFINITY) {
      const outcome = limiter.admit(signal, waitAtMostMs);
      void outcome.then(
        (seconds) => seconds === undefined && departures.push({ who, at: now }),
        () => undefined,
      );
      return outcome;
    },
    async pass(ms: number) {
      for (const end = now + ms; now < end; ) {
        now += stepMs;
        jest.advanceTimersByTime(stepMs);
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      }
    },
  };
}

test("up to the limit, nobody waits", async () => {
  const { enter, pass, departures } = createTestLimiter(3);
  for (const who of ["a", "b", "c", "d"]) void enter(who);
  await pass(stepMs);
  expect(departures.map(({ who }) => who)).toEqual(["a", "b", "c"]);
});

test("those who wait leave in the order in which they came, as soon as a place is free", async () => {
  const { enter, pass, departures } = createTestLimiter(2);
  void enter("a");
  await pass(10_000);
  for (const who of ["b", "c", "d", "e"]) void enter(who);
  await pass(3 * minute);
  expect(departures.map(({ who }) => who)).toEqual(["a", "b", "c", "d", "e"]);
  const [a, b, c, d, e] = departures.map(({ at }) => at);
  expect(a).toBeLessThanOrEqual(stepMs);
  expect(b).toBeWithin(10_000, 10_101);
  expect(c).toBeWithin(60_000, 60_301);
  expect(d).toBeWithin(70_000, 70_401);
  expect(e).toBeWithin(120_000, 120_601);
});

test.each([1, 5, 60])("never more than %d in any minute, after a pause too", async (rpm) => {
  const { enter, pass, departures } = createTestLimiter(rpm);
  // A trickle, a crowd, a pause, a crowd: a token bucket would let twice the limit through at the end.
  for (let index = 0; index < rpm; index++) {
    void enter("trickle");
    await pass(Math.ceil(30_000 / rpm / stepMs) * stepMs);
  }
  for (let index = 0; index < 2 * rpm; index++) void enter("crowd");
  await pass(4 * minute);
  for (let index = 0; index < 2 * rpm; index++) void enter("second crowd");
  await pass(2 * minute);
  expect(departures).toHaveLength(5 * rpm);
  const times = departures.map(({ at }) => at);
  for (const [index, time] of times.entries()) {
    expect(times.filter((other) => time <= other && other < time + minute).length).toBeLessThanOrEqual(rpm);
    expect(time).toBeGreaterThanOrEqual(times[index - 1] ?? 0);
  }
});

test("a wait beyond the allowance is refused with the seconds it would take, and counts for nothing", async () => {
  const { enter, pass, departures } = createTestLimiter(1);
  void enter("a");
  await pass(20_000);
  expect(await enter("b", never, 10_000)).toBe(41);
  void enter("c");
  expect(await enter("d", never, 60_000)).toBe(101);
  await pass(2 * minute);
  expect(departures.map(({ who }) => who)).toEqual(["a", "c"]);
});

test("where there is room, nobody is told to come back, not even out of time", async () => {
  const limiter = createRateLimiter(2);
  expect(await limiter.admit(new AbortController().signal, -500)).toBeUndefined();
});

test("who gives up frees the place", async () => {
  const { enter, pass, departures } = createTestLimiter(1);
  const controller = new AbortController();
  void enter("a");
  const given = enter("b", controller.signal);
  void enter("c");
  controller.abort(new Error("given up"));
  await expect(given).rejects.toThrow("given up");
  await pass(1.1 * minute);
  expect(departures.map(({ who }) => who)).toEqual(["a", "c"]);
});

test("who has given up before does not enter", async () => {
  const { limiter } = createTestLimiter(5);
  await expect(limiter.admit(AbortSignal.abort(new Error("too late")), 0)).rejects.toThrow("too late");
});

test("0 is no limit", async () => {
  const { enter, pass, departures } = createTestLimiter(0);
  for (let index = 0; index < 1_000; index++) void enter("anybody", never, 0);
  await pass(stepMs);
  expect(departures).toHaveLength(1_000);
});

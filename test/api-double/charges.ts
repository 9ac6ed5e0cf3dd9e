import { type Day, HOUR_MS, toDayNumber } from "./days.ts";
import type { KeyPlan } from "./keys.ts";
import type { ModelShare } from "./models.ts";
import { drawBell, drawNumber, roundByChance } from "./random.ts";
import type { Traffic } from "./traffic.ts";

/** What one key cost with one model on one UTC day. */
export interface Charge {
  readonly date: Day;
  readonly keyId: string;
  readonly model: string;
  readonly provider: string;
  readonly requests: number;
  readonly failedRequests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Whole cents in millionths of a USD, so that sums agree to the cent however they are cut. */
  readonly costMicroUsd: number;
  readonly latencyMsSum: number;
  /** Hours of the day that it covers: 24, fewer today. */
  readonly hours: number;
  /** Seeds what is derived from the charge: its hours and its single requests. */
  readonly serial: number;
}

export const CENT_MICRO_USD = 10_000;

/** Share of a day's requests in each UTC hour: office hours with a lunch dip, and a machine's night. */
const hourShares = [2, 2, 1, 1, 1, 2, 3, 5, 7, 8, 8, 6, 5, 7, 8, 8, 7, 5, 4, 3, 2, 2, 2, 1].map(
  (share) => share / 100,
);

/** Weekend days are quieter; Sunday is day 0. The mean is 1. */
const weekdayFactors = [0.84, 1.05, 1.07, 1.08, 1.06, 1.03, 0.87];

const growthPerDay = 0.0004;

function scaleHourShares(hours: number): number[] {
  return hourShares.slice(0, hours);
}

/** The charges of one day; `hours` of it have passed. */
export function createCharges(
  plans: readonly KeyPlan[],
  date: Day,
  hours: number,
  daysAgo: number,
  seed: number,
): Charge[] {
  const number = toDayNumber(date);
  const passed = scaleHourShares(hours).reduce((sum, share) => sum + share, 0);
  const season = (weekdayFactors[(number + 4) % 7] ?? 1) * Math.exp(-growthPerDay * daysAgo) * passed;
  const charges: Charge[] = [];
  for (const [index, { key, traffic }] of plans.entries()) {
    if (traffic === null || !isUsedOn(traffic, date)) continue;
    const change = findChange(traffic, date);
    const volume =
      traffic.requestsPerDay *
      season *
      (change?.volume ?? 1) *
      (1 + traffic.noise * drawBell(seed, index, number));
    for (const [place, share] of (change?.mix ?? traffic.mix).entries()) {
      const serial = Math.floor(drawNumber(seed, index, number, 10 + place) * 2 ** 32);
      const requests = roundByChance(volume * share.share, serial, 1);
      if (requests > 0) charges.push(createCharge(key.id, traffic, share, date, hours, requests, serial));
    }
  }
  return charges;
}

function isUsedOn(traffic: Traffic, date: Day): boolean {
  return (traffic.from ?? date) <= date && date <= (traffic.to ?? date);
}

function findChange({ change }: Traffic, date: Day) {
  return change !== undefined && change.from <= date && date <= change.to ? change : undefined;
}

function createCharge(
  keyId: string,
  traffic: Traffic,
  { model }: ModelShare,
  date: Day,
  hours: number,
  requests: number,
  serial: number,
): Charge {
  const inputTokens = Math.round(requests * traffic.inputTokens * (1 + 0.03 * drawBell(serial, 2)));
  const outputTokens = Math.round(requests * traffic.outputTokens * (1 + 0.03 * drawBell(serial, 3)));
  // Prices are USD per million tokens, so tokens times price is millionths of a USD.
  const exact = inputTokens * model.inputUsdPerMillion + outputTokens * model.outputUsdPerMillion;
  return {
    date,
    keyId,
    model: model.model,
    provider: model.provider,
    requests,
    failedRequests: roundByChance(requests * 0.009, serial, 5),
    inputTokens,
    outputTokens,
    costMicroUsd: roundByChance(exact / CENT_MICRO_USD, serial, 6) * CENT_MICRO_USD,
    latencyMsSum: Math.round(requests * model.latencyMs * (1 + 0.1 * drawBell(serial, 4))),
    hours,
    serial,
  };
}

/** One request, cut out of a charge. */
export interface SingleRequest {
  readonly serial: number;
  readonly index: number;
  readonly date: Day;
  readonly keyId: string;
  readonly model: string;
  readonly provider: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly requests: 1;
  readonly failedRequests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
  readonly latencyMsSum: number;
}

/** The charge as single requests; every figure adds up to the charge's. */
export function createRequests(charge: Charge): SingleRequest[] {
  const { requests, serial } = charge;
  const start = Date.parse(`${charge.date}T00:00:00Z`);
  const shares = scaleHourShares(charge.hours);
  const weights = Array.from({ length: requests }, (_, index) => 0.5 + drawNumber(serial, index, 7));
  const input = splitTotal(charge.inputTokens, weights);
  const output = splitTotal(charge.outputTokens, weights);
  const cents = splitTotal(charge.costMicroUsd / CENT_MICRO_USD, weights);
  const latency = splitTotal(charge.latencyMsSum, weights);
  const failed = splitTotal(charge.failedRequests, new Array<number>(requests).fill(1));
  return weights.map((_, index) => ({
    serial,
    index,
    date: charge.date,
    keyId: charge.keyId,
    model: charge.model,
    provider: charge.provider,
    time: start + chooseTime(shares, serial, index),
    requests: 1,
    failedRequests: failed[index] ?? 0,
    inputTokens: input[index] ?? 0,
    outputTokens: output[index] ?? 0,
    costMicroUsd: (cents[index] ?? 0) * CENT_MICRO_USD,
    latencyMsSum: latency[index] ?? 0,
  }));
}

function chooseTime(shares: readonly number[], serial: number, index: number): number {
  let rest = drawNumber(serial, index, 8) * shares.reduce((sum, share) => sum + share, 0);
  const found = shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  const hour = found === -1 ? shares.length - 1 : found;
  return hour * HOUR_MS + Math.floor(drawNumber(serial, index, 9) * 3_600) * 1_000;
}

/** A whole number in whole parts by weight that add up to it. */
function splitTotal(total: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  let given = 0;
  return weights.map((weight) => {
    passed += weight;
    const part = Math.round((total * passed) / all) - given;
    given += part;
    return part;
  });
}

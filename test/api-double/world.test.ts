import { describe, expect, test } from "bun:test";
import { CENT_MICRO_USD, createRequests } from "./charges.ts";
import { addDays, listDays } from "./days.ts";
import { NOBODY } from "./population.ts";
import { sumOf } from "./sums.ts";
import { createWorld, type Dimension } from "./world.ts";

const now = new Date("2026-11-18T14:30:00Z");
const world = createWorld({ now });
const month = world.chargesBetween(addDays(world.today, -30), addDays(world.today, -1));

function sumCostOfAgent(agentId: string, from: string, to: string) {
  return sumOf(world.of("agent", agentId, world.chargesBetween(from, to)));
}

test("the same moment and seed make the same world, another seed another", () => {
  createWorld({ now: new Date("2026-01-01T00:00:00Z") });
  createWorld({ now: new Date("2026-01-02T00:00:00Z") });
  const again = createWorld({ now });
  expect(again).not.toBe(world);
  expect(again.virtualKeys).toEqual(world.virtualKeys);
  expect(Bun.hash(JSON.stringify(again.charges))).toBe(Bun.hash(JSON.stringify(world.charges)));
  expect(sumOf(createWorld({ now, seed: 2 }).charges)).not.toEqual(sumOf(world.charges));
});

test("making a world is quick", () => {
  const start = performance.now();
  createWorld({ now, seed: 3 });
  // Measured at about 200 ms on two slow cores; the bound only catches a different order of magnitude.
  expect(performance.now() - start).toBeLessThan(2_000);
});

test("the population has the promised numbers", () => {
  const { departments, agents, members, virtualKeys, masterKeys, models } = world;
  expect([departments.length, agents.length, members.length, virtualKeys.length, masterKeys.length]).toEqual([
    5, 220, 60, 430, 4,
  ]);
  expect(models.length).toBeGreaterThan(550);
  for (const named of [agents, members, virtualKeys, models]) {
    expect(new Set(named.map(({ id }) => id)).size).toBe(named.length);
  }
  expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length);
  expect(new Set(models.map(({ modelId }) => modelId)).size).toBe(models.length);
  expect(new Set(virtualKeys.map(({ status }) => status))).toEqual(
    new Set(["active", "revoked", "disabled", "expired"]),
  );
});

test("costs are whole cents and of a realistic size", () => {
  expect(world.charges.every(({ costMicroUsd }) => costMicroUsd % CENT_MICRO_USD === 0)).toBe(true);
  const { costUsd, requests } = sumOf(month);
  expect(costUsd / 30).toBeWithin(58, 82);
  expect(requests / 30).toBeWithin(1_600, 2_100);
});

test("today ends at the last full hour", () => {
  const today = world.requestsBetween(new Date(`${world.today}T00:00:00Z`), new Date("2026-11-20T00:00:00Z"));
  expect(today.length).toBe(sumOf(world.chargesBetween(world.today, world.today)).requests);
  expect(Math.max(...today.map(({ time }) => time))).toBeLessThan(Date.parse("2026-11-18T14:00:00Z"));
});

describe("the same money in every cut", () => {
  const total = sumOf(month);

  test.each<Dimension>(["key", "department", "master_key", "model"])("%s", (dimension) => {
    const groups = [...world.groupBy(dimension, month).values()];
    expect(sumOf(groups.map((group) => sumOf(group)))).toEqual(total);
  });

  test("agents, members and nobody", () => {
    const agents = world.groupBy("agent", month);
    const members = world.groupBy("member", month);
    expect(members.get(NOBODY)).toEqual(agents.get(NOBODY) ?? []);
    const groups = [...agents.values(), ...[...members].flatMap(([id, own]) => (id === NOBODY ? [] : [own]))];
    expect(sumOf(groups.map((group) => sumOf(group)))).toEqual(total);
  });

  test("days", () => {
    const days = listDays(addDays(world.today, -30), addDays(world.today, -1));
    expect(sumOf(days.map((day) => sumOf(world.chargesBetween(day, day))))).toEqual(total);
  });

  test("single requests", () => {
    expect(sumOf(month.flatMap(createRequests))).toEqual(total);
  });
});

describe("what is planted", () => {
  const { step, spike, newAgent, vanishedAgent, tinyRise, ...planted } = world.planted;

  test("a step by a costlier model", () => {
    const before = sumCostOfAgent(step.agentId, addDays(step.from, -28), addDays(step.from, -1));
    const after = sumCostOfAgent(step.agentId, step.from, step.to);
    expect(after.costUsd / 4 / (before.costUsd / 28)).toBeWithin(2.1, 2.9);
    expect(after.requests / 4 / (before.requests / 28)).toBeWithin(0.8, 1.2);
  });

  test("a spike of one day", () => {
    const norm =
      sumCostOfAgent(spike.agentId, addDays(spike.date, -28), addDays(spike.date, -1)).costUsd / 28;
    expect(sumCostOfAgent(spike.agentId, spike.date, spike.date).costUsd / norm).toBeWithin(5, 9);
    const after = sumCostOfAgent(spike.agentId, addDays(spike.date, 1), addDays(spike.date, 1));
    expect(after.costUsd / norm).toBeWithin(0.6, 1.4);
  });

  test("a newcomer and one that is gone", () => {
    expect(sumCostOfAgent(newAgent.agentId, world.firstDay, addDays(newAgent.from, -1)).requests).toBe(0);
    expect(sumCostOfAgent(newAgent.agentId, newAgent.from, newAgent.from).costUsd).toBeGreaterThan(1);
    const { agentId, lastDate } = vanishedAgent;
    expect(sumCostOfAgent(agentId, lastDate, lastDate).costUsd).toBeGreaterThan(1);
    expect(sumCostOfAgent(agentId, addDays(lastDate, 1), world.today).requests).toBe(0);
  });

  test("a huge percentage of nothing", () => {
    const { agentId, from } = tinyRise;
    const before = sumCostOfAgent(agentId, addDays(from, -7), addDays(from, -1)).costUsd;
    const after = sumCostOfAgent(agentId, from, addDays(from, 6)).costUsd;
    expect(after / before).toBeGreaterThan(5);
    expect(after).toBeLessThan(5);
  });

  test("unused, idle and unbound keys", () => {
    const used = new Set(world.charges.map(({ keyId }) => keyId));
    const recent = new Set(month.map(({ keyId }) => keyId));
    expect([...planted.newUnusedKeyIds, ...planted.neverUsedKeyIds].some((id) => used.has(id))).toBe(false);
    expect(planted.idleKeyIds.every((id) => used.has(id) && !recent.has(id))).toBe(true);
    expect(recent.has(planted.unboundKeyId)).toBe(true);
    expect(planted.twoKeyMember.keyIds.length).toBe(2);
    expect([planted.newUnusedKeyIds.length, planted.idleKeyIds.length > 10]).toEqual([5, true]);
  });

  test("an agent with cost outside the 50 costliest", () => {
    const costs = [...world.groupBy("agent", month)].map(([id, own]) => ({
      id,
      cost: sumOf(own).costMicroUsd,
    }));
    const place = costs
      .sort((a, b) => b.cost - a.cost)
      .findIndex(({ id }) => id === planted.agentOutsideTop50.agentId);
    expect(place).toBeGreaterThan(50);
    expect(costs[place]?.cost).toBeGreaterThan(0);
  });
});

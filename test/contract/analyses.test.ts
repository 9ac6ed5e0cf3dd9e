// The five analyses as they are shipped: the executable's figures against the charges behind the double.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { startApiDouble, type World } from "../api-double/server.ts";
import { selectRows } from "../support/analyses.ts";
import { environmentFor, outcomeOf } from "../support/connect.ts";
import { figuresOf } from "../support/figures.ts";
import { programs, spawnClient } from "../support/spawn.ts";
import { chargesOf, keyOf, type Row, rowsIn } from "../support/workspace.ts";

setDefaultTimeout(60_000);

const [binary] = programs.filter(({ name }) => name === "the binary");

interface Answers {
  readonly world: World;
  readonly diagnosis: Row;
  readonly dashboard: Row;
  readonly drillDown: Row;
  readonly idle: Row;
  readonly comparison: Row;
}

/** The process has a real clock, and so has the double here. An hour that ends meanwhile changes the world: once more. */
async function readAnswers(): Promise<Answers> {
  if (binary === undefined) throw new Error("There is no executable to test.");
  const double = await startApiDouble();
  try {
    for (;;) {
      const { world } = double;
      await using server = await spawnClient(binary, { environment: environmentFor("manager", double.url) });
      const call = async (name: string, args: Record<string, unknown>): Promise<Row> => {
        const result = await server.client.callTool({ name, arguments: args });
        const { isError, text, structured } = outcomeOf(CallToolResultSchema.parse(result));
        if (isError) throw new Error(text);
        return structured;
      };
      await server.client.listTools(); // so that the client checks results against their output schemas
      const agentId = world.planted.step.agentId;
      const [diagnosis, dashboard, drillDown, idle, comparison] = await Promise.all([
        call("diagnose_cost_anomaly", { period: "7d" }),
        call("get_executive_dashboard", {}),
        call("drill_down_spend", { dimension: "agent", period: "7d", limit: 50 }),
        call("find_idle_resources", { include: "agents", period: "7d" }),
        call("compare_entity_periods", { entity_type: "agent", entity_id: agentId, period: "7d" }),
      ]);
      if (double.world.now.getTime() !== world.now.getTime()) continue;
      return { world, diagnosis, dashboard, drillDown, idle, comparison };
    }
  } finally {
    await double.stop();
  }
}

const findDayBefore = (day: string, count: number): string =>
  new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);

/** Costs of the last week that is over, and of the weeks before it. */
function sumWeeks(world: World, agentId?: string): number[] {
  return [0, 1, 2, 3, 4].map((weeks) => {
    const [from, to] = [findDayBefore(world.today, 7 * weeks + 7), findDayBefore(world.today, 7 * weeks + 1)];
    return figuresOf(chargesOf(world, from, to, agentId === undefined ? undefined : keyOf(agentId))).costUsd;
  });
}

function computeExpectation(weeks: readonly number[]) {
  const [actual = Number.NaN, ...earlier] = weeks;
  const [, low = Number.NaN, high = Number.NaN] = earlier.toSorted((a, b) => a - b);
  return {
    actual_usd: actual,
    expected_usd: roundToCents((low + high) / 2),
    excess_usd: roundToCents(actual - roundToCents((low + high) / 2)),
  };
}

const roundToCents = (usd: number): number => Math.round(usd * 100 * (1 + Number.EPSILON)) / 100;

describe("the binary", () => {
  let given: Answers;
  beforeAll(async () => {
    given = await readAnswers();
  });

  test("diagnose_cost_anomaly finds what was planted, in the dollars of the charges", () => {
    const { world, diagnosis } = given;
    const { step, spike, newAgent, vanishedAgent } = world.planted;
    expect(diagnosis["workspace"]).toMatchObject(computeExpectation(sumWeeks(world)));
    const rows = new Map(selectRows(diagnosis, "anomalies", "agent").map((row) => [row["id"], row]));
    expect([...rows.keys()].toSorted()).toEqual([step.agentId, spike.agentId, newAgent.agentId].toSorted());
    for (const { agentId } of [step, spike, newAgent]) {
      expect(rows.get(agentId)).toMatchObject(computeExpectation(sumWeeks(world, agentId)));
    }
    expect(selectRows(diagnosis, "drops", "agent")).toMatchObject([
      {
        id: vanishedAgent.agentId,
        kind: "stopped",
        ...computeExpectation(sumWeeks(world, vanishedAgent.agentId)),
      },
    ]);
  });

  test("get_executive_dashboard states the cycle and yesterday as charged", () => {
    const { world, dashboard } = given;
    const first = `${world.today.slice(0, 8)}01`;
    const yesterday = findDayBefore(world.today, 1);
    const sumCost = (from: string, to: string) => figuresOf(chargesOf(world, from, to)).costUsd;
    expect(dashboard).toMatchObject({
      cycle: { cost_usd: sumCost(first, world.today) },
      yesterday: { day: yesterday, cost_usd: sumCost(yesterday, yesterday) },
    });
  });

  test("drill_down_spend adds up to the total, to the cent", () => {
    const { world, drillDown } = given;
    const [total = Number.NaN] = sumWeeks(world);
    const toWholeCents = (usd: unknown): number => Math.round(Number(usd) * 100);
    const rows = rowsIn(drillDown, "rows");
    expect(drillDown["total_usd"]).toBe(total);
    expect(
      rows.reduce((sum, row) => sum + toWholeCents(row["cost_usd"]), 0) +
        toWholeCents(Object(drillDown["other"]).cost_usd) +
        toWholeCents(drillDown["unattributed_usd"]),
    ).toBe(toWholeCents(total));
    expect(rows).toHaveLength(50);
    for (const row of rows.slice(0, 10)) {
      expect(row["cost_usd"]).toBe(sumWeeks(world, String(row["id"]))[0] ?? Number.NaN);
    }
  });

  test("find_idle_resources counts the active agents without a charge", () => {
    const { world, idle } = given;
    const [from, to] = [findDayBefore(world.today, 7), findDayBefore(world.today, 1)];
    const used = new Set(chargesOf(world, from, to).map(({ keyId }) => keyId));
    const using = new Set(world.virtualKeys.filter(({ id }) => used.has(id)).map(({ entityId }) => entityId));
    const unused = world.agents.filter(({ id, status }) => status === "active" && !using.has(id));
    const { idle: idleCount = 0, never_used: neverUsed = 0 } = Object(idle["agents_by_state"]);
    expect(idleCount + neverUsed).toBe(unused.length);
  });

  test("compare_entity_periods splits the change without a remainder", () => {
    const { world, comparison } = given;
    const [now = Number.NaN, before = Number.NaN] = sumWeeks(world, world.planted.step.agentId);
    expect(rowsIn(comparison, "figures")[0]).toMatchObject({
      figure: "cost_usd",
      now,
      before,
    });
    const { volume_usd, tokens_per_request_usd, price_and_model_mix_usd } = Object(comparison["drivers"]);
    expect(roundToCents(volume_usd + tokens_per_request_usd + price_and_model_mix_usd)).toBe(
      roundToCents(now - before),
    );
    expect(comparison["change_usd"]).toBe(roundToCents(now - before));
  });
});

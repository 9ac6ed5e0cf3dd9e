// One question, one figure: every tool that says what the workspace cost in a period says the same of the same days.
import { describe, expect, test } from "bun:test";
import { type Connection, connect } from "../support/connect.ts";
import { figuresOf, listChargesOfAgent } from "../support/figures.ts";
import { chargesOf, rowsIn } from "../support/workspace.ts";

type Answer = Record<string, unknown>;

interface Reporter {
  readonly tool: string;
  readonly args?: Record<string, unknown>;
  total(answer: Answer): unknown;
}

const [fromOf, toOf] = [
  ({ window, from }: Answer): unknown => daysIn(window)?.[0] ?? from ?? Object(window).from,
  ({ window, to }: Answer): unknown => daysIn(window)?.[1] ?? to ?? Object(window).to,
];
const daysIn = (window: unknown): readonly string[] | undefined =>
  typeof window === "string" ? window.split("..") : undefined;

/** Whatever states the whole workspace's cost; a breakdown does so by its rows, nobody's cost included. */
const reporters: readonly Reporter[] = [
  { tool: "get_usage_summary", total: ({ cost_usd }) => cost_usd },
  { tool: "get_daily_costs", total: ({ complete_days }) => Object(complete_days).cost_usd },
  { tool: "get_cost_by_model", total: ({ total_cost_usd }) => total_cost_usd },
  { tool: "get_usage_timeseries", args: { metric: "cost" }, total: ({ total }) => total },
  { tool: "list_departments", total: ({ dimension_total_usd }) => dimension_total_usd },
  { tool: "drill_down_spend", args: { dimension: "agent" }, total: ({ total_usd }) => total_usd },
  {
    tool: "compare_entity_periods",
    args: { entity_type: "workspace" },
    total: (answer) => rowsIn(answer, "figures")[0]?.["now"],
  },
  { tool: "diagnose_cost_anomaly", total: ({ workspace }) => Object(workspace).actual_usd },
];

async function readTotal(connection: Connection, { tool, args, total }: Reporter, period: string) {
  const { structured, isError, text } = await connection.call(tool, { ...args, period });
  if (isError) throw new Error(text);
  return { tool, total: total(structured), from: fromOf(structured), to: toOf(structured) };
}

describe("the workspace", () => {
  test.each([
    ["7d", "2026-11-15", "2026-11-21"],
    ["30d", "2026-10-23", "2026-11-21"],
    ["2026-10", "2026-10-01", "2026-10-31"],
    ["2026-11", "2026-11-01", "2026-11-21"],
    ["2026-10-03..2026-10-16", "2026-10-03", "2026-10-16"],
  ])("%s is %s..%s, and one total, whatever tool is asked", async (period, from, to) => {
    await using connection = await connect("manager");
    const total = figuresOf(chargesOf(connection.double.world, from, to)).costUsd;
    for (const reporter of reporters) {
      expect(await readTotal(connection, reporter, period)).toEqual({ tool: reporter.tool, total, from, to });
    }
  });

  test.each(["7d", "30d"])("%s: an agent, a member, a department too", async (period) => {
    await using connection = await connect("manager");
    for (const kind of ["agent", "member", "department"]) {
      const list = await connection.call(`list_${kind}s`, { period });
      const [row] = rowsIn(list.structured, `${kind}s`);
      const { id, cost_usd: cost } = row ?? {};
      const analytics = await connection.call(`get_${kind}_analytics`, { [`${kind}_id`]: id, period });
      const compared = await connection.call("compare_entity_periods", {
        entity_type: kind,
        entity_id: id,
        period,
      });
      const drilled = await connection.call("drill_down_spend", { dimension: kind, period });
      const inside = await connection.call("drill_down_spend", { dimension: kind, entity_id: id, period });
      expect(typeof cost).toBe("number");
      expect([
        analytics.structured["cost_usd"],
        rowsIn(compared.structured, "figures")[0]?.["now"],
        rowsIn(drilled.structured, "rows")[0]?.["cost_usd"],
        inside.structured["total_usd"],
      ]).toEqual([cost, cost, cost, cost]);
    }
  });

  test.each(["7d", "30d"])("%s: today stands beside it, and is the same as 24h", async (period) => {
    await using connection = await connect("manager");
    const { structured: today } = await connection.call("get_usage_summary", { period: "24h" });
    const { cost_usd, requests, tokens } = today;
    for (const tool of ["get_usage_summary", "get_daily_costs"]) {
      const { structured } = await connection.call(tool, { period });
      expect(structured["today_so_far"]).toEqual({ cost_usd, requests, tokens });
    }
  });
});

describe("a virtual key", () => {
  test.each([
    ["7d", "2026-11-15", "2026-11-21"],
    ["30d", "2026-10-24", "2026-11-21"],
  ])("%s is %s..%s in every tool that adds up days", async (period, from, to) => {
    await using connection = await connect("vk");
    const { world } = connection.double;
    const { agentId } = world.planted.supportBot;
    const total = figuresOf(listChargesOfAgent(world, agentId, from, to)).costUsd;
    for (const reporter of reporters.slice(0, 2)) {
      expect(await readTotal(connection, reporter, period)).toEqual({ tool: reporter.tool, total, from, to });
    }
  });

  test.each(["7d", "30d"])("%s: costs by model hold today, and say so", async (period) => {
    await using connection = await connect("vk");
    const { structured } = await connection.call("get_cost_by_model", { period });
    expect(structured).toMatchObject({ window: { to: "2026-11-22", includes_incomplete_today: true } });
    expect(String(structured["warnings"])).toContain(`costs by model of ${period} include today`);
  });
});

describe("analyses of any days", () => {
  test.each([
    ["diagnose_cost_anomaly", "2026-11-03..2026-11-05", "A diagnosis holds 7 to 31 complete days"],
    ["diagnose_cost_anomaly", "2026-08-01..2026-10-31", "and these are 92"],
    ["find_idle_resources", "2026-10", "it takes 7 or more days that end yesterday, such as 7d or 30d"],
    ["drill_down_spend", "24h", "drill_down_spend counts complete days, and 24h runs up to now"],
    ["get_usage_timeseries", "billing_cycle", "A series over time has complete days, and billing_cycle runs"],
  ])("%s of %s: refused with the reason, before any request", async (tool, period, reason) => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(tool, { period, ...metricOf(tool) });
    expect({ isError, hasReason: text.includes(reason), text }).toMatchObject({
      isError: true,
      hasReason: true,
    });
    expect(connection.double.requests).toEqual([]);
  });

  test("a month that is going on is judged up to yesterday, also for what is idle", async () => {
    await using connection = await connect("manager");
    const { structured } = await connection.call("find_idle_resources", { period: "2026-11" });
    expect(structured).toMatchObject({ window: "2026-11-01..2026-11-21" });
    expect(String(structured["warnings"])).toContain("2026-11 is not over");
  });
});

const metricOf = (tool: string) => (tool === "get_usage_timeseries" ? { metric: "cost" } : {});

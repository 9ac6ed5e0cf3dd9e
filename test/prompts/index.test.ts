// The calls of one prompt speak of the same days, and what it asks to be written is in what they return.
import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { readPrompt } from "../support/manager-prompt.ts";
import { rowsIn } from "../support/workspace.ts";

const variants = {
  vk: [["cost_audit_report", "period", ["weekly", "monthly", "quarterly"]]],
  manager: [
    ["cost_audit_report", "period", ["weekly", "monthly", "quarterly"]],
    ["cost_deep_dive", "target", ["workspace", "department", "agent"]],
    ["cost_optimization", "focus", ["models", "departments", "agents", "general"]],
    ["workspace_health_check", "urgency", ["quick", "thorough"]],
  ],
} as const;

/** Budgets have a cycle of their own, and what goes on now is the last hours. */
const ownWindows = ["billing_cycle", "24h"];

const periodsIn = (text: string): string[] =>
  [...text.matchAll(/\bperiod (\d[\w.-]*\w|billing_cycle)/g)].map(([, period = ""]) => period);

describe.each(["vk", "manager"] as const)("%s", (mode) => {
  const each = variants[mode].flatMap(([name, argument, values]) =>
    values.map((value) => [name, argument, value] as const),
  );
  test.each(each)("%s, %s %s: one window", async (name, argument, value) => {
    await using connection = await connect(mode);
    const text = await readPrompt(connection, name, { [argument]: value });
    const periods = periodsIn(text).filter((period) => !ownWindows.includes(period));
    expect(periods.length).toBeGreaterThan(0);
    expect(new Set(periods).size).toBe(1);
    expect(text).not.toMatch(/, then \d+d/);
  });
});

test.each([
  ["weekly", "2026-11-15", "2026-11-21"],
  ["monthly", "2026-10-23", "2026-11-21"],
  ["quarterly", "2026-08-24", "2026-11-21"],
])("the %s audit: every total that its calls return is one figure", async (period, from, to) => {
  await using connection = await connect("manager");
  const text = await readPrompt(connection, "cost_audit_report", { period });
  const [window = ""] = periodsIn(text);
  const ask = async (tool: string, args: Record<string, unknown> = {}) => {
    expect(text).toContain(tool);
    const { structured, isError, text: message } = await connection.call(tool, { ...args, period: window });
    if (isError) throw new Error(message);
    return structured;
  };
  const summary = await ask("get_usage_summary");
  expect(summary).toMatchObject({ window: { from, to } });
  const days = await ask("get_daily_costs");
  const models = await ask("get_cost_by_model");
  const drilled = await ask("drill_down_spend", { dimension: "agent" });
  expect([
    Object(days["complete_days"]).cost_usd,
    models["total_cost_usd"],
    drilled["total_usd"],
    rowsIn(models, "models").reduce((sum, row) => sum + Number(row["cost_usd"]), 0),
  ]).toEqual([
    summary["cost_usd"],
    summary["cost_usd"],
    summary["cost_usd"],
    expect.closeTo(Number(summary["cost_usd"]), 0),
  ]);
  expect(await ask("find_idle_resources")).toMatchObject({ window: `${from}..${to}` });
});

import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { createCaller, memberAt, rowsAt } from "./caller.ts";
import { credentials, startApiDouble } from "./server.ts";
import { sumOf } from "./sums.ts";

const now = new Date("2026-11-18T14:30:00Z");
const double = await startApiDouble({ now: () => now });
const { call, vk } = createCaller(double.url);
const { world } = double;

afterEach(() => double.reset());
afterAll(() => double.stop());

describe("switches change the form only", () => {
  test.each([
    ["data", "inside", "data.data", "data.total"],
    ["items", "meta", "data.items", "data.meta.total"],
    ["resource", "pagination", "data.agents", "data.pagination.total"],
    ["array", "outside", "data", "total"],
  ] as const)("list rows under %s, total %s", async (listKey, totalPlace, rows, count) => {
    Object.assign(double.switches, { listKey, totalPlace });
    const { body } = await call("/agents?pageSize=10");
    expect([rowsAt(body, rows).length, memberAt(body, count)]).toEqual([10, 220]);
  });

  test("cockpit envelope, strings, periods", async () => {
    const plain = await vk("/cockpit/usage-summary");
    double.switches.cockpitEnvelope = "data";
    expect(memberAt((await vk("/cockpit/usage-summary")).body, "data")).toEqual(plain.body);
    double.switches.numericStrings = true;
    double.switches.periodForm = "string";
    const text = await vk("/cockpit/usage-summary");
    expect(memberAt(text.body, "data.total_cost_cents")).toBe(
      String(memberAt(plain.body, "total_cost_cents")),
    );
    expect(memberAt(text.body, "data.period")).toBe("billing_cycle");
  });

  test("degraded answers are the documented fallbacks", async () => {
    double.switches.degraded = true;
    expect(memberAt((await vk("/cockpit/scope")).body, "entity")).toBeNull();
    expect(memberAt((await vk("/cockpit/usage-summary")).body, "total_cost_cents")).toBe(0);
    expect(memberAt((await vk("/cockpit/daily-costs")).body, "data")).toEqual([]);
    const budget = await vk("/cockpit/budget-status");
    expect([
      memberAt(budget.body, "virtual_key_budget.budget_cents"),
      memberAt(budget.body, "virtual_key_budget.spent_cents"),
    ]).toEqual([20_000, 0]);
  });

  test("an unbound key reads the workspace or nothing", async () => {
    const token = credentials.unboundVirtualKey;
    const range = world.chargesBetween("2026-11-01", world.today);
    expect(memberAt((await call("/cockpit/usage-summary", { token })).body, "total_requests")).toBe(
      sumOf(range).requests,
    );
    double.switches.unboundReads = "nothing";
    expect(memberAt((await call("/cockpit/usage-summary", { token })).body, "degraded")).toBe(true);
  });

  test("routes that nobody confirms can be missing", async () => {
    double.switches.missingRoutes = ["live-24h"];
    expect((await call("/analytics/live-24h")).status).toBe(404);
    expect((await call("/analytics/usage/timeseries?metric=cost")).status).toBe(200);
  });

  const care = world.departments[0]?.id;
  const models = "/analytics/models";
  const costs = "/analytics/costs";
  const budgetControl = "/policies/budget-control";
  test.each([
    [{ workspaceEnvelope: "none" }, costs, "breakdown.0.dimension", "agent"],
    [{ workspaceEnvelope: "code_data_message" }, costs, "code", 0],
    [{ dimensionSpelling: "plural" }, costs, "data.breakdown.2.dimension", "master_keys"],
    [{ dimensionSpelling: "hyphen" }, costs, "data.breakdown.2.dimension", "master-key"],
    [{ breakdownMemberAndModel: false }, costs, "data.breakdown.3", undefined],
    [{ modelsShape: "items" }, models, "data.items.0.model", "gpt-4o"],
    [{ modelsShape: "breakdown" }, models, "data.breakdown.0.items.0.name", "gpt-4o"],
    [{ modelsShape: "array" }, models, "data.0.model", "gpt-4o"],
    [{ overviewShape: "counts" }, "/analytics/overview", "data.agentCount", 220],
    [{ fieldCase: "snake" }, "/agents", "data.data.0.model_id", "gpt-4o"],
    [{ keySpendField: "absent" }, "/virtual-keys", "data.data.0.spend", undefined],
    [{ keyBudgetField: "budgetCents" }, "/virtual-keys", "data.data.0.budgetCents", 20_000],
    [{ budgetActionVocabulary: "hyphen" }, "/virtual-keys", "data.data.0.budgetAction", "block"],
    [{ budgetControlEnvelope: "config" }, budgetControl, "config.amount", 5000],
    [{ budgetControlEnvelope: "bare" }, budgetControl, "amount", 5000],
    [{ budgetControlEnvelope: "absent" }, budgetControl, "data", { enabled: false }],
    [{ numericStrings: true, fieldCase: "snake" }, budgetControl, "data.config.exceededAction", "alert-only"],
    [{ masterKeysAllowed: 401 }, "/master-keys", "code", 40100],
    [{ masterKeysAllowed: 404 }, "/master-keys", "code", 40400],
    [{ departmentAnalyticsPlaceholder: true }, `/departments/${care}/analytics`, "data.totalRequests", 0],
    [{ filtersIgnored: true }, "/agents?status=archived", "data.total", 220],
    [{ pageSizeCap: 20 }, "/agents?pageSize=50", "data.pageSize", 20],
    [{ timeseriesShape: "points" }, "/analytics/usage/timeseries?metric=cost", "data.metric", "cost"],
    [{ sparklinePoints: "objects" }, "/analytics/sparklines", "data.spend.6.date", world.today],
  ] as const)("%j", async (switches, path, place, expected) => {
    Object.assign(double.switches, switches);
    expect(memberAt((await call(path)).body, place)).toEqual(expected);
  });
});

import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { createCaller, memberAt, rowsAt, sumField } from "./caller.ts";
import { addDays } from "./days.ts";
import { startApiDouble } from "./server.ts";
import { sumOf } from "./sums.ts";

const now = new Date("2026-11-18T14:30:00Z");
const double = await startApiDouble({ now: () => now });
const { call, vk } = createCaller(double.url);
const { world } = double;

afterEach(() => double.reset());
afterAll(() => double.stop());

const month = "dateFrom=2026-10-19&dateTo=2026-11-17";
const monthSum = sumOf(world.chargesBetween("2026-10-19", "2026-11-17"));

describe("one world behind all figures", () => {
  test("totals, series, models and every full breakdown", async () => {
    const overview = await call(`/analytics/overview?${month}`);
    const usage = await call(`/analytics/usage?${month}`);
    const models = await call(`/analytics/models?${month}`);
    const costs = await call(`/analytics/costs?${month}`);
    const expected = monthSum.costUsd;
    expect(memberAt(overview.body, "data.totalCost")).toBe(expected);
    expect(sumField(rowsAt(usage.body, "data.series"), "cost")).toBe(expected);
    expect(sumField(rowsAt(models.body, "data.models"), "cost")).toBe(expected);
    for (const place of [1, 2, 4]) {
      expect(sumField(rowsAt(costs.body, `data.breakdown.${place}.items`), "cost")).toBe(expected);
    }
  });

  test("an entity's series, analytics and row agree", async () => {
    const { agentId } = world.planted.supportBot;
    const week = sumOf(
      world.of("agent", agentId, world.chargesBetween(addDays(world.today, -6), world.today)),
    );
    const usage = await call(`/analytics/usage?agentId=${agentId}&dateFrom=2026-11-12&dateTo=2026-11-18`);
    const analytics = await call(`/agents/${agentId}/analytics?days=7`);
    const summary = await vk("/cockpit/usage-summary?period=7d");
    expect(sumField(rowsAt(usage.body, "data.series"), "cost")).toBe(week.costUsd);
    expect(memberAt(analytics.body, "data.totalCost")).toBe(week.costUsd);
    expect(memberAt(summary.body, "total_cost_cents")).toBe(week.costCents);
  });

  test.each(["24h", "7d", "30d", "billing_cycle"])("cockpit answers agree over %s", async (period) => {
    const summary = await vk(`/cockpit/usage-summary?period=${period}`);
    const cents = memberAt(summary.body, "total_cost_cents");
    const requests = memberAt(summary.body, "total_requests");
    for (const path of ["daily-costs", "cost-by-model"]) {
      const rows = rowsAt((await vk(`/cockpit/${path}?period=${period}`)).body, "data");
      expect([sumField(rows, "cost_cents"), sumField(rows, "requests")]).toEqual([
        Number(cents),
        Number(requests),
      ]);
    }
    const budget = await vk(`/cockpit/budget-status?period=${period}`);
    expect(memberAt(budget.body, "virtual_key_budget.spent_cents")).toBe(cents);
  });

  test("recent requests page through the last 30 days, newest first", async () => {
    const first = await vk("/cockpit/recent-requests?limit=100");
    const second = await vk("/cockpit/recent-requests?limit=100&offset=100");
    const rows = [...rowsAt(first.body, "data"), ...rowsAt(second.body, "data")];
    const times = rows.map((row) => String(memberAt(row, "created_at")));
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(rows.map((row) => memberAt(row, "id"))).size).toBe(200);
    const summary = await vk("/cockpit/usage-summary?period=30d");
    expect(memberAt(first.body, "pagination.total")).toBe(memberAt(summary.body, "total_requests"));
  });

  test("live and timeseries count in billionths of a dollar", async () => {
    const series = await call("/analytics/usage/timeseries?metric=cost&preset=7d");
    const week = sumOf(world.chargesBetween(addDays(world.today, -6), world.today));
    expect(sumField(rowsAt(series.body, "data.rows"), "cost_sum") / 1e9).toBe(week.costUsd);
    const live = await call("/analytics/live-24h");
    const hours = rowsAt(live.body, "data.hourly");
    expect([hours.length, sumField(hours, "cost_sum")]).toEqual([
      24,
      Number(memberAt(live.body, "data.summary.cost_sum")),
    ]);
  });
});

test("pages of at most 100 reach all 430 keys", async () => {
  const ids = new Set<unknown>();
  for (let page = 1; page <= 5; page += 1) {
    const { body } = await call(`/virtual-keys?page=${page}&pageSize=200`);
    expect([memberAt(body, "data.total"), memberAt(body, "data.pageSize")]).toEqual([430, 100]);
    for (const row of rowsAt(body, "data.data")) ids.add(memberAt(row, "id"));
  }
  expect(ids.size).toBe(430);
});

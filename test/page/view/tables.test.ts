import { describe, expect, test } from "bun:test";
import type { Figures } from "../../../src/page/view/result.ts";
import { tabulateFigures } from "../../../src/page/view/tables.ts";
import { connect } from "../../support/connect.ts";

/** The words beside a name, or below it. */
function findWordsBeside(figures: Figures, name: string): string[] {
  const page = tabulateFigures(figures)
    .join("\n")
    .replaceAll(/<\/?span[^>]*>/g, "");
  const beside = [...page.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td><\/tr>/g)];
  return beside.flatMap(([, each, word = ""]) => (each === name ? [word] : []));
}

describe("null is called what the tool means by it", () => {
  const cycle = { budget_usd: 5000, forecast_usd: 2000, budget_exhausted_on: null };
  test.each<[string, Figures, string, string]>([
    ["a figure", { cost_usd: null }, "Cost USD", "unknown"],
    ["the end of a list", { page: { next_page: null, total: null } }, "Next page", "none"],
    ["the length of a list", { page: { next_page: null, total: null } }, "Total", "unknown"],
    ["no day that is not over", { incomplete_day: null }, "Incomplete day", "none"],
    ["a budget that holds", { cycle }, "Budget exhausted on", "not within the cycle"],
    ["without a budget", { cycle: { ...cycle, budget_usd: null } }, "Budget exhausted on", "no budget known"],
    ["without a forecast", { cycle: { ...cycle, forecast_usd: null } }, "Budget exhausted on", "unknown"],
    [
      "a range that ends after the cycle",
      { cycle: { ...cycle, budget_exhausted_range: ["2026-11-28", null] } },
      "Budget exhausted range",
      "2026-11-28, after the cycle",
    ],
    ["values of days", { values: [1, null] }, "Values", "1, unknown"],
    ["the sum of a ratio", { unit: "percent", total: null }, "Total", "none, for it is a ratio"],
    ["an unknown sum", { unit: "USD", total: null }, "Total", "unknown"],
    ["a name of JavaScript", { constructor: null }, "Constructor", "unknown"],
  ])("%s", (_, figures, name, words) => {
    expect(findWordsBeside(figures, name)).toEqual([words]);
  });

  test("in a table, and in a list of objects", () => {
    const uses = { columns: ["name", "cost_usd", "runs_out_on"], rows: [["a", null, null]] };
    expect(tabulateFigures({ uses }).join("")).toMatch(/unknown<\/td><td class="words">not foreseen<\/td>/);
    const series = [
      { metric: "latency", unit: "ms", complete_days_total: null },
      { metric: "tokens", unit: null, complete_days_total: null },
    ];
    const page = tabulateFigures({ series }).join("");
    expect(page).toContain('>ms</td><td class="words">none, for it is a ratio</td>');
    expect(page).toContain('>not stated</td><td class="words">unknown</td>');
  });
});

test("a window without today: neither it nor its incomplete day is called unknown", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call("get_daily_costs", { period: "2026-10-03..2026-10-09" });
  expect(structured).toMatchObject({ incomplete_day: null, today_so_far: null });
  expect(tabulateFigures(structured).join("")).not.toContain("unknown");
});

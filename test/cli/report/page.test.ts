import { describe, expect, test } from "bun:test";
import { writePage } from "../../../src/cli/report/page.ts";
import { credentials, startApiDouble } from "../../api-double/server.ts";
import { changeAnswer } from "../../contract/hostile-data/payloads.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { testNow } from "../../support/connect.ts";
import { findAnswer, findLead, findSection } from "../../support/page-text.ts";
import { writeReport } from "../../support/report.ts";

const double = await useApiDouble({ now: () => testNow });

async function readPage(who: string, words: readonly string[] = []): Promise<string> {
  using written = await writeReport(double, who, { words });
  return written.html;
}

/** In the answers of a route, one text for another; without it the test would prove nothing. */
function replaceInAnswers(path: string, from: string, to: string): void {
  const change = (answer: unknown): unknown => {
    const text = JSON.stringify(answer);
    if (!text.includes(from)) throw new Error(`${path} does not answer ${from}.`);
    return JSON.parse(text.replaceAll(from, to));
  };
  double.fault({ path, effect: changeAnswer(change) });
}

function failRoute(path: string): void {
  double.fault({ path, effect: { kind: "status", status: 500 } });
}

const [budgetRoute, requestsRoute] = ["/api/v1/cockpit/budget-status", "/api/v1/cockpit/recent-requests"];
const [withinBudget, whatFirst] = ["Is it within budget?", "What should be done first?"];

describe("where an anomaly begins", () => {
  /** Anomalies of a cycle that is only a few days old are looked for in the last week. */
  async function pageAt(day: string): Promise<string> {
    const now = new Date(`${day}T09:30:00Z`);
    const early = await startApiDouble({ now: () => now });
    try {
      using written = await writeReport(early, "manager", { words: ["--period", "billing_cycle"], now });
      return written.html;
    } finally {
      await early.stop();
    }
  }

  test("before the first day of the chart: neither a sign nor a word about signs", async () => {
    const html = await pageAt("2026-11-03");
    expect(findAnswer(html, "What changed, and why?")).toContain("began 2026-10-31 and is over");
    expect(html.includes("an anomaly begins")).toBe(false);
    expect(findSection(html, "days")).not.toContain("Marked is");
  });

  test("on one of its days: a sign, which the text below explains, and none for those before", async () => {
    const html = await pageAt("2026-11-04");
    expect(html.includes("an anomaly begins")).toBe(true);
    expect(findSection(html, "days")).toContain(
      "Marked is where an anomaly begins: 3 agent Invoice Extractor, 2026-11-01.",
    );
    const began = [...html.matchAll(/Began: ([^"]*)"/g)].map(([, words]) => words);
    expect(new Set(began)).toEqual(new Set(["3. agent Invoice Extractor"]));
  });
});

test("what an anomaly cost since it began is the headline's figure, and its parts are those of the window", async () => {
  const html = await readPage("manager");
  const anomalies = findSection(html, "anomalies");
  expect(anomalies).toContain("Contract Reviewer +$23.10, since 2026-11-18, going on, $5.77 a day more");
  const words =
    "agent Contract Reviewer: +$25.27 in the window; since 2026-11-18 and going on: +$23.10, $5.77 a day more. Of the +$25.27: +$23.17 from dearer models or prices.";
  expect(anomalies).toContain(words);
  expect(findAnswer(html, "What changed, and why?")).toContain(words);
  expect(anomalies).toContain(
    "agent Invoice Extractor: +$29.02 in the window; began 2026-11-19 and is over: +$25.70. Of the +$29.02: +$27.80 from more requests.",
  );
  expect(anomalies).toMatch(/^Contract Reviewer \| agent \| 2026-11-18 \| \+\$23\.10 \| \$5\.77 \| yes$/m);
});

test("where no beginning is known, there is no table of beginnings", async () => {
  using written = await writeReport(double, "manager");
  const data = await written.data();
  const beginnings = "Since when, and what it has cost more from then on, in USD";
  expect(findSection(await writePage(Object(data)), "anomalies")).toContain(beginnings);
  // The tool leaves columns out of which nothing is known.
  const { anomalies } = Object(data).results.diagnose_cost_anomaly;
  const at: number = anomalies.columns.indexOf("since");
  for (const list of [anomalies.columns, ...anomalies.rows]) list.splice(at);
  const text = findSection(await writePage(Object(data)), "anomalies");
  expect(text).toContain("The figures behind it");
  expect(text).not.toContain(beginnings);
});

describe("of a workspace, what to do first", () => {
  test("is about a budget that is over and stops requests, before one that will be", async () => {
    replaceInAnswers(
      "/api/v1/departments",
      '"name":"Finance","budgetCents":30000',
      '"name":"Finance","budgetCents":20000',
    );
    expect(findAnswer(await readPage("manager"), whatFirst)).toStartWith(
      "Decide about the budget of department Finance, whose requests should have stopped: $236.29 of $200.00 (118.1 %).",
    );
  });

  test("a budget that is over and only alerts comes after what goes on", async () => {
    const steps = findAnswer(await readPage("manager"), whatFirst).split("\n");
    expect(steps[0]).toStartWith("Decide about the budget of department Finance before its requests stop");
    const place = (words: string): number => steps.findIndex((step) => step.includes(words));
    expect(place("agent Contract Reviewer")).toBeGreaterThan(0);
    expect(place("key research-analyst")).toBeGreaterThan(place("agent Contract Reviewer"));
    expect(steps[place("key research-analyst")]).toEndWith("at the limit: alerts only.");
  });

  test("is never nothing where the budget is unknown", async () => {
    for (const route of ["departments", "virtual-keys", "analytics/costs", "policies/budget-control"])
      failRoute(`/api/v1/${route}`);
    const html = await readPage("manager");
    expect(findAnswer(html, withinBudget)).toStartWith("No budget is set, or it is unknown");
    expect(findAnswer(html, whatFirst)).toStartWith(
      "Find out whether the workspace has a budget, and whether it should: none is set, or it is unknown.",
    );
  });

  test.each([
    [
      '"currency":"USD"',
      '"currency":"EUR"',
      "the budget cannot be held against the cost",
      "set, but not known",
    ],
    ['"period":"monthly"', '"period":"weekly"', "the budget of $5,000.00 counts weekly", "$5,000.00, weekly"],
  ])("is never nothing where the budget is set otherwise: %s, %s", async (from, to, says, budget) => {
    replaceInAnswers("/api/v1/policies/budget-control", from, to);
    for (const route of ["departments", "virtual-keys", "analytics/costs"]) failRoute(`/api/v1/${route}`);
    const html = await readPage("manager");
    expect(findAnswer(html, withinBudget)).toStartWith(`Not known: ${says}\n`);
    expect(findSection(html, "cycle")).toContain(`\nBudget | ${budget}`);
    expect(findAnswer(html, whatFirst)).toStartWith("Find out how much of the workspace's budget is used: ");
  });

  test("what could not be read is said beside the steps", async () => {
    expect(findAnswer(await readPage("manager"), whatFirst)).not.toContain("Not known");
    failRoute("/api/v1/virtual-keys");
    expect(findAnswer(await readPage("manager"), whatFirst)).toEndWith(
      "Not known: which budgets of keys and departments are used up.",
    );
  });
});

describe("what was spent, where a part of it failed", () => {
  test("of a workspace is still said, by the other route that has it", async () => {
    failRoute("/api/v1/analytics/usage");
    const html = await readPage("manager");
    expect(findAnswer(html, "What did we spend?")).toStartWith("$1,471.95 in this billing cycle");
    expect(findLead(html)).toBe("$1,471.95 so far in this billing cycle.");
  });

  test("of a key is called unknown, and its budget stays", async () => {
    failRoute("/api/v1/cockpit/usage-summary");
    expect(findLead(await readPage("vk"))).toBe(
      "What this key spent is not known. Of its monthly budget of $200.00, 60.1 % is used.",
    );
  });
});

describe("a budget of the workspace that is used up is said to be", () => {
  test("though there is no forecast", async () => {
    replaceInAnswers("/api/v1/policies/budget-control", '"amount":5000', '"amount":500');
    const isOld = (row: unknown): boolean => String(Object(row).date) < "2026-11-12";
    const young = (answer: unknown): unknown =>
      JSON.parse(JSON.stringify(answer), (_, value: unknown) =>
        Array.isArray(value) ? value.filter((row) => !isOld(row)) : value,
      );
    double.fault({ path: "/api/v1/analytics/usage", effect: changeAnswer(young) });
    const html = await readPage("manager");
    expect(findLead(html)).toStartWith("$727.34 so far in this billing cycle, of a budget of $500.00. ");
    expect(findAnswer(html, withinBudget)).toStartWith("No: $727.34 of $500.00 is spent already\n");
    expect(findAnswer(html, whatFirst)).toContain(
      "Decide whether to spend less or to raise the budget of $500.00: $727.34 is spent already.",
    );
  });

  test("but nothing spent of nothing is not", async () => {
    const emptied = (answer: unknown): unknown =>
      JSON.parse(JSON.stringify(answer), (_, value: unknown) => (typeof value === "number" ? 0 : value));
    double.fault({ effect: changeAnswer(emptied) });
    const html = await readPage("manager");
    expect(findAnswer(html, "What did we spend?")).toStartWith("$0.00 in this billing cycle");
    expect(findAnswer(html, withinBudget)).toStartWith("Unknown: the budget is $0.00");
  });

  test("not expected to be; up to the cent", async () => {
    replaceInAnswers("/api/v1/policies/budget-control", '"amount":5000', '"amount":1471.95');
    const html = await readPage("manager");
    expect(findAnswer(html, withinBudget)).toStartWith("No: $1,471.95 of $1,471.95 is spent already\n");
    expect(findSection(html, "cycle")).toContain("\nBudget used up | already\n");
    double.reset();
    replaceInAnswers("/api/v1/policies/budget-control", '"amount":5000', '"amount":1472');
    expect(findAnswer(await readPage("manager"), withinBudget)).toStartWith("No: heading for");
  });
});

describe("of a key, what to do first", () => {
  test("nothing, where all is known", async () => {
    expect(findAnswer(await readPage("vk"), whatFirst)).toBe(
      "Nothing in these figures asks for a decision today.",
    );
  });

  test.each([
    [[budgetRoute], "whether the key has a budget, and how much of it is used"],
    [[requestsRoute], "whether requests failed"],
    [
      [budgetRoute, requestsRoute],
      "whether the key has a budget, and how much of it is used; whether requests failed",
    ],
  ])("without %j: to find that out", async (routes, unknown) => {
    for (const route of routes) failRoute(route);
    expect(findAnswer(await readPage("vk"), whatFirst)).toBe(
      `Find out what is unknown: ${unknown}. What is known asks for no decision today.`,
    );
  });

  test("a budget of days that the API does not state: its use is unknown, and its name is no unknown budget", async () => {
    double.fault({ path: budgetRoute, effect: { kind: "missing_fields", names: ["budget_window"] } });
    const html = await readPage("vk");
    expect(findLead(html)).toBe("This key spent $120.28 in this billing cycle so far.");
    expect(findAnswer(html, withinBudget)).toStartWith(
      "Not known: how much of the budget of $200.00 is used\nOver which days it counts, the API does not state.",
    );
    expect(findAnswer(html, whatFirst)).toContain("how much of the budget is used");
  });
});

test("of a key that is bound to nobody, to bind it", async () => {
  expect(findAnswer(await readPage(credentials.unboundVirtualKey), whatFirst)).toStartWith(
    "Have this key bound to the agent or member that uses it: until then its figures may be those of the whole workspace.",
  );
});

test("the days of a week are said once", async () => {
  expect(findAnswer(await readPage("vk", ["--period", "7d"]), "What did this key spend?")).toBe(
    "$40.30 in 2026-11-15 to 2026-11-21, UTC",
  );
});

test("days that the API does not name are called unknown in a sentence", async () => {
  double.fault({
    path: "/api/v1/cockpit/usage-summary",
    effect: { kind: "missing_fields", names: ["period"] },
  });
  expect(findAnswer(await readPage("vk"), "What did this key spend?")).toStartWith(
    "$120.28 in this billing cycle so far\nIts days are not known.\n",
  );
});

describe("of a key, whether it is within budget", () => {
  test("names the budget's window, here and in the sentence on top", async () => {
    const html = await readPage("vk");
    expect(findLead(html)).toBe(
      "This key spent $120.28 in this billing cycle so far. Of its monthly budget of $200.00, 60.1 % is used.",
    );
    expect(findAnswer(html, withinBudget)).toBe(
      "Yes: 60.1 % of the monthly budget of $200.00 is used\n$79.72 left. It starts anew after 9 days, today included. At the limit: requests stop.",
    );
  });

  test.each([
    ["12028", "No: 100.0 % of the monthly budget of $120.28 is used"],
    ["12040", "Yes: 99.9 % of the monthly budget of $120.40 is used"],
  ])("a budget of %s cents", async (cents, words) => {
    replaceInAnswers(budgetRoute, '"budget_cents":20000', `"budget_cents":${cents}`);
    const html = await readPage("vk");
    expect(findAnswer(html, withinBudget)).toStartWith(`${words}\n`);
    expect(findAnswer(html, whatFirst)).toStartWith(
      "Decide whether to spend less or to have the monthly budget raised",
    );
  });

  test.each([
    ["weekly", "7d", "last 7 days"],
    ["daily", "24h", "last 24 hours"],
  ])("a %s budget is held against the days that it counts", async (window, period, days) => {
    replaceInAnswers(budgetRoute, '"budget_window":"monthly"', `"budget_window":"${window}"`);
    const html = await readPage("vk");
    expect(double.requests.filter(({ path }) => path === budgetRoute).at(-1)?.query["period"]).toBe(period);
    expect(findAnswer(html, withinBudget)).toMatch(
      new RegExp(`^Yes: \\d+\\.\\d % of the ${window} budget of \\$200\\.00 is used\n`),
    );
    expect(findSection(html, "budget")).toContain(`Budget of the key; spent in the ${days}\n`);
  });

  test("a weekly budget whose days are not answered: how much is used is not known", async () => {
    double.fault({
      path: ({ path, query }) => path === budgetRoute && query["period"] === "7d",
      effect: { kind: "status", status: 400 },
    });
    replaceInAnswers(budgetRoute, '"budget_window":"monthly"', '"budget_window":"weekly"');
    expect(findAnswer(await readPage("vk"), withinBudget)).toStartWith(
      "Not known: how much of the weekly budget of $200.00 is used\n",
    );
  });

  test("without a limit: what is spent, and in which days", async () => {
    expect(findAnswer(await readPage(credentials.noBudgetVirtualKey), withinBudget)).toMatch(
      /^This key has no limit\n\$\d+\.\d\d spent in the billing cycle\.$/,
    );
  });
});

test("the pace is that of yesterday's end, and says of what it is the share", async () => {
  using written = await writeReport(double, "manager");
  const { results } = await written.data();
  const pace = Object(results).get_executive_dashboard.cycle.burn_multiple;
  expect(findSection(written.html, "cycle")).toContain(
    `Pace by yesterday: share of the budget used ÷ share of the days over | ${pace}\n`,
  );
});

describe("a figure or word that is null", () => {
  test("of departments: no budget, and what it would be used of", async () => {
    expect(findSection(await readPage("manager"), "budgets")).toMatch(
      /^Legal \| \$199\.71 \| none stated \| no budget stated \| .* \| no budget stated \| 12 \| 40$/m,
    );
  });

  test("of anomalies: days that were not examined, and a rise from nothing", async () => {
    const anomalies = findSection(await readPage("manager"), "anomalies");
    expect(anomalies).toContain("\ngpt-4-turbo | model | new | $32.67 | $0.00 | +$32.67 | from nothing\n");
    expect(anomalies).toContain(
      "\ngpt-4-turbo | model | 2026-11-18 | not examined | not examined | not examined\n",
    );
  });

  test("of who spends it: not new", async () => {
    const spend = findSection(await readPage("manager"), "spend");
    expect(spend).toMatch(/^Code Reviewer \| .* \| -\$13\.64 \| no \| 5,176 \| \$0\.0586$/m);
    expect(spend).toMatch(/^Onboarding Guide \| .* \| yes \| 441 \| /m);
  });

  test("of a key's requests: unknown", async () => {
    replaceInAnswers(requestsRoute, '"provider":"anthropic"', '"provider":null');
    expect(findSection(await readPage("vk"), "requests")).toMatch(
      / \| claude-3-5-haiku \| unknown \| success \| /,
    );
  });

  test("is never a dash", async () => {
    for (const who of ["vk", "manager"]) {
      const html = await readPage(who);
      expect([...html.matchAll(/<t[dh][^>]*>(?:<[^>]*>)*[–-]?(?:<[^>]*>)*<\/t[dh]>/g)].map(String)).toEqual(
        [],
      );
    }
  });
});

describe("a table of costs names their window", () => {
  test("what cost something before and nothing since", async () => {
    expect(findSection(await readPage("manager"), "spend")).toContain(
      "\nCost in 2026-09-23 to 2026-10-22, none in 2026-10-23 to 2026-11-21 (UTC)\nAgent | Cost then\n",
    );
  });

  test("keys to ask about", async () => {
    expect(findSection(await readPage("manager"), "idle")).toContain(
      "| No spend since | Cost in the billing period | Budget\n",
    );
  });
});

test("words of the API are written for people, and names stay as they are", async () => {
  replaceInAnswers("/api/v1/departments", '"name":"Legal"', '"name":"legal_and_tax"');
  const html = await readPage("manager");
  const budgets = findSection(html, "budgets");
  expect(budgets).toMatch(/^Finance \| department \| .* \| requests stop$/m);
  expect(budgets).toMatch(/^Marketing \| department \| .* \| alerts only$/m);
  expect(budgets).toMatch(/^Engineering \| .* \| soft throttle \(effect not documented\) \| 12 \| 42$/m);
  expect(budgets).toMatch(/^legal_and_tax \| /m);
  expect(findSection(html, "anomalies")).toMatch(/ master key \d+, member /);
  expect(findSection(html, "idle")).toMatch(/^translation-checker-key \| key \| safe to remove \| /m);
  expect(findSection(html, "cycle")).toEndWith("At the limit | alerts only");
});

test("a request that cost less than a cent is not for nothing", async () => {
  using written = await writeReport(double, "vk");
  const data = await written.data();
  const { results } = Object(data);
  const { requests } = results.get_my_recent_requests;
  const at: number = requests.columns.indexOf("cost_usd");
  for (const [index, cost] of [0.0042, 0.03, 0.0312, 0, null].entries()) requests.rows[index][at] = cost;
  const text = findSection(await writePage(Object(data)), "requests").split("\n");
  const costs = text.filter((line) => line.startsWith("2026-")).map((line) => line.split(" | ").at(-2));
  expect(costs.slice(0, 5)).toEqual(["$0.0042", "$0.03", "$0.0312", "$0.00", "unknown"]);
});

import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, everyRow, expectWorkspaceHeaders, listForms, rowsIn } from "../support/workspace.ts";

const name = "list_virtual_keys";
const all = { page_size: 100 };

test("keys with owner, budget, spend and use; how many there are; and the master keys behind them", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { page_size: 4 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    keys: ["label","status","bound_to","budget_usd","cost_usd","used_percent","budget_window","at_limit","last_used","prefix","id"]
      ["code-reviewer","active","agent Code Reviewer",300,213.55,71.2,"monthly","block (block_requests)","2026-11-22","vk-agent-0001","b86bd0fa-4bcf-4405-a18f-4bfa3db4888a"]
      ["research-analyst","active","agent Research Analyst",60,120.33,200.6,"monthly","alert_only",null,"vk-agent-0003","d7b062f1-2f2a-41ba-a5be-087a5b4f7bc0"]
      ["support-bot-prod","active","agent Support Bot",200,120.28,60.1,"monthly","block (block_requests)",null,"vk-agent-9c1e","b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b33"]
      ["sql-helper","active","agent SQL Helper",250,119.9,48,"monthly","block (block_requests)","2026-11-22","vk-agent-0002","9863216d-0ed7-402a-a2f7-57325cc1cb76"]
    page: {"returned":4,"total":430,"next_page":2}
    matching_by_status: {"active":316,"revoked":45,"disabled":35,"expired":34}
    master_keys_of_matching: ["label","provider"]
      ["OpenRouter shared","openrouter"]
      ["Anthropic main","anthropic"]
      ["OpenAI main","openai"]
      ["Google AI","google"]
    cost_window: "subscription's current period, since 2026-11-01"
    source: "virtual-keys, subscriptions/current"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/subscriptions/current",
    ...[1, 2, 3, 4, 5].map((page) => `GET /api/v1/virtual-keys?page=${page}&pageSize=100`),
  ]);
  expectWorkspaceHeaders(connection.double);
});

const usual = (async () => {
  await using connection = await connect("manager");
  return (await connection.call(name, { page: 4, ...all })).structured;
})();

describe("all 430 keys, whatever the form of the list", () => {
  test("each once, with its spend in the billing cycle, the highest first", async () => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const rows = await everyRow(connection, name, all, "keys");
    expect(rows.map(({ id }) => id).toSorted()).toEqual(world.virtualKeys.map(({ id }) => id).toSorted());
    const spends = rows.map(({ cost_usd: spent }) => Number(spent));
    expect(spends).toEqual(spends.toSorted((a, b) => b - a));
    const keys = new Map(world.virtualKeys.map((key) => [key.id, key]));
    for (const { id, cost_usd: spent, budget_usd: budget = null } of rows) {
      const { costUsd } = figuresOf(chargesOf(world, "2026-11-01", "2026-11-22", (key) => key.id === id));
      // No limit is null, not 0.
      expect({ id, spent, budget }).toEqual({
        id,
        spent: costUsd,
        budget: keys.get(String(id))?.budgetUsd ?? null,
      });
    }
  });

  test.each([
    ...listForms,
    { pageSizeCap: 20 },
    { pageSizeCap: 20, listKey: "array", workspaceEnvelope: "none" } as const,
    { pageSizeCap: 43, listKey: "array", workspaceEnvelope: "none" } as const,
    { keySpendField: "spentCents" } as const,
    { keyBudgetField: "budgetCents" } as const,
    { numericStrings: true },
    { fieldCase: "snake", keyBudgetField: "budgetCents", keySpendField: "spentCents" } as const,
  ])("%j", async (switches) => {
    await using connection = await connect("manager", { switches });
    // A call reads the whole list, whichever page it shows.
    const { structured } = await connection.call(name, { page: 4, ...all });
    expect(structured).toEqual(await usual);
  });

  test("a result with more rows than fit says how to get the others", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      effect: {
        kind: "custom",
        respond: (_, usual) => {
          const reply = usual();
          return {
            ...reply,
            body: String(reply.body).replaceAll(
              /"(label|entityDisplayName)":"/g,
              (start) => `${start}${"long ".repeat(18)}`,
            ),
          };
        },
      },
    });
    const { structured } = await connection.call(name, all);
    const shown = rowsIn(structured, "keys").length;
    expect(shown).toBeLessThan(100);
    expect(structured["page"]).toEqual({ returned: shown, total: 430, next_page: 2 });
    expect(structured["warnings"]).toEqual([
      `keys shows ${shown} of 100 rows of this page, because more would not fit into one result: ask for smaller pages (page_size ${shown}, from page 1), or narrow the request, to see the rest.`,
    ]);
  });
});

describe("filters", () => {
  test.each([false, true])("hold on the rows, also when the API ignores them: %p", async (filtersIgnored) => {
    await using connection = await connect("manager", { switches: { filtersIgnored } });
    const { world } = connection.double;
    const filter = { status: "Disabled", entity_type: "agent", ...all };
    const rows = await everyRow(connection, name, filter, "keys");
    const wanted = world.virtualKeys.filter(
      ({ status, entityType }) => status === "disabled" && entityType === "agent",
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
  });

  test("search looks into label, prefix and the owner's name", async () => {
    await using connection = await connect("manager");
    const found = async (search: string) =>
      rowsIn((await connection.call(name, { search })).structured, "keys").map(({ label }) => label);
    expect(await found("SUPPORT-BOT")).toEqual(["support-bot-prod"]);
    expect(await found("vk-agent-9c1e")).toEqual(["support-bot-prod"]);
    expect(await found("Research Analyst")).toHaveLength(1);
    expect(await found("no such key")).toEqual([]);
  });

  test("an unknown status is an empty list, counted", async () => {
    await using connection = await connect("manager");
    const { structured } = await connection.call(name, { status: "exceeded" });
    expect(structured).toMatchObject({
      page: { returned: 0, total: 0, next_page: null },
      matching_by_status: {},
      warnings: [
        'No keys match status "exceeded"; there are active 316, revoked 45, disabled 35, expired 34.',
      ],
    });
  });
});

describe("order", () => {
  const column = async (sortBy: string, of: string) => {
    await using connection = await connect("manager");
    const rows = await everyRow(connection, name, { sort_by: sortBy, status: "active", ...all }, "keys");
    return rows.map((row) => String(row[of] ?? ""));
  };

  test("label", async () => {
    const labels = await column("label", "label");
    expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
  });

  test("created, newest first", async () => {
    const days = await column("created", "created");
    expect(days).toEqual(days.toSorted().toReversed());
  });

  test("last_used, the longest ago first; those that do not say come last, and are counted", async () => {
    const days = await column("last_used", "last_used");
    const known = days.filter((day) => day !== "");
    expect(known.length).toBeGreaterThan(0);
    expect(days.slice(0, known.length)).toEqual(known.toSorted());
    expect(days.slice(known.length).join("")).toBe("");
    await using connection = await connect("manager");
    const { structured } = await connection.call(name, { sort_by: "last_used", status: "active" });
    expect(structured["warnings"]).toEqual([
      `${days.length - known.length} of ${days.length} keys state no last use: unknown, not never. They come last.`,
    ]);
  });
});

test("the old word for the order by cost", async () => {
  await using connection = await connect("manager");
  const [byCost, bySpend] = await Promise.all(
    ["cost", "spend"].map((sort_by) => connection.call(name, { sort_by })),
  );
  expect(bySpend?.structured).toEqual(byCost?.structured ?? {});
});

test("a budget of a day is not held against the cost of a billing period, and no limit has no action", async () => {
  await using connection = await connect("manager");
  const row = {
    status: "active",
    budgetAction: "block_requests",
    budgetCents: 10_000,
    spendCents: 5_000,
    createdAt: "2026-01-05T00:00:00Z",
  };
  const rows = [
    { ...row, id: "a", label: "of a month", budgetWindow: "monthly" },
    { ...row, id: "b", label: "of a day", budgetWindow: "daily" },
    { ...row, id: "c", label: "without", budgetCents: null, budgetWindow: "monthly" },
  ];
  connection.double.fault({
    path: "/api/v1/virtual-keys",
    effect: { kind: "status", status: 200, body: { data: { data: rows, total: 3 } } },
  });
  const { structured } = await connection.call(name, { sort_by: "label" });
  expect(rowsIn(structured, "keys")).toMatchObject([
    {
      label: "of a day",
      budget_usd: 100,
      cost_usd: 50,
      at_limit: "block (block_requests)",
    },
    {
      label: "of a month",
      budget_usd: 100,
      cost_usd: 50,
      at_limit: "block (block_requests)",
    },
    { label: "without", budget_usd: null, at_limit: "no limit" },
  ]);
  expect(structured["warnings"]).toEqual([
    "The budget of 1 of these keys has another or no stated window; their cost is that of the billing period: the two cannot be compared.",
  ]);
});

test("bound to nobody", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { search: "batch-import" });
  expect(rowsIn(structured, "keys")).toMatchObject([{ label: "batch-import", bound_to: "nobody" }]);
});

test("a list that states no spend: unknown, not 0", async () => {
  await using connection = await connect("manager", { switches: { keySpendField: "absent" } });
  const { structured } = await connection.call(name);
  expect(rowsIn(structured, "keys")[0]).not.toHaveProperty("cost_usd");
  expect(structured["warnings"]).toEqual(["The API states no spend for keys: it is unknown, not zero."]);
});

test("an unknown wrapper is an error that names what is there", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/virtual-keys",
    effect: { kind: "status", status: 200, body: { data: { records: [], next: null } } },
  });
  const { isError, text } = await connection.call(name);
  expect(isError).toBe(true);
  expect(text).toContain("no list of rows; the members are: records, next");
});

test("401 names the variable", async () => {
  await using connection = await connect("pat_expired_55555555555555555555555555555");
  const { text } = await connection.call(name);
  expect(text).toMatchInlineSnapshot(
    `"list_virtual_keys failed. Alephant did not accept the credential (HTTP 401): GET /api/v1/virtual-keys. The API says: token has expired. The personal access token may be wrong, expired or revoked, or belong to another deployment. Check ALEPHANT_PAT (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it."`,
  );
});

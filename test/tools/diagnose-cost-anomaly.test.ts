import { describe, expect, test } from "bun:test";
import type { World } from "../api-double/server.ts";
import type { Switches } from "../api-double/switches.ts";
import {
  callSuccessfully,
  callWithout,
  expectCancellation,
  expectNamed,
  expectNextCallsSucceed,
  expectNoNewFigures,
  expectProgress,
  failures,
  lineOf,
  nextOf,
  selectRows,
} from "../support/analyses.ts";
import { connect } from "../support/connect.ts";
import { figuresOf } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import type { Row } from "../support/workspace.ts";
import { chargesOf, keyOf, keyOfDepartment, rowsIn } from "../support/workspace.ts";

const name = "diagnose_cost_anomaly";
const week = { name, args: { period: "7d" } };
const window = ["2026-11-15", "2026-11-21"] as const;
const earlier = [
  ["2026-11-08", "2026-11-14"],
  ["2026-11-01", "2026-11-07"],
  ["2026-10-25", "2026-10-31"],
  ["2026-10-18", "2026-10-24"],
] as const;

/** Takes four values. */
function median(values: readonly number[]): number {
  const [, low = Number.NaN, high = Number.NaN] = values.toSorted((a, b) => a - b);
  return (low + high) / 2;
}

type Key = World["virtualKeys"][number];
const round = (usd: number): number => Math.round(usd * 100 * (1 + Number.EPSILON)) / 100;

/** Actual and expected, from the charges alone. */
function truthOf(world: World, isWanted?: (key: Key) => boolean) {
  const actual = figuresOf(chargesOf(world, ...window, isWanted)).costUsd;
  const expected = median(
    earlier.map(([from, to]) => figuresOf(chargesOf(world, from, to, isWanted)).costUsd),
  );
  return { actual_usd: actual, expected_usd: round(expected), excess_usd: round(actual - round(expected)) };
}

test("a week with planted events", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, week.args);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "3 agents cost unusually much in 2026-11-15..2026-11-21 (judged from $5.14 up): Invoice Extractor +$25.69, on 2026-11-19 only; Contract Reviewer +$22.93, since 2026-11-18, going on, $5.73 a day more ($171.90 in 30 days); Onboarding Guide new, $20.48, since 2026-11-17, going on, $4.10 a day more ($123.00 in 30 days). The same dollars, in part or whole, from other sides: department Finance +$26.07, model gpt-4-turbo +$32.67, master key Google AI +$24.38. gpt-4-turbo through Contract Reviewer since 2026-11-18. Less than usual: agent Legacy Translator stopped, -$32.44."
    verdict: "anomaly"
    window: "2026-11-15..2026-11-21"
    baseline: "4 such windows, 2026-10-18..2026-10-24 to 2026-11-08..2026-11-14"
    workspace: {"actual_usd":514.45,"expected_usd":472.95,"excess_usd":41.5,"excess_percent":8.8}
    certainty: "6 clear (2 times chance), 3 likely"
    anomalies: ["dimension","name","kind","actual_usd","expected_usd","excess_usd","excess_percent","flagged_by","certainty","since","excess_since_usd","excess_usd_a_day","goes_on","through","id"]
      ["agent","Invoice Extractor","increase",49.36,24.27,25.09,103.4,"1-day sum 25.69 ≥ 5.14","clear","2026-11-19",25.69,25.69,false,null,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205"]
      ["agent","Contract Reviewer","increase",52.02,27.95,24.07,86.2,"5-day sum 23.71 ≥ 7.22","clear","2026-11-18",22.93,5.73,true,null,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204"]
      ["agent","Onboarding Guide","new",20.48,0,20.48,null,"new 20.48 ≥ 5.14","clear","2026-11-17",20.48,4.1,true,null,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b206"]
      ["department","Finance","increase",96.72,69.41,27.31,39.3,"1-day sum 26.07 ≥ 9.93","clear","2026-11-19",26.07,26.07,false,null,"b3d9f5cc-5e70-4077-8c21-7d8e9f0a1b22"]
      ["department","Legal","increase",80.67,57.47,23.2,40.4,"5-day sum 23.46 ≥ 14.87","likely","2026-11-18",22.78,5.7,true,null,"c4ea06dd-6f81-4188-9d32-8e9f0a1b2c33"]
      ["model","gpt-4-turbo","new",32.67,0,32.67,null,"new 32.67 ≥ 5.14","clear","2026-11-18",null,null,null,"Contract Reviewer",null]
      ["model","gemini-1.5-pro","increase",73.42,49.04,24.38,49.7,"level 24.38 ≥ 17.16","likely",null,null,null,null,null,null]
      ["master_key","Google AI","increase",73.42,49.04,24.38,49.7,"level 24.38 ≥ 17.16","likely",null,null,null,null,null,"e5e5c3b2-bf20-4d8c-93d4-7b7a6f5e4d3c"]
    drivers: ["dimension","name","volume_usd","tokens_per_request_usd","price_and_model_mix_usd"]
      ["agent","Invoice Extractor",24.44,0.7,-0.05]
      ["agent","Contract Reviewer",0.76,0.06,23.25]
      ["department","Finance",35.16,-0.77,-7.08]
      ["department","Legal",-0.14,-0.49,23.83]
    drops: ["dimension","name","kind","actual_usd","expected_usd","excess_usd","flagged_by","certainty","id"]
      ["agent","Legacy Translator","stopped",0,32.44,-32.44,"stopped 32.44 ≥ 11.35","clear","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b207"]
    watch: ["dimension","name","kind","actual_usd","expected_usd","excess_usd","excess_percent","id"]
      ["model","gpt-4o","decrease",171.24,209.31,-38.07,-18.2,null]
      ["department","Marketing","decrease",64.87,94.49,-29.62,-31.3,"d5fb17ee-7092-4299-8e43-9f0a1b2c3d44"]
      ["department","Customer Care","increase",101.59,79,22.59,28.6,"91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00"]
    method: "Expected: median of the earlier windows. level, drop, stopped (new: dollars alone): at least $5.14, 25 % and 3.5 spreads away from it. N-day sum: beyond what the entity's own weeks do. What everybody does at once is no anomaly."
    coverage: "Examined: agent 199, department 5, master_key 4, member 60, model 10; 6 on the watch list, the 3 largest shown."
    next: [{"tool":"compare_entity_periods","arguments":{"entity_type":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205","period":"7d"},"why":"What drives Invoice Extractor"},{"tool":"get_agent_analytics","arguments":{"agent_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204","period":"30d"},"why":"Days of Contract Reviewer"},{"tool":"get_agent_analytics","arguments":{"agent_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b206","period":"30d"},"why":"Days of Onboarding Guide"}]
    source: "analytics/costs, analytics/usage"
    warnings: []"
  `);
});

test("a month in which short events weigh little", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "2 agents cost unusually much in 2026-10-23..2026-11-21 (judged from $20.61 up): Invoice Extractor +$25.70, on 2026-11-19 only; Contract Reviewer +$23.10, since 2026-11-18, going on, $5.77 a day more ($173.10 in 30 days). The same dollars, in part or whole, from other sides: department Finance +$26.16, model gpt-4-turbo +$32.67. gpt-4-turbo through Contract Reviewer since 2026-11-18."
    verdict: "anomaly"
    window: "2026-10-23..2026-11-21"
    baseline: "4 such windows, 2026-06-05..2026-07-04 to 2026-09-18..2026-10-17"
    workspace: {"actual_usd":2061.31,"expected_usd":2058.32,"excess_usd":2.99,"excess_percent":0.1}
    certainty: "4 clear (2 times chance), 1 weak (may be chance)"
    anomalies: ["dimension","name","kind","actual_usd","expected_usd","excess_usd","excess_percent","flagged_by","certainty","since","excess_since_usd","excess_usd_a_day","goes_on","through","id"]
      ["agent","Invoice Extractor","increase",127.92,98.9,29.02,29.3,"1-day sum 25.69 ≥ 20.61","clear","2026-11-19",25.7,25.7,false,null,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205"]
      ["agent","Contract Reviewer","increase",143.95,118.68,25.27,21.3,"5-day sum 23.71 ≥ 20.61","clear","2026-11-18",23.1,5.77,true,null,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204"]
      ["department","Finance","increase",323,298.85,24.15,8.1,"1-day sum 26.07 ≥ 20.61","clear","2026-11-19",26.16,26.16,false,null,"b3d9f5cc-5e70-4077-8c21-7d8e9f0a1b22"]
      ["department","Customer Care","increase",361.27,345.58,15.69,4.5,"5-day sum 21.37 ≥ 20.61","weak","2026-11-18",6.02,6.02,false,null,"91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00"]
      ["model","gpt-4-turbo","new",32.67,0,32.67,null,"new 32.67 ≥ 20.61","clear","2026-11-18",null,null,null,"Contract Reviewer",null]
    drivers: ["dimension","name","volume_usd","tokens_per_request_usd","price_and_model_mix_usd"]
      ["agent","Invoice Extractor",27.8,1.67,-0.45]
      ["agent","Contract Reviewer",2.14,-0.04,23.17]
      ["department","Finance",32.87,-1.25,-7.47]
      ["department","Customer Care",12.61,-3.83,6.91]
    drops: []
    watch: ["dimension","name","kind","actual_usd","expected_usd","excess_usd","excess_percent","id"]
      ["model","gpt-4o","decrease",854.29,933.61,-79.32,-8.5,null]
      ["department","Marketing","decrease",372.5,428.97,-56.47,-13.2,"d5fb17ee-7092-4299-8e43-9f0a1b2c3d44"]
      ["agent","Legacy Translator","decrease",102.53,134.86,-32.33,-24,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b207"]
    method: "Expected: median of the earlier windows. level, drop, stopped (new: dollars alone): at least $20.61, 25 % and 3.5 spreads away from it. N-day sum: beyond what the entity's own weeks do. What everybody does at once is no anomaly."
    coverage: "Examined: agent 217, department 5, master_key 4, member 60, model 10; 5 on the watch list, the 3 largest shown."
    next: [{"tool":"diagnose_cost_anomaly","arguments":{"period":"7d"},"why":"What moved in 7 days, too little for 30"},{"tool":"compare_entity_periods","arguments":{"entity_type":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205","period":"7d"},"why":"What drives Invoice Extractor"},{"tool":"get_agent_analytics","arguments":{"agent_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204","period":"30d"},"why":"Days of Contract Reviewer"}]
    source: "analytics/costs, analytics/usage"
    warnings: []"
  `);
});

test("exactly what was planted is flagged among the agents, with the figures of the charges", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { step, spike, newAgent, vanishedAgent, tinyRise } = world.planted;
  const { structured } = await connection.call(name, week.args);
  const found = selectRows(structured, "anomalies", "agent");
  const truth = (agentId: string) => ({ id: agentId, ...truthOf(world, keyOf(agentId)) });
  expect(found).toHaveLength(3);
  expect(found).toMatchObject([
    { ...truth(spike.agentId), kind: "increase", since: spike.date, goes_on: false },
    { ...truth(step.agentId), kind: "increase", since: step.from, goes_on: true },
    { ...truth(newAgent.agentId), kind: "new", since: newAgent.from, goes_on: true },
  ]);
  expect(rowsIn(structured, "drops")).toMatchObject([
    { ...truth(vanishedAgent.agentId), dimension: "agent", kind: "stopped" },
  ]);
  expect(JSON.stringify(structured)).not.toContain(tinyRise.agentId);
  expect(structured["workspace"]).toMatchObject(truthOf(world));
});

test("departments are held against their own charges", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, week.args);
  const rows = [
    ...selectRows(structured, "anomalies", "department"),
    ...selectRows(structured, "watch", "department"),
  ];
  expect(rows.length).toBeGreaterThan(2);
  for (const row of rows) {
    expect(row).toMatchObject(truthOf(world, keyOfDepartment(world, String(row["id"]))));
  }
});

test("drivers add up to the excess, and name the planted reasons", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, week.args);
  const excess = new Map(rowsIn(structured, "anomalies").map((row) => [row["name"], row["excess_usd"]]));
  const drivers = rowsIn(structured, "drivers");
  expect(drivers.length).toBeGreaterThan(1);
  for (const {
    name: of,
    volume_usd: volume,
    tokens_per_request_usd: tokens,
    price_and_model_mix_usd: price,
  } of drivers) {
    expect(round(Number(volume) + Number(tokens) + Number(price))).toBe(Number(excess.get(of)));
  }
  const [spike, step] = drivers;
  expect(Number(spike?.["volume_usd"])).toBeGreaterThan(0.9 * Number(excess.get("Invoice Extractor")));
  expect(Number(step?.["price_and_model_mix_usd"])).toBeGreaterThan(
    0.9 * Number(excess.get("Contract Reviewer")),
  );
});

/** What is judged by its window, because its days are unknown, has that rule's figures. */
const withoutRules = (structured: Row): Row => ({
  ...structured,
  ...Object.fromEntries(
    ["anomalies", "drops"].map((member) => [
      member,
      rowsIn(structured, member).map(({ flagged_by: _, certainty: __, ...row }) => row),
    ]),
  ),
});

describe("one request fails", async () => {
  const { lines, structured: good } = await callSuccessfully(week);
  const essential = `analytics/costs?dateFrom=${window[0]}&dateTo=${window[1]}`;

  test("the requests are those of the plan", () => {
    // An agent's rise shows on which day to look, and two who may carry the model's rise have two lists of models each.
    const [onset, carriers] = [2, 4];
    expect(lines).toHaveLength(12 + onset + carriers);
    expect(lines).toContain(essential);
  });

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(week, line, effect);
      expectNamed(outcome, line);
      expect(outcome.isError).toBe(line === essential);
      if (outcome.isError) return;
      const { structured } = outcome;
      if (line.startsWith("analytics/costs")) {
        // Three windows remain, and their middle one is another expectation.
        expectNoNewFigures(structured, good, ["workspace"]);
        expect(structured["verdict"]).toBe("anomaly");
        return;
      }
      expectNoNewFigures(withoutRules(structured), withoutRules(good), [
        "workspace",
        "anomalies",
        "drivers",
        "drops",
      ]);
    });
  });

  test("without the workspace's days its own figures are unknown, and the agents are judged all the same", async () => {
    const line = lines.find((each) => /^analytics\/usage\?dateFrom=[^&]*&dateTo=[^&]*$/.test(each)) ?? "";
    const { structured } = await callWithout(week, line, { kind: "status", status: 500 });
    expect(structured["workspace"]).toEqual({
      actual_usd: null,
      expected_usd: null,
      excess_usd: null,
      excess_percent: null,
    });
    expect(selectRows(structured, "anomalies", "agent")).toEqual(selectRows(good, "anomalies", "agent"));
  });

  test("without the days of a suspect its onset is unknown", async () => {
    const line = lines.find((each) => each.includes("agentId=")) ?? "";
    const id = new URLSearchParams(line.split("?")[1]).get("agentId");
    const { structured } = await callWithout(week, line, { kind: "status", status: 500 });
    const row = selectRows(structured, "anomalies", "agent").find((each) => each["id"] === id);
    expect(row).toMatchObject({ since: null, goes_on: null });
  });
});

test("earlier windows that cannot be read are no lack of history", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: (request) => lineOf(request).startsWith("analytics/costs") && !lineOf(request).includes(window[0]),
    effect: { kind: "status", status: 500 },
  });
  const { structured } = await connection.call(name, week.args);
  expect(structured).toMatchObject({
    verdict: "partial",
    anomalies: { rows: [] },
    drops: { rows: [] },
    watch: { rows: [] },
  });
  expect(String(structured["headline"])).toContain("some of it could not be read");
});

test("a workspace that began two weeks ago: too little history, said plainly", async () => {
  await using connection = await connect("manager");
  const { double } = connection;
  const firstDay = "2026-11-08";
  double.fault({
    path: "/api/v1/analytics/costs",
    effect: {
      kind: "custom",
      respond: ({ query }, usual) =>
        (query["dateFrom"] ?? "") >= firstDay
          ? usual()
          : { status: 200, headers: { "content-type": "application/json" }, body: emptyCosts },
    },
  });
  double.fault({
    path: "/api/v1/analytics/usage",
    effect: { kind: "custom", respond: (_, usual) => keepSince(firstDay, usual().body) },
  });
  const { structured } = await connection.call(name, week.args);
  expect(structured).toMatchObject({
    verdict: "insufficient_history",
    headline: "There is too little history to judge 2026-11-15..2026-11-21.",
    workspace: { actual_usd: truthOf(double.world).actual_usd, expected_usd: null, excess_usd: null },
    anomalies: { rows: [] },
    drops: { rows: [] },
    watch: { rows: [] },
    warnings: [
      "Only 1 of 4 earlier windows have cost: at least 3 are needed to know what is usual: no entity was judged.",
    ],
  });
});

const emptyCosts = JSON.stringify({
  data: { breakdown: ["agent", "department", "model"].map((dimension) => ({ dimension, items: [] })) },
});

/** A usage answer whose days before the first one had no use. */
function keepSince(firstDay: string, body: unknown) {
  const answer: unknown = JSON.parse(String(body));
  const { series, ...rest } = Object(Object(answer).data);
  const rows = series.map((row: { date: string }) =>
    row.date >= firstDay ? row : { ...row, requests: 0, cost: 0, tokens: 0 },
  );
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: { ...rest, series: rows } }),
  };
}

test.each([
  { dimensionSpelling: "plural" },
  { dimensionSpelling: "hyphen" },
  { numericStrings: true },
  { breakdownMemberAndModel: false },
  { zeroFillDays: false },
  { workspaceEnvelope: "code_data_message", fieldCase: "snake" },
] as const)("the same findings when the API answers with %j", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  const { structured: expected } = await usual.call(name, week.args);
  const { structured } = await connection.call(name, week.args);
  for (const table of ["anomalies", "drops"]) {
    for (const dimension of ["agent", "department", "model", "master_key"]) {
      expect(selectRows(structured, table, dimension)).toEqual(selectRows(expected, table, dimension));
    }
  }
  expect(structured["workspace"]).toEqual(expected["workspace"]);
});

const readModelRow = async (entityModels: Switches["entityModels"]) => {
  await using connection = await connect("manager", { switches: { entityModels } });
  const { structured } = await connection.call(name, week.args);
  const row = selectRows(structured, "anomalies", "model").find((each) => each["name"] === "gpt-4-turbo");
  return { row, headline: String(structured["headline"]), world: connection.double.world };
};

describe("a model that cost more", () => {
  const nobody = { agent: "absent", member: "absent", department: "absent" } as const;

  test.each(["models", "topModels", "byModel", "breakdown"] as const)(
    "has its first day, and the agent whose list of models (%s) holds the rise",
    async (form) => {
      const { row, headline, world } = await readModelRow({ ...nobody, agent: form });
      expect(row).toMatchObject({ since: world.planted.step.from, through: "Contract Reviewer" });
      expect(headline).toContain("gpt-4-turbo through Contract Reviewer since 2026-11-18.");
    },
  );

  test("has nobody where no list of models tells", async () => {
    const { row, headline, world } = await readModelRow(nobody);
    expect(row).toMatchObject({ since: world.planted.step.from });
    expect(row?.["through"] ?? null).toBeNull();
    expect(headline).toContain("gpt-4-turbo since 2026-11-18.");
  });
});

test("where models have a route of their own and it fails, the other dimensions are judged", async () => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches: { breakdownMemberAndModel: false } });
  connection.double.fault({ path: "/api/v1/analytics/models", effect: { kind: "status", status: 500 } });
  const { structured: expected } = await usual.call(name, week.args);
  const { structured } = await connection.call(name, week.args);
  // Without models there is none that moved through anybody.
  const agents = selectRows(expected, "anomalies", "agent").map(({ through: _, ...row }) => row);
  expect(selectRows(structured, "anomalies", "agent")).toEqual(agents);
  expect(selectRows(structured, "anomalies", "model")).toEqual([]);
  expect(structured["warnings"]).toEqual([
    expect.stringMatching(
      /^The costs by model could not be read, so they are missing\. .*\/api\/v1\/analytics\/models/,
    ),
  ]);
});

test("what it proposes next succeeds", async () => {
  await using connection = await connect("manager");
  for (const period of ["7d", "30d"]) {
    const { structured } = await connection.call(name, { period });
    await expectNextCallsSucceed(connection, structured);
  }
});

describe("a burst within a month", () => {
  const { start, burst } = { start: "2026-10-29", burst: "2026-11-19" }; // the same weekday

  test("the comparison that is proposed shows it", async () => {
    await using connection = await connect("manager");
    const { structured } = await connection.call(name);
    const [first] = nextOf(structured).filter(({ tool }) => tool !== name);
    expect(first).toMatchObject({ tool: "compare_entity_periods", arguments: { period: "7d" } });
    const shown = await connection.call("compare_entity_periods", first?.arguments);
    expect(shown.structured["within_usual_variation"]).toBe(false);
  });

  test("earlier than any comparison shows: its days are proposed", async () => {
    await using connection = await connect("manager");
    const { spike } = connection.double.world.planted;
    expect(spike.date).toBe(burst);
    connection.double.fault({
      path: ({ path, query }) => path === "/api/v1/analytics/usage" && query["agentId"] === spike.agentId,
      effect: {
        kind: "custom",
        respond: (_, usual) => {
          const reply = usual();
          const body = String(reply.body)
            .replace(`"${burst}"`, '"swapped"')
            .replace(`"${start}"`, `"${burst}"`)
            .replace('"swapped"', `"${start}"`);
          return { ...reply, body };
        },
      },
    });
    const { structured } = await connection.call(name);
    const [first, second] = nextOf(structured).filter(({ tool }) => tool !== name);
    expect(selectRows(structured, "anomalies", "agent")).toContainEqual(
      expect.objectContaining({ id: spike.agentId, since: start }),
    );
    expect(first).toMatchObject({
      tool: "get_agent_analytics",
      arguments: { agent_id: spike.agentId, period: "30d" },
    });
    expect(second).toMatchObject({ tool: "drill_down_spend", arguments: { period: "30d" } });
    await expectNextCallsSucceed(connection, structured);
  });
});

test("a month's diagnosis and a dashboard fit into the first minute of 60 requests", async () => {
  await using connection = await connect("manager", { environment: { ALEPHANT_RATE_LIMIT_RPM: "60" } });
  const diagnosis = await connection.call(name);
  const dashboard = await connection.call("get_executive_dashboard");
  expect([diagnosis.isError, dashboard.isError]).toEqual([false, false]);
  expect(diagnosis.structured["warnings"]).toEqual([]);
  expect(String(dashboard.structured["warnings"])).not.toContain("could not be read");
  expect(connection.double.requests.length).toBeLessThanOrEqual(40);
});

test("tells its progress", () => expectProgress(week));
test("cancelling aborts its requests", () => expectCancellation(week));

test.each([{ period: "24h" }, { period: 7 }, { days: 7 }])(
  "%j is refused before any request",
  async (args) => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain("No request was sent.");
    expect(connection.double.requests).toEqual([]);
  },
);

import { describe, expect, test } from "bun:test";
import type { World } from "../api-double/server.ts";
import {
  callSuccessfully,
  callWithout,
  expectCancellation,
  expectNamed,
  expectNextCallsSucceed,
  expectNoNewFigures,
  expectProgress,
  failures,
} from "../support/analyses.ts";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { chargesOf, keyOf, keyOfDepartment, rowsIn } from "../support/workspace.ts";

const name = "compare_entity_periods";
const contractReviewer = "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204";
const step = { name, args: { entity_type: "agent", entity_id: contractReviewer, period: "7d" } };

const windows = {
  "7d": { now: ["2026-11-15", "2026-11-21"], before: ["2026-11-08", "2026-11-14"], days: 7 },
  "30d": { now: ["2026-10-23", "2026-11-21"], before: ["2026-09-23", "2026-10-22"], days: 30 },
} as const;

type Key = World["virtualKeys"][number];

/** The figures of a window, from the charges alone. */
function truthIn(
  world: World,
  [from, to]: readonly [string, string],
  days: number,
  isWanted: (key: Key) => boolean,
) {
  const { costUsd, requests, tokens } = figuresOf(chargesOf(world, from, to, isWanted));
  return [
    costUsd,
    rounded(costUsd / days, 2),
    requests,
    rounded(requests / days, 1),
    Math.round(tokens / requests),
    rounded(costUsd / requests, 4),
    rounded(costUsd / (tokens / 1e6), 4),
  ];
}

const round = (usd: number): number => Math.round(usd * 100) / 100;

test("a step by a costlier model", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, step.args);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "This agent cost $52.02 in 2026-11-15..2026-11-21, $24.56 more than in the window before (+89.4 %), more than it usually changes. The largest part, $23.31, comes from the price of a token (or mix of models). Cost per request +82.9 %: tokens per request -0.3 %, cost per token +83.4 %. The whole workspace changed by $43.42 (+9.2 %)."
    window: "2026-11-15..2026-11-21"
    compared_with: "2026-11-08..2026-11-14"
    figures: ["figure","now","before","change_percent"]
      ["cost_usd",52.02,27.46,89.4]
      ["cost_per_day_usd",7.43,3.92,89.4]
      ["requests",895,864,3.6]
      ["requests_per_day",127.9,123.4,3.6]
      ["tokens_per_request",9134,9159,-0.3]
      ["cost_per_request_usd",0.0581,0.0318,82.9]
      ["cost_per_million_tokens_usd",6.3632,3.4703,83.4]
    change_usd: 24.56
    drivers: {"volume_usd":1.35,"tokens_per_request_usd":-0.1,"price_and_model_mix_usd":23.31}
    within_usual_variation: false
    usual_change_up_to_usd: 1.04
    workspace: {"change_usd":43.42,"change_percent":9.2,"share_of_its_change_percent":56.6}
    method: "Equal, adjacent windows of complete days; cost = requests × tokens per request × cost per token, split by logarithmic means; usual: up to 3.5 robust spreads of earlier changes; unusual: also beyond 35 % of a usual window."
    next: [{"tool":"drill_down_spend","arguments":{"dimension":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204","period":"7d"},"why":"What is inside it"},{"tool":"diagnose_cost_anomaly","arguments":{"period":"7d"},"why":"Whether others moved as well"}]
    source: "analytics/usage"
    warnings: []"
  `);
});

describe.each(["7d", "30d"] as const)("%s", (period) => {
  const { now, before, days } = windows[period];

  test.each(["agent", "member", "department"])("a %s: every figure is that of its charges", async (kind) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const id = {
      agent: world.planted.spike.agentId,
      member: world.planted.twoKeyMember.memberId,
      department: world.departments[2]?.id,
    }[kind];
    const isWanted = kind === "department" ? keyOfDepartment(world, id ?? null) : keyOf(id ?? "");
    const { structured } = await connection.call(name, { entity_type: kind, entity_id: id, period });
    const rows = rowsIn(structured, "figures");
    expect(rows.map((row) => row["now"])).toEqual(truthIn(world, now, days, isWanted));
    expect(rows.map((row) => row["before"])).toEqual(truthIn(world, before, days, isWanted));
    const cost = (window: readonly [string, string]) =>
      figuresOf(chargesOf(world, ...window, isWanted)).costUsd;
    const whole = (window: readonly [string, string]) => figuresOf(chargesOf(world, ...window)).costUsd;
    expect(structured).toMatchObject({
      change_usd: round(cost(now) - cost(before)),
      workspace: { change_usd: round(whole(now) - whole(before)) },
    });
    const {
      volume_usd: volume,
      tokens_per_request_usd: tokens,
      price_and_model_mix_usd: price,
    } = Object(structured["drivers"]);
    expect(round(volume + tokens + price)).toBe(round(cost(now) - cost(before)));
  });
});

test("the spike is volume, the step is price, and both are more than usual", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const compare = async (id: string) =>
    (await connection.call(name, { entity_type: "agent", entity_id: id, period: "7d" })).structured;
  const spike = await compare(world.planted.spike.agentId);
  const stepped = await compare(world.planted.step.agentId);
  expect([spike["within_usual_variation"], stepped["within_usual_variation"]]).toEqual([false, false]);
  expect(String(spike["headline"])).toContain("comes from more requests");
  expect(String(stepped["headline"])).toContain("comes from the price of a token (or mix of models)");
});

test("new and stopped are words, without a percentage", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const headlines = await Promise.all(
    [world.planted.newAgent.agentId, world.planted.vanishedAgent.agentId].map(async (id) => {
      const args = { entity_type: "agent", entity_id: id, period: "7d" };
      return (await connection.call(name, args)).structured["headline"];
    }),
  );
  expect(headlines).toEqual([
    "This agent cost $20.48 in 2026-11-15..2026-11-21 and nothing in the window before: it is new, or was idle.",
    "This agent cost $0.00 in 2026-11-15..2026-11-21: it stopped. The window before cost $28.97.",
  ]);
});

describe("an id that nobody has is an error, as in get_agent_analytics", () => {
  const args = { entity_type: "member", entity_id: "00000000-0000-4000-8000-000000000001", period: "7d" };

  test("where its usage is empty", async () => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain("Alephant does not know what was asked for (HTTP 404)");
    expect(text).toContain("Either the id is wrong (take ids from a list tool)");
  });

  test("where usage itself does not know it", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: ({ query }) => "memberId" in query,
      effect: { kind: "status", status: 404 },
    });
    const { isError, text } = await connection.call(name, args);
    expect({ isError, isNamed: text.includes("(HTTP 404): GET /api/v1/analytics/usage") }).toEqual({
      isError: true,
      isNamed: true,
    });
  });

  test("one that exists and has no use is none: its zeros stay zeros", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: "/api/v1/analytics/members/",
      effect: { kind: "status", status: 200, body: { data: { name: "Ana" } } },
    });
    const { structured } = await connection.call(name, args);
    expect(structured).toMatchObject({
      headline: "This member cost nothing in 2026-11-15..2026-11-21, nor in the window before.",
      drivers: null,
      within_usual_variation: null,
      warnings: ["No use of this id as a member is known. If it is wrong, take one from list_members."],
    });
  });
});

describe("the workspace", () => {
  test.each(["7d", "30d"] as const)(
    "%s: its charges, and parts that add up to the change",
    async (period) => {
      await using connection = await connect("manager");
      const { world } = connection.double;
      const { structured } = await connection.call(name, { entity_type: "workspace", period });
      const { now, before, days } = windows[period];
      const everybody = () => true;
      expect(rowsIn(structured, "figures").map((row) => row["now"])).toEqual(
        truthIn(world, now, days, everybody),
      );
      expect(rowsIn(structured, "figures").map((row) => row["before"])).toEqual(
        truthIn(world, before, days, everybody),
      );
      const { volume_usd, tokens_per_request_usd, price_and_model_mix_usd } = Object(structured["drivers"]);
      expect(round(volume_usd + tokens_per_request_usd + price_and_model_mix_usd)).toBe(
        Number(structured["change_usd"]),
      );
      expect(structured).not.toHaveProperty("workspace");
      expect(structured["warnings"]).toEqual([]);
      expect(String(structured["headline"])).toStartWith("The workspace cost $");
      expect(connection.double.requests.map(({ path }) => path)).toEqual(["/api/v1/analytics/usage"]);
      await expectNextCallsSucceed(connection, structured);
    },
  );

  test("months of unlike length: compared a day, and what the number of days makes is a part", async () => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const args = { entity_type: "workspace", period: "2026-10", compare_with: "2026-09" };
    const { structured } = await connection.call(name, args);
    const october = figuresOf(chargesOf(world, "2026-10-01", "2026-10-31"));
    const september = figuresOf(chargesOf(world, "2026-09-01", "2026-09-30"));
    expect(structured).toMatchObject({
      window: "2026-10-01..2026-10-31",
      compared_with: "2026-09-01..2026-09-30",
      change_usd: rounded(october.costUsd - september.costUsd, 2),
      within_usual_variation: null,
    });
    const [total, perDay] = rowsIn(structured, "figures");
    expect(total).toMatchObject({ figure: "cost_usd", change_percent: null });
    const [now, before] = [rounded(october.costUsd / 31, 2), rounded(september.costUsd / 30, 2)];
    expect(perDay).toMatchObject({ figure: "cost_per_day_usd", now, before });
    const parts: Record<string, number> = Object(structured["drivers"]);
    expect(parts["more_or_fewer_days_usd"]).toBeCloseTo(september.costUsd / 30, 1);
    expect(round(Object.values(parts).reduce((sum, part) => sum + part, 0))).toBe(
      Number(structured["change_usd"]),
    );
    expect(String(structured["headline"])).toContain(
      `with its 30 days against 31; a day, $${now.toFixed(2)} against $${before.toFixed(2)}`,
    );
  });
});

test("days against other days, the later ones second", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, {
    ...step.args,
    period: "2026-10-05..2026-10-11",
    compare_with: "2026-11-16..2026-11-18",
  });
  const cost = (from: string, to: string) =>
    figuresOf(chargesOf(world, from, to, keyOf(contractReviewer))).costUsd;
  expect(structured).toMatchObject({
    window: "2026-10-05..2026-10-11",
    compared_with: "2026-11-16..2026-11-18",
    change_usd: rounded(cost("2026-10-05", "2026-10-11") - cost("2026-11-16", "2026-11-18"), 2),
  });
});

test.each([
  [{ entity_type: "agent" }, "entity_id is required: take it from list_agents"],
  [
    { entity_type: "workspace", entity_id: contractReviewer },
    "entity_id belongs to a department, agent or member; the workspace has none",
  ],
  [
    { entity_type: "workspace", period: "billing_cycle" },
    "compare_entity_periods compares complete days, and billing_cycle runs up to now: give 7d, 30d, a month such as 2026-10, or days such as 2026-10-03..2026-10-09",
  ],
  [
    { entity_type: "workspace", period: "2026-10", compare_with: "2026-10-20..2026-11-05" },
    "2026-10 and 2026-10-20..2026-11-05 have days in common: nothing can be compared with itself",
  ],
  [
    { entity_type: "workspace", period: "7d", compare_with: "2027-01" },
    "2027-01 lies in the future: today is 2026-11-22 (UTC)",
  ],
])("%j is refused with the reason, before any request", async (args, reason) => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, args);
  expect({ isError, text }).toEqual({
    isError: true,
    text: `${name} failed. ${reason}. No request was sent.`,
  });
  expect(connection.double.requests).toEqual([]);
});

describe("one request fails", async () => {
  const { lines, structured: good } = await callSuccessfully(step);

  test("there are two", () => expect(lines).toHaveLength(2));

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(step, line, effect);
      expect(outcome.isError).toBe(false);
      expectNamed(outcome, line);
      const { structured } = outcome;
      expectNoNewFigures(structured, good, [
        "figures",
        "change_usd",
        "drivers",
        "workspace",
        "usual_change_up_to_usd",
      ]);
      if (line.includes("agentId")) {
        expect(structured).toMatchObject({
          headline: "What this agent cost in 2026-11-15..2026-11-21 is unknown.",
          figures: { rows: [] },
          change_usd: null,
          drivers: null,
          within_usual_variation: null,
        });
      } else {
        expect(structured).toMatchObject({
          workspace: { change_usd: null, change_percent: null, share_of_its_change_percent: null },
          figures: good["figures"],
        });
      }
    });
  });

  test("both: an error", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ effect: { kind: "forbidden", reason: "plan" } });
    const { isError, text } = await connection.call(name, step.args);
    expect(isError).toBe(true);
    expect(text).toContain("The workspace's plan does not include this feature");
  });
});

test("too little history to say what is usual", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, {
    ...step.args,
    entity_id: connection.double.world.planted.newAgent.agentId,
  });
  expect(structured).toMatchObject({ within_usual_variation: null, usual_change_up_to_usd: null });
});

test.each([{ numericStrings: true }, { zeroFillDays: false }, { fieldCase: "snake" }] as const)(
  "the same when the API answers with %j",
  async (switches) => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches });
    const { vanishedAgent } = usual.double.world.planted;
    for (const entity_id of [contractReviewer, vanishedAgent.agentId]) {
      const { structured: expected } = await usual.call(name, { ...step.args, entity_id });
      const { structured } = await connection.call(name, { ...step.args, entity_id });
      expect(outline(structured)).toBe(outline(expected));
    }
  },
);

test("what it proposes next succeeds", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, step.args);
  await expectNextCallsSucceed(connection, structured);
});

test("tells its progress", () => expectProgress(step));
test("cancelling aborts its requests", () => expectCancellation(step));

test.each([
  { entity_type: "agent" },
  { entity_type: "agent", entity_id: "contract-reviewer" },
  { entity_type: "model", entity_id: contractReviewer },
  { entity_type: "agent", entity_id: contractReviewer, period: "90d" },
])("%j is refused before any request", async (args) => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, args);
  expect(isError).toBe(true);
  expect(text).toContain("No request was sent.");
  expect(connection.double.requests).toEqual([]);
});

test.each([
  { period: "2026-11-18..2026-11-21", isWarned: true },
  { period: "2026-11-15..2026-11-21", isWarned: false },
  { period: "2026-11-16..2026-11-20", compare_with: "2026-11-09..2026-11-13", isWarned: false },
  { period: "2026-10", isWarned: false },
])("$period: whether the two windows hold the same weekdays is said", async ({ isWarned, ...args }) => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { entity_type: "workspace", ...args });
  const warning = "The windows hold different weekdays, so part of the change may be a weekend's.";
  expect([structured["warnings"]].flat().includes(warning)).toBe(isWarned);
});

test("a change beyond the usual that is little of a usual window is neither usual nor unusual", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { entity_type: "workspace", period: "7d" });
  const { change_usd: change, usual_change_up_to_usd: usual } = structured;
  expect(Number(change)).toBeGreaterThan(Number(usual));
  expect(structured["within_usual_variation"]).toBeNull();
  expect(String(structured["headline"])).toContain(", more than usual, yet under 35 % of a usual window.");
});

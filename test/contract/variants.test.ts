// What the documents leave open about the API changes nothing that a user reads: every tool of the compiled binary
// answers the same, whichever envelope, wrapper, spelling or number form the deployment has.
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Mode } from "../../src/domain/mode.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { type ApiDouble, credentials, type Switches, startApiDouble } from "../api-double/server.ts";
import { call, environmentFor } from "../support/connect.ts";
import { programs, spawnClient } from "../support/spawn.ts";
import { rowsIn } from "../support/workspace.ts";
import { masterKeyId, supportBotKeyId } from "../support/writing.ts";

type Variant = Partial<Switches>;
type Args = Record<string, unknown>;

/** Variants that both modes meet. */
const commonVariants: readonly Variant[] = [
  { numericStrings: true },
  { errorBody: "nested" },
  { workspaceEnvelope: "code_data_message" },
  { workspaceEnvelope: "none" },
  { fieldCase: "snake" },
  { listKey: "items" },
  { listKey: "resource" },
  { listKey: "array" },
];

const variantsByMode: Readonly<Record<Mode, readonly Variant[]>> = {
  manager: [
    ...commonVariants,
    { totalPlace: "outside" },
    { totalPlace: "meta" },
    { totalPlace: "pagination" },
    { listKey: "array", totalPlace: "meta" },
    { listKey: "array", workspaceEnvelope: "none", pageSizeCap: 20 },
    // Each of these is read by other tools.
    {
      dimensionSpelling: "plural",
      modelsShape: "items",
      sparklinePoints: "strings",
      keySpendField: "spentCents",
      budgetControlEnvelope: "config",
      filtersIgnored: true,
    },
    {
      dimensionSpelling: "hyphen",
      modelsShape: "array",
      sparklinePoints: "objects",
      timeseriesShape: "points",
      keyBudgetField: "budgetCents",
      budgetControlEnvelope: "bare",
      keepAlive: true,
    },
    { dimensionSpelling: "plural", modelsShape: "breakdown", budgetActionVocabulary: "both" },
    ...(["data", "code_data_message", "none"] as const).map((workspaceEnvelope) => ({
      workspaceEnvelope,
      listKey: "resource" as const,
      totalPlace: "meta" as const,
      numericStrings: true,
      fieldCase: "snake" as const,
      dimensionSpelling: "hyphen" as const,
      modelsShape: "items" as const,
      keyBudgetField: "budgetCents" as const,
      keySpendField: "spentCents" as const,
      errorBody: "nested" as const,
    })),
  ],
  vk: [
    ...commonVariants,
    { cockpitEnvelope: "data" },
    { cockpitEnvelope: "data", numericStrings: true, errorBody: "nested", keepAlive: true },
    { periodForm: "string" },
    { periodForm: "absent" },
  ],
};

/** Each tool of the mode, some more than once; those that are not named here need no arguments. */
function listCalls(mode: Mode, double: ApiDouble): readonly { readonly tool: string; readonly args: Args }[] {
  const { planted } = double.world;
  const [agentId, memberId] = [planted.supportBot.agentId, planted.twoKeyMember.memberId];
  const departmentId = double.world.departments[0]?.id;
  const argumentsOf: Readonly<Record<string, readonly Args[]>> = {
    get_usage_summary: [{ period: "7d" }, {}],
    get_daily_costs: [{ period: "30d" }],
    get_cost_by_model: [{ period: "30d" }],
    list_available_models: [{ search: "gpt", page: 2 }],
    get_agent_analytics: [{ agent_id: agentId }, { agent_id: credentials.foreignWorkspaceId }],
    get_member_analytics: [{ member_id: memberId, period: "7d" }],
    get_department_analytics: [{ department_id: departmentId, period: "24h" }],
    get_usage_timeseries: [{ metric: "requests" }, { metric: "success_rate", period: "7d" }],
    list_agents: [
      { period: "7d", page: 2 },
      { department_id: departmentId, status: "inactive" },
    ],
    list_members: [{ period: "7d" }],
    list_departments: [{ period: "30d" }],
    list_virtual_keys: [{ sort_by: "label", status: "active", page: 3, page_size: 100 }],
    compare_entity_periods: [{ entity_type: "agent", entity_id: agentId }],
    create_virtual_key: [{ label: "nightly" }, { label: "nightly", master_key_id: masterKeyId(double) }],
    update_key_budget: [{ key_id: supportBotKeyId(double), budget_cents: 777, budget_action: "alert_only" }],
    revoke_virtual_key: [{ key_id: supportBotKeyId(double) }],
    set_budget_policy: [{ budget_cents: 12345, action: "alert_only" }],
  };
  return toolsByMode[mode].flatMap(({ name }) =>
    (argumentsOf[name] ?? [{}]).map((args) => ({ tool: name, args })),
  );
}

interface Cell {
  readonly tool: string;
  readonly text: string;
}

/** The answers of every tool, writes with their confirmation, each from a fresh state. */
async function readAnswers(client: Client, mode: Mode, double: ApiDouble, variant: Variant): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const { tool, args } of listCalls(mode, double)) {
    double.reset();
    Object.assign(double.switches, variant);
    const { text, structured } = await call(client, tool, args);
    cells.push({ tool, text });
    const token = structured["confirmation_token"];
    if (token === undefined) continue;
    const done = await call(client, tool, { ...args, confirmation_token: token });
    expect(done.structured["status"]).toBe("done");
    cells.push({ tool, text: done.text });
  }
  return cells;
}

/** Different at every call. */
const passing = new Set(["as_of", "latency_ms", "confirmation_token", "expires_at", "secret_file"]);

/** The members of a result, a line each, without what the form of the answer does not hold. */
function toComparable({ tool, text }: Cell, { periodForm, modelsShape }: Variant): string[] {
  if (!text.startsWith("{")) return [`${tool} ${text}`];
  const isLeftOut = (name: string): boolean =>
    passing.has(name) ||
    // Without the period in the API's answer its days are not known, and a warning says so.
    (periodForm !== undefined && (name === "window" || name === "warnings"));
  const members: unknown = JSON.parse(text, (name, value: unknown) => {
    if (isLeftOut(name)) return undefined;
    if (tool === "get_cost_by_model" && modelsShape === "breakdown" && name === "models") {
      return rowsIn({ models: value }, "models").map((row) => [
        row["model"],
        row["cost_usd"],
        row["requests"],
      ]);
    }
    // What the API names by itself has its names.
    return name === "reported" ? normalizeMemberName(value) : value;
  });
  return Object.entries(Object(members)).map(([name, value]) => `${tool} ${name}: ${JSON.stringify(value)}`);
}

const normalizeMemberName = (value: unknown): unknown =>
  Object.fromEntries(
    Object.entries(Object(value)).map(([name, part]) => [name.replaceAll("_", "").toLowerCase(), part]),
  );

/** The lines of either that the other does not have. */
function compareLines(expected: readonly string[], received: readonly string[]): string[] {
  return [
    ...expected.filter((line) => !received.includes(line)).map((line) => `- ${line}`),
    ...received.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`),
  ];
}

test.each(["vk", "manager"] as const)(
  "%s",
  async (mode) => {
    const [program] = programs;
    if (program === undefined) throw new Error("There is nothing to start.");
    const home = await mkdtemp(join(tmpdir(), "alephant-mcp-home-"));
    const now = new Date();
    const double = await startApiDouble({ now: () => now });
    const open = () =>
      spawnClient(program, {
        environment: { ...environmentFor(mode, double.url), HOME: home, XDG_DATA_HOME: "" },
      });
    try {
      await using usual = await open();
      const expected = await readAnswers(usual.client, mode, double, {});
      let cells = 0;
      for (const variant of variantsByMode[mode]) {
        // What a process remembers of one deployment says nothing about another.
        await using session = await open();
        const received = await readAnswers(session.client, mode, double, variant);
        expect(received).toHaveLength(expected.length);
        const different = received.flatMap((cell, index) => {
          const wanted = expected[index];
          return wanted === undefined
            ? []
            : compareLines(toComparable(wanted, variant), toComparable(cell, variant));
        });
        expect({ variant, different }).toEqual({ variant, different: [] });
        cells += received.length;
      }
      console.log(`${mode}: ${variantsByMode[mode].length} variants, ${cells} cells with the same answer`);
    } finally {
      await double.stop();
      await rm(home, { recursive: true, force: true });
    }
  },
  60_000,
);

/** What people who look after AI costs ask, the call that answers it, and the figures that must be in the answer. */
import type { World } from "../api-double/server.ts";
import { figuresOf, rounded } from "./figures.ts";
import { chargesOf, keyOf, keyOfDepartment } from "./workspace.ts";

type Charge = World["charges"][number];

export interface Asked {
  readonly world: World;
  /** When it is asked. */
  readonly now: Date;
  /** So many days ago, as `2026-10-03`. */
  readonly day: (ago: number) => string;
  /** The first and the last day of the calendar month so many months ago. */
  readonly month: (ago: number) => readonly [string, string];
}

export interface Call {
  readonly tool: string;
  readonly args?: (asked: Asked) => Record<string, unknown>;
}

export interface Question {
  readonly ask: string;
  readonly mode: "manager" | "vk";
  readonly calls: readonly Call[];
  /** Numbers and words, counted from the charges, that the answers must hold. */
  readonly holds: (asked: Asked) => readonly (number | string | undefined)[];
}

export function askOn(world: World, now: Date): Asked {
  const at = (days: number): string =>
    new Date(Date.parse(world.today) + days * 86_400_000).toISOString().slice(0, 10);
  const [year, month] = [Number(world.today.slice(0, 4)), Number(world.today.slice(5, 7))];
  const dayIn = (months: number, date: number): string =>
    new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10);
  return {
    world,
    now,
    day: (ago) => at(-ago),
    month: (ago) => [dayIn(-ago, 1), dayIn(1 - ago, 0)],
  };
}

const [week, month30] = [7, 30];

const figuresBetween = ({ world, day }: Asked, from: number, to: number) =>
  figuresOf(chargesOf(world, day(from), day(to)));
const listChargesInCycle = ({ world, month }: Asked, isWanted?: Parameters<typeof chargesOf>[3]) =>
  chargesOf(world, month(0)[0], world.today, isWanted);
const differenceOf = (now: number, before: number): number => rounded(now - before, 2);
const percentOf = (part: number, whole: number): number => rounded((part / whole) * 100, 1);

/** The costliest first, by whatever `of` calls them. */
function listCostliest(charges: readonly Charge[], of: (charge: Charge) => string | undefined) {
  return [...Map.groupBy(charges, of)]
    .map(([name, own]) => ({ name, ...figuresOf(own) }))
    .filter(({ name }) => name !== undefined)
    .sort((a, b) => b.costUsd - a.costUsd);
}

const ownerOf =
  ({ virtualKeys }: World, owners: readonly { readonly id: string; readonly name: string }[]) =>
  ({ keyId }: Charge): string | undefined => {
    const key = virtualKeys.find(({ id }) => id === keyId);
    return owners.find(({ id }) => id === key?.entityId)?.name;
  };

const last30 = (asked: Asked) => chargesOf(asked.world, asked.day(month30), asked.day(1));
const listTopModels = (asked: Asked) => listCostliest(last30(asked), ({ model }) => model).slice(0, 3);

/** The key that the double's virtual key stands for. */
const ownKeyOf = ({ world }: Asked) => world.planted.supportBot;
const listOwnCharges = (asked: Asked, from: string, to: string) =>
  chargesOf(asked.world, from, to, ({ id }) => id === ownKeyOf(asked).keyId);

function findMarketing({ world }: Asked) {
  const found = world.departments.find(({ name }) => name === "Marketing");
  if (found === undefined) throw new Error("The double has no such department.");
  return found;
}

const defineForManager = (
  ask: string,
  tool: string,
  args: Call["args"] | Record<string, unknown>,
  holds: Question["holds"],
): Question => defineQuestion("manager", ask, tool, args, holds);
const defineForKey = (
  ask: string,
  tool: string,
  args: Call["args"] | Record<string, unknown>,
  holds: Question["holds"],
): Question => defineQuestion("vk", ask, tool, args, holds);

const defineQuestion = (
  mode: Question["mode"],
  ask: string,
  tool: string,
  args: Call["args"] | Record<string, unknown>,
  holds: Question["holds"],
): Question => ({
  ask,
  mode,
  calls: [{ tool, args: typeof args === "function" ? args : () => args ?? {} }],
  holds,
});

export const questions: readonly Question[] = [
  defineForManager("What have we spent this billing cycle?", "get_usage_summary", {}, (asked) => {
    const { costUsd, requests, tokens } = figuresOf(listChargesInCycle(asked));
    return [costUsd, requests, tokens];
  }),
  defineForManager(
    "What did the last seven days cost, against the seven before?",
    "get_usage_summary",
    { period: "7d" },
    (asked) => {
      const [now, before] = [figuresBetween(asked, week, 1), figuresBetween(asked, 2 * week, week + 1)];
      const change = differenceOf(now.costUsd, before.costUsd);
      return [now.costUsd, before.costUsd, change, percentOf(change, before.costUsd)];
    },
  ),
  defineForManager(
    "What did yesterday cost, and what is today at?",
    "get_daily_costs",
    { period: "7d" },
    (asked) => [figuresBetween(asked, 1, 1).costUsd, figuresBetween(asked, 0, 0).costUsd],
  ),
  defineForManager(
    "What did we spend last month?",
    "get_usage_summary",
    ({ month }) => ({ period: month(1)[0].slice(0, 7) }),
    ({ world, month }) => [figuresOf(chargesOf(world, ...month(1))).costUsd],
  ),
  defineForManager(
    "Last month against the month before?",
    "compare_entity_periods",
    ({ month }) => ({
      entity_type: "workspace",
      period: month(1)[0].slice(0, 7),
      compare_with: month(2)[0].slice(0, 7),
    }),
    ({ world, month }) => {
      const [now, before] = [1, 2].map((ago) => figuresOf(chargesOf(world, ...month(ago))).costUsd);
      return [now, before];
    },
  ),
  defineForManager(
    "What did we spend from the 3rd to the 9th of last month?",
    "get_usage_summary",
    ({ month }) => ({ period: `${month(1)[0].slice(0, 8)}03..${month(1)[0].slice(0, 8)}09` }),
    ({ world, month }) => {
      const [first] = month(1);
      return [figuresOf(chargesOf(world, `${first.slice(0, 8)}03`, `${first.slice(0, 8)}09`)).costUsd];
    },
  ),
  defineForManager(
    "Did cost per request change, and is it volume, prompt size or price?",
    "compare_entity_periods",
    { entity_type: "workspace", period: "7d" },
    (asked) => {
      const [now, before] = [figuresBetween(asked, week, 1), figuresBetween(asked, 2 * week, week + 1)];
      return [
        rounded(now.costUsd / now.requests, 4),
        rounded(before.costUsd / before.requests, 4),
        differenceOf(now.costUsd, before.costUsd),
      ];
    },
  ),
  defineForManager(
    "Which models cost most over 30 days?",
    "get_cost_by_model",
    { period: "30d" },
    (asked) => [
      figuresOf(last30(asked)).costUsd,
      ...listTopModels(asked).flatMap(({ name, costUsd, requests }) => [name, costUsd, requests]),
    ],
  ),
  defineForManager(
    "What would gpt-4o's use have cost on gpt-4.1?",
    "get_cost_by_model",
    { period: "30d", model: "gpt-4o", compare_with: "gpt-4.1" },
    (asked) => [figuresOf(last30(asked).filter(({ model }) => model === "gpt-4o")).costUsd, "gpt-4.1"],
  ),
  defineForManager(
    "Which three agents cost most over 30 days?",
    "list_agents",
    { period: "30d", page_size: 3 },
    (asked) =>
      listCostliest(last30(asked), ownerOf(asked.world, asked.world.agents))
        .slice(0, 3)
        .flatMap(({ name, costUsd }) => [name, costUsd]),
  ),
  defineForManager("Who of us spends most over 30 days?", "list_members", { period: "30d" }, (asked) =>
    listCostliest(last30(asked), ownerOf(asked.world, asked.world.members))
      .slice(0, 3)
      .flatMap(({ name, costUsd }) => [name, costUsd]),
  ),
  defineForManager("Which departments are how far into their budget?", "list_departments", {}, (asked) => {
    const { id, name, budgetCents } = findMarketing(asked);
    const { costUsd } = figuresOf(listChargesInCycle(asked, keyOfDepartment(asked.world, id)));
    return [name, costUsd, percentOf(costUsd * 100, budgetCents ?? 0)];
  }),
  defineForManager("How much of our budget is left?", "get_workspace_budget_status", {}, (asked) => {
    const { costUsd } = figuresOf(listChargesInCycle(asked));
    return [costUsd, differenceOf(5_000, costUsd), percentOf(costUsd, 5_000)];
  }),
  defineForManager(
    "Where does this cycle end, will the budget hold, and who is over theirs?",
    "get_executive_dashboard",
    {},
    (asked) => {
      const ofAnalyst = listChargesInCycle(asked, ({ label }) => label === "research-analyst");
      const { costUsd } = figuresOf(ofAnalyst);
      return [
        figuresOf(listChargesInCycle(asked)).costUsd,
        "within the budget of $5,000.00",
        // In the first days of a month nobody is.
        ...(costUsd >= 60 ? ["research-analyst", costUsd, percentOf(costUsd, 60)] : []),
      ];
    },
  ),
  defineForManager(
    "Is anything out of the ordinary this week, since when, and on which model?",
    "diagnose_cost_anomaly",
    { period: "7d" },
    (asked) => {
      const { step, spike } = asked.world.planted;
      const rises = [step, spike].flatMap(({ agentId }) => [
        asked.world.agents.find(({ id }) => id === agentId)?.name,
        figuresOf(chargesOf(asked.world, asked.day(week), asked.day(1), keyOf(agentId))).costUsd,
      ]);
      return [...rises, step.from, spike.date, "gpt-4-turbo through Contract Reviewer"];
    },
  ),
  defineForManager(
    "Where does the money of 30 days go?",
    "drill_down_spend",
    { dimension: "department", period: "30d" },
    (asked) => [
      figuresOf(last30(asked)).costUsd,
      ...asked.world.departments.map(
        ({ id }) => figuresOf(last30(asked).filter(({ keyId }) => isIn(asked.world, id)(keyId))).costUsd,
      ),
    ],
  ),
  defineForManager(
    "Who spends it inside Marketing?",
    "drill_down_spend",
    (asked) => ({ dimension: "department", entity_id: findMarketing(asked).id, period: "30d" }),
    (asked) => [
      figuresOf(last30(asked).filter(({ keyId }) => isIn(asked.world, findMarketing(asked).id)(keyId)))
        .costUsd,
    ],
  ),
  defineForManager(
    "What goes through which provider account?",
    "drill_down_spend",
    { dimension: "master_key", period: "30d" },
    (asked) =>
      listCostliest(
        last30(asked),
        ({ keyId }) => asked.world.virtualKeys.find(({ id }) => id === keyId)?.masterKeyId,
      )
        .slice(0, 3)
        .map(({ costUsd }) => costUsd),
  ),
  defineForManager("Which keys can go?", "find_idle_resources", { include: "keys" }, ({ world }) => [
    `${world.virtualKeys.length} keys read`,
    `${world.virtualKeys.filter(({ status }) => status !== "active").length} revoked, disabled or expired left out`,
    "safe to remove",
  ]),
  defineForManager(
    "How many keys do we have, in which state?",
    "list_virtual_keys",
    { page_size: 1 },
    ({ world }) => [
      ...Map.groupBy(world.virtualKeys, ({ status }) => status)
        .values()
        .map(({ length }) => length),
    ],
  ),
  defineForManager(
    "What does the plan cost, and when does the cycle end?",
    "get_subscription_info",
    {},
    ({ month }) => ["enterprise", month(0)[1]],
  ),
  defineForManager(
    "What does the agent that got costlier cost, day by day?",
    "get_agent_analytics",
    ({ world }) => ({ agent_id: world.planted.step.agentId, period: "30d" }),
    (asked) => [
      figuresOf(
        chargesOf(asked.world, asked.day(month30), asked.day(1), keyOf(asked.world.planted.step.agentId)),
      ).costUsd,
      figuresOf(chargesOf(asked.world, asked.day(1), asked.day(1), keyOf(asked.world.planted.step.agentId)))
        .costUsd,
    ],
  ),
  defineForManager(
    "What does a colleague with two keys cost?",
    "get_member_analytics",
    ({ world }) => ({ member_id: world.planted.twoKeyMember.memberId, period: "30d" }),
    (asked) => [
      figuresOf(
        chargesOf(
          asked.world,
          asked.day(month30),
          asked.day(1),
          keyOf(asked.world.planted.twoKeyMember.memberId),
        ),
      ).costUsd,
    ],
  ),
  defineForManager("How busy were the last 24 hours?", "get_live_24h", {}, ({ world, now }) => [
    figuresOf(world.requestsBetween(new Date(now.getTime() - 86_400_000), now)).requests,
  ]),
  defineForManager(
    "What did the API cost day by day over 30 days?",
    "get_usage_timeseries",
    { metric: "cost", period: "30d" },
    (asked) => [
      figuresBetween(asked, month30, 1).costUsd,
      ...[1, 2, 3].map((ago) => figuresBetween(asked, ago, ago).costUsd),
      figuresBetween(asked, 0, 0).costUsd,
    ],
  ),
  defineForManager(
    "Which mini models are there, at which price?",
    "list_available_models",
    { search: "gpt-4o-mini" },
    () => ["gpt-4o-mini", 0.15, 0.6],
  ),
  defineForKey("What is left of my budget?", "get_my_budget", {}, (asked) => {
    const { costUsd } = figuresOf(listOwnCharges(asked, asked.month(0)[0], asked.world.today));
    return [costUsd, differenceOf(200, costUsd), percentOf(costUsd, 200)];
  }),
  defineForKey("Whom does this key stand for?", "get_my_scope", {}, ({ world }) => [
    "support-bot-prod",
    world.agents.find(({ id }) => id === world.planted.supportBot.agentId)?.name,
  ]),
  defineForKey("What did my last seven days cost?", "get_usage_summary", { period: "7d" }, (asked) => [
    figuresOf(listOwnCharges(asked, asked.day(week), asked.day(1))).costUsd,
  ]),
  defineForKey("Which of my models costs most?", "get_cost_by_model", { period: "30d" }, (asked) => [
    listCostliest(listOwnCharges(asked, asked.day(month30), asked.day(1)), ({ model }) => model)[0]?.name,
  ]),
  {
    ask: "Show the last 30 days of model cost, identify any anomalies, and recommend the top three actions",
    mode: "manager",
    calls: [
      { tool: "get_cost_by_model", args: () => ({ period: "30d", compare_with: "gpt-4o-mini" }) },
      { tool: "diagnose_cost_anomaly", args: () => ({ period: "30d" }) },
    ],
    holds: (asked) => listTopModels(asked).flatMap(({ name, costUsd }) => [name, costUsd]),
  },
];

const isIn = (world: World, departmentId: string): ((keyId: string) => boolean) => {
  const isOf = keyOfDepartment(world, departmentId);
  const keys = new Set(world.virtualKeys.filter(isOf).map(({ id }) => id));
  return (keyId) => keys.has(keyId);
};

/** `alephant-mcp --audit`: one look at what the credential sees, with the figures of the tools that an assistant calls. */

import type { ApiConnection } from "../../api/index.ts";
import { ApiError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { redactSecrets } from "../../domain/text.ts";
import { toTimestamp } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { getCostByModel } from "../../tools/get-cost-by-model.ts";
import { getDailyCosts } from "../../tools/get-daily-costs.ts";
import { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import { getMyBudget } from "../../tools/get-my-budget.ts";
import { getMyScope } from "../../tools/get-my-scope.ts";
import { getSubscriptionInfo } from "../../tools/get-subscription-info.ts";
import { getUsageSummary } from "../../tools/get-usage-summary.ts";
import { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import type { Command } from "../command-line.ts";
import { connectFromEnvironment, openToolContext, showAnswered } from "../connection.ts";
import { asApiFailure, printFailure } from "../failure.ts";
import { readKeyBudget } from "../key-budget.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import type { AuditData, AuditResults } from "./audit-data.ts";
import { writeAudit } from "./audit-text.ts";
import { readKeyBudgetFacts, readWorkspaceBudgetFacts } from "./budget-facts.ts";
import { type BudgetFacts, exitCodeOfVerdict, judgeBudget, readPercent } from "./budget-verdict.ts";

/** One tool: `read` gives its answer under the name of the tool. */
interface Part<M extends Mode> {
  readonly tool: string;
  read(ctx: Context<M>): Promise<AuditResults>;
}

/** Without an answer to the core there is nothing worth printing; each of the rest may fail by itself. */
interface Parts<M extends Mode> {
  readonly core: readonly Part<M>[];
  readonly rest: readonly Part<M>[];
  /** What --fail-over judges, once the rest is answered. */
  readBudgetFacts(ctx: Context<M>, results: AuditResults): Promise<BudgetFacts>;
}

const costParts: readonly Part<Mode>[] = [
  {
    tool: getDailyCosts.name,
    read: async (ctx) => ({ get_daily_costs: await getDailyCosts.answer(ctx, { period: "30d" }) }),
  },
  {
    tool: getCostByModel.name,
    read: async (ctx) => ({ get_cost_by_model: await getCostByModel.answer(ctx, {}) }),
  },
];

const keyParts: Parts<"vk"> = {
  core: [
    { tool: getMyScope.name, read: async (ctx) => ({ get_my_scope: await getMyScope.answer(ctx, {}) }) },
    {
      tool: getUsageSummary.name,
      read: async (ctx) => ({ get_usage_summary: await getUsageSummary.answer(ctx, {}) }),
    },
  ],
  rest: [
    { tool: getMyBudget.name, read: async (ctx) => ({ get_my_budget: await readKeyBudget(ctx) }) },
    ...costParts,
  ],
  readBudgetFacts: readKeyBudgetFacts,
};

const workspaceParts: Parts<"manager"> = {
  core: [
    {
      tool: getWorkspaceOverview.name,
      read: async (ctx) => ({ get_workspace_overview: await getWorkspaceOverview.answer(ctx, {}) }),
    },
  ],
  rest: [
    {
      tool: getSubscriptionInfo.name,
      read: async (ctx) => ({ get_subscription_info: await getSubscriptionInfo.answer(ctx, {}) }),
    },
    {
      tool: getWorkspaceBudgetStatus.name,
      read: async (ctx) => ({ get_workspace_budget_status: await getWorkspaceBudgetStatus.answer(ctx, {}) }),
    },
    ...costParts,
    {
      tool: getExecutiveDashboard.name,
      read: async (ctx) => ({ get_executive_dashboard: await getExecutiveDashboard.answer(ctx, {}) }),
    },
  ],
  readBudgetFacts: readWorkspaceBudgetFacts,
};

/** @throws ConfigError, UsageError */
export async function runAudit(shell: Shell, options: Command["options"]): Promise<ExitCode> {
  const isJson = options.has("json");
  const failOver = options.get("fail-over");
  const percent = typeof failOver === "string" ? readPercent(failOver) : null;
  const { connection } = connectFromEnvironment(shell);
  try {
    const audit =
      connection.mode === "vk"
        ? await readAuditData(connection, keyParts, shell, percent)
        : await readAuditData(connection, workspaceParts, shell, percent);
    shell.print(
      isJson
        ? `${redactSecrets(JSON.stringify(audit, null, 2), connection.secrets, "json")}\n`
        : redactSecrets(writeAudit(audit, shell.terminal), connection.secrets),
    );
    return printVerdict(audit, shell, connection.secrets);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return printFailure(asApiFailure(error, connection.mode, connection.secrets), shell, isJson);
  }
}

/** On standard error too, where cron and pipelines look. */
function printVerdict(
  { fail_over: judgement }: AuditData,
  shell: Shell,
  secrets: readonly string[],
): ExitCode {
  if (judgement === undefined) return exitCodes.ok;
  for (const line of judgement.alerts) shell.note(redactSecrets(line, secrets));
  return exitCodeOfVerdict(judgement);
}

/** @throws ApiError when the core was not answered */
async function readAuditData<M extends Mode>(
  connection: ApiConnection<M>,
  { core, rest, readBudgetFacts }: Parts<M>,
  shell: Shell,
  percent: number | null,
): Promise<AuditData> {
  const now = shell.now();
  const countAnswer = createCounter(core.length + rest.length, shell);
  try {
    // The core comes first: a credential that is refused is then refused once, and not by every part.
    const coreCtx = openToolContext(connection, { now });
    const coreResults = await Promise.all(core.map((part) => countAnswer(part.read(coreCtx))));
    const restCtx = openToolContext(connection, { now });
    const outcomes = await Promise.all(
      rest.map((part) => tryToRead(part.tool, countAnswer(part.read(restCtx)), connection)),
    );
    const subject = await restCtx.api.subject();
    const answered = [...coreResults, ...outcomes.flatMap(({ answer }) => answer ?? [])];
    const results: AuditResults = Object.assign({}, ...answered);
    const judgement = percent === null ? null : judgeBudget(await readBudgetFacts(restCtx, results), percent);
    const warnings = [
      ...answered.flatMap((result) => Object.values(result).flatMap(({ warnings }) => warnings)),
      ...[coreCtx, restCtx].flatMap(({ api }) => api.warnings()),
    ];
    return {
      mode: connection.mode,
      speaks_for: subject.text,
      caution: subject.warnings,
      as_of: toTimestamp(now),
      results,
      ...(judgement === null ? {} : { fail_over: judgement }),
      failed: outcomes.flatMap(({ failure }) => failure ?? []),
      warnings: [...new Set(warnings)],
    };
  } finally {
    shell.showProgress(null);
  }
}

/** @returns what waits for one answer, and shows how many have come */
function createCounter(all: number, shell: Shell): <T>(answer: Promise<T>) => Promise<T> {
  let done = 0;
  showAnswered(shell, done, all);
  return async (answer) => {
    const result = await answer;
    done++;
    showAnswered(shell, done, all);
    return result;
  };
}

interface Outcome {
  readonly answer?: AuditResults;
  readonly failure?: AuditData["failed"][number];
}

async function tryToRead(
  tool: string,
  answer: Promise<AuditResults>,
  { mode, secrets }: ApiConnection<Mode>,
): Promise<Outcome> {
  try {
    return { answer: await answer };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { kind, message } = asApiFailure(error, mode, secrets);
    return { failure: { tool, kind, message } };
  }
}

/** `alephant-mcp --audit`: one look at what the credential sees, with the figures of the tools that an assistant calls. */

import { type ApiConnection, connect } from "../../api/index.ts";
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
import { apiFailure, reportFailure } from "../failure.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { contextFor } from "../tool-answer.ts";
import type { AuditReport, AuditResults } from "./audit-report.ts";
import { auditText } from "./audit-text.ts";

/** One tool, asked once: `ask` gives its answer under its own name. */
interface Question<M extends Mode> {
  readonly tool: string;
  ask(ctx: Context<M>): Promise<AuditResults>;
}

/** Without an answer to the core there is nothing worth printing; each of the rest may fail by itself. */
interface Questions<M extends Mode> {
  readonly core: readonly Question<M>[];
  readonly rest: readonly Question<M>[];
}

const costs: readonly Question<Mode>[] = [
  {
    tool: getDailyCosts.name,
    ask: async (ctx) => ({ get_daily_costs: await getDailyCosts.answer(ctx, { period: "30d" }) }),
  },
  {
    tool: getCostByModel.name,
    ask: async (ctx) => ({ get_cost_by_model: await getCostByModel.answer(ctx, {}) }),
  },
];

const questionsOfKey: Questions<"vk"> = {
  core: [
    { tool: getMyScope.name, ask: async (ctx) => ({ get_my_scope: await getMyScope.answer(ctx, {}) }) },
    {
      tool: getUsageSummary.name,
      ask: async (ctx) => ({ get_usage_summary: await getUsageSummary.answer(ctx, {}) }),
    },
  ],
  rest: [
    { tool: getMyBudget.name, ask: async (ctx) => ({ get_my_budget: await getMyBudget.answer(ctx, {}) }) },
    ...costs,
  ],
};

const questionsOfWorkspace: Questions<"manager"> = {
  core: [
    {
      tool: getWorkspaceOverview.name,
      ask: async (ctx) => ({ get_workspace_overview: await getWorkspaceOverview.answer(ctx, {}) }),
    },
  ],
  rest: [
    {
      tool: getSubscriptionInfo.name,
      ask: async (ctx) => ({ get_subscription_info: await getSubscriptionInfo.answer(ctx, {}) }),
    },
    {
      tool: getWorkspaceBudgetStatus.name,
      ask: async (ctx) => ({ get_workspace_budget_status: await getWorkspaceBudgetStatus.answer(ctx, {}) }),
    },
    ...costs,
    {
      tool: getExecutiveDashboard.name,
      ask: async (ctx) => ({ get_executive_dashboard: await getExecutiveDashboard.answer(ctx, {}) }),
    },
  ],
};

/** @throws ConfigError */
export async function audit(shell: Shell, isJson: boolean): Promise<ExitCode> {
  const config = shell.configure(shell.env);
  for (const note of config.notes) shell.report(note);
  const connection = connect(config, `alephant-mcp/${shell.version}`);
  try {
    const report =
      connection.mode === "vk"
        ? await answers(connection, questionsOfKey, shell)
        : await answers(connection, questionsOfWorkspace, shell);
    shell.print(
      isJson
        ? `${redactSecrets(JSON.stringify(report, null, 2), connection.secrets, "json")}\n`
        : redactSecrets(auditText(report, shell.terminal), connection.secrets),
    );
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return reportFailure(apiFailure(error, connection.mode, connection.secrets), shell, isJson);
  }
}

/** @throws ApiError when the core was not answered */
async function answers<M extends Mode>(
  connection: ApiConnection<M>,
  { core, rest }: Questions<M>,
  shell: Shell,
): Promise<AuditReport> {
  const { mode, secrets } = connection;
  const now = shell.now();
  const all = core.length + rest.length;
  let done = 0;
  const advance = (): void => shell.progress(`Asking Alephant: ${done} of ${all} answered`);
  const ask = async (ctx: Context<M>, question: Question<M>): Promise<AuditResults> => {
    const result = await question.ask(ctx);
    done++;
    advance();
    return result;
  };
  const tryToAsk = async (ctx: Context<M>, question: Question<M>) => {
    try {
      return { answer: await ask(ctx, question) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { kind, message } = apiFailure(error, mode, secrets);
      return { failure: { tool: question.tool, kind, message } };
    }
  };

  advance();
  try {
    // First, because a credential that is refused need not be refused twenty times.
    const first = contextFor(connection, { now });
    const coreResults = await Promise.all(core.map((question) => ask(first, question)));
    const second = contextFor(connection, { now });
    const outcomes = await Promise.all(rest.map((question) => tryToAsk(second, question)));
    const subject = await second.api.subject();
    const answered = [...coreResults, ...outcomes.flatMap(({ answer }) => answer ?? [])];
    const results: AuditResults = Object.assign({}, ...answered);
    const warnings = [
      ...answered.flatMap((result) => Object.values(result).flatMap(({ warnings }) => warnings)),
      ...[first, second].flatMap(({ api }) => api.notes()),
    ];
    return {
      mode,
      speaks_for: subject.text,
      caution: subject.warnings,
      as_of: toTimestamp(now),
      results,
      failed: outcomes.flatMap(({ failure }) => failure ?? []),
      warnings: [...new Set(warnings)],
    };
  } finally {
    shell.progress(null);
  }
}

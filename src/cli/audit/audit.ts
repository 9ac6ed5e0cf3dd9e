/** `alephant-mcp --audit`: one look at what the credential sees, with the figures of the tools that an assistant calls. */

import * as v from "valibot";
import { type ApiConnection, connect } from "../../api/index.ts";
import { ApiError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { redactSecrets } from "../../domain/text.ts";
import { toTimestamp } from "../../domain/time.ts";
import { redactResult } from "../../mcp/tool-call.ts";
import type { Context } from "../../toolkit/context.ts";
import type { Tool } from "../../toolkit/define-tool.ts";
import { Warnings } from "../../toolkit/outputs.ts";
import type { PlainObject } from "../../toolkit/table.ts";
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
import { answerOf, contextFor } from "../tool-answer.ts";
import type { AuditReport } from "./audit-report.ts";
import { auditText } from "./audit-text.ts";

interface Question<M extends Mode> {
  readonly tool: Tool<M>;
  readonly args?: PlainObject;
}

/** Without an answer to the core there is nothing worth printing; each of the rest may fail by itself. */
interface Questions<M extends Mode> {
  readonly core: readonly Question<M>[];
  readonly rest: readonly Question<M>[];
}

const costs: readonly Question<Mode>[] = [
  { tool: getDailyCosts, args: { period: "30d" } },
  { tool: getCostByModel, args: { period: "billing_cycle" } },
];

const questionsOfKey: Questions<"vk"> = {
  core: [{ tool: getMyScope }, { tool: getUsageSummary, args: { period: "billing_cycle" } }],
  rest: [{ tool: getMyBudget, args: { period: "billing_cycle" } }, ...costs],
};

const questionsOfWorkspace: Questions<"manager"> = {
  core: [{ tool: getWorkspaceOverview }],
  rest: [
    { tool: getSubscriptionInfo },
    { tool: getWorkspaceBudgetStatus },
    ...costs,
    { tool: getExecutiveDashboard },
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
    shell.print(isJson ? `${JSON.stringify(report, null, 2)}\n` : auditText(report, shell.terminal));
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
  const ask = async (ctx: Context<M>, { tool, args = {} }: Question<M>): Promise<[string, PlainObject]> => {
    const result = redactResult(await answerOf(tool, ctx, args), secrets);
    done++;
    advance();
    return [tool.name, result];
  };
  const tryToAsk = async (ctx: Context<M>, question: Question<M>) => {
    try {
      return { answer: await ask(ctx, question) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { kind, message } = apiFailure(error, mode, secrets);
      return { failure: { tool: question.tool.name, kind, message } };
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
    const results = Object.fromEntries([
      ...coreResults,
      ...outcomes.flatMap(({ answer }) => (answer ? [answer] : [])),
    ]);
    const warnings = [...Object.values(results).flatMap(warningsOf), ...subject.warnings];
    return {
      mode,
      speaks_for: redactSecrets(subject.text, secrets),
      as_of: toTimestamp(now),
      results,
      failed: outcomes.flatMap(({ failure }) => failure ?? []),
      warnings: [...new Set(warnings)],
    };
  } finally {
    shell.progress(null);
  }
}

const warningsOf = ({ warnings }: PlainObject): string[] => v.parse(Warnings, warnings);

/** Asks the tools, each part by itself: one that fails costs only what it would have told. */
import type { ApiConnection } from "../../api/index.ts";
import { ApiError, InputError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { redactSecrets } from "../../domain/text.ts";
import { dayOf, toTimestamp } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { apiFailure } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { contextFor } from "../tool-answer.ts";
import { firstQuestions, listKeyQuestions, listWorkspaceQuestions, type Question } from "./questions.ts";
import type { FailedPart, ReportData, ReportPeriod, ReportResults } from "./report-data.ts";

/** Of a large workspace. */
const requestsAtMost = 60;
/** A minute of the local limit, with what it adds. */
const limitedMinuteMs = 60_100;
const answersMs = 30_000;
const leastBudgetMs = 150_000;

/**
 * Long enough for requests that wait for their minute of the local limit: a page without the last ones would not show
 * what they were asked for, and look like a quiet month.
 *
 * @param rateLimitRpm 0: there is no limit
 */
export const computeBudgetMs = (rateLimitRpm: number): number =>
  rateLimitRpm === 0
    ? leastBudgetMs
    : Math.max(leastBudgetMs, answersMs + Math.ceil(requestsAtMost / rateLimitRpm) * limitedMinuteMs);

/** What is asked for, and how long that may take. */
export interface Wish {
  readonly period: ReportPeriod;
  readonly budgetMs: number;
}

/** @throws ApiError when the credential was refused, or nothing answers */
export function askAboutKey(connection: ApiConnection<"vk">, wish: Wish, shell: Shell): Promise<ReportData> {
  return askAll(connection, wish, shell, firstQuestions.vk, () => listKeyQuestions(wish.period));
}

/** @throws ApiError when the credential was refused, or nothing answers */
export function askAboutWorkspace(
  connection: ApiConnection<"manager">,
  wish: Wish,
  shell: Shell,
): Promise<ReportData> {
  return askAll(connection, wish, shell, firstQuestions.manager, ({ get_workspace_overview: overview }) =>
    listWorkspaceQuestions(wish.period, overview?.window.from ?? null, dayOf(shell.now())),
  );
}

async function askAll<M extends Mode>(
  connection: ApiConnection<M>,
  { period, budgetMs }: Wish,
  shell: Shell,
  first: Question<M>,
  others: (first: ReportResults) => readonly Question<M>[],
): Promise<ReportData> {
  const now = shell.now();
  const ctx = contextFor(connection, { now, budgetMs, sharesReads: true });
  shell.progress("Asking Alephant");
  const core = await first.ask(ctx);
  const rest = others(core);
  let done = 1;
  const advance = (): void => shell.progress(`Asking Alephant: ${done} of ${rest.length + 1} answered`);
  advance();
  const outcomes = await Promise.all(
    rest.map(async (question) => {
      const outcome = await tryToAsk(question, ctx, connection);
      done++;
      advance();
      return outcome;
    }),
  );
  const subject = await ctx.api.subject();
  const results: ReportResults = Object.assign({}, core, ...outcomes.map(({ answer }) => answer ?? {}));
  const warnings = Object.values(results).flatMap((result) => result.warnings);
  return {
    mode: connection.mode,
    speaks_for: subject.text,
    caution: subject.warnings,
    as_of: toTimestamp(now),
    period,
    results,
    failed: outcomes.flatMap(({ failure }) => failure ?? []),
    warnings: [...new Set([...warnings, ...ctx.api.notes()])],
  };
}

interface Outcome {
  readonly answer?: ReportResults;
  readonly failure?: FailedPart;
}

async function tryToAsk<M extends Mode>(
  question: Question<M>,
  ctx: Context<M>,
  { mode, secrets }: ApiConnection<M>,
): Promise<Outcome> {
  const { part, tool } = question;
  try {
    return { answer: await question.ask(ctx) };
  } catch (error) {
    if (error instanceof InputError)
      return {
        failure: { part, tool, kind: "invalid_input", message: redactSecrets(error.message, secrets) },
      };
    if (!(error instanceof ApiError)) throw error;
    const { kind, message } = apiFailure(error, mode, secrets);
    return { failure: { part, tool, kind, message } };
  }
}

/** Reads the parts of a report, each by itself: one that fails costs only what it would have told. */
import type { ApiConnection } from "../../api/index.ts";
import { ApiError, InputError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { redactSecrets } from "../../domain/text.ts";
import { dayOf, toTimestamp } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { openToolContext, showAnswered } from "../connection.ts";
import { asApiFailure } from "../failure.ts";
import type { Shell } from "../shell.ts";
import type { FailedPart, ReportData, ReportPeriod, ReportResults } from "./report-data.ts";
import { firstParts, listKeyParts, listWorkspaceParts, type Part } from "./report-parts.ts";

/** As many as the report of a large workspace makes. */
const maxRequests = 60;
/** A minute of the local limit, and a little: what waits for it starts just after it. */
const limitedMinuteMs = 60_100;
/** For the answers themselves. */
const answersMs = 30_000;
const minTimeLimitMs = 150_000;

/**
 * Long enough for requests that wait for their minute of the local limit: a page without the last ones would not show
 * what they were asked for, and look like a quiet month.
 *
 * @param rateLimitRpm 0: there is no limit
 */
export const computeTimeLimitMs = (rateLimitRpm: number): number =>
  rateLimitRpm === 0
    ? minTimeLimitMs
    : Math.max(minTimeLimitMs, answersMs + Math.ceil(maxRequests / rateLimitRpm) * limitedMinuteMs);

/** What is asked for, and how long that may take. */
export interface ReportOptions {
  readonly period: ReportPeriod;
  readonly timeLimitMs: number;
}

/** @throws ApiError when the credential was refused, or nothing answers */
export function readKeyReport(
  connection: ApiConnection<"vk">,
  options: ReportOptions,
  shell: Shell,
): Promise<ReportData> {
  return readParts(connection, options, shell, firstParts.vk, () => listKeyParts(options.period));
}

/** @throws ApiError when the credential was refused, or nothing answers */
export function readWorkspaceReport(
  connection: ApiConnection<"manager">,
  options: ReportOptions,
  shell: Shell,
): Promise<ReportData> {
  return readParts(connection, options, shell, firstParts.manager, ({ get_workspace_overview: overview }) =>
    listWorkspaceParts(options.period, overview?.window.from ?? null, dayOf(shell.now())),
  );
}

async function readParts<M extends Mode>(
  connection: ApiConnection<M>,
  { period, timeLimitMs }: ReportOptions,
  shell: Shell,
  first: Part<M>,
  listOthers: (core: ReportResults) => readonly Part<M>[],
): Promise<ReportData> {
  const now = shell.now();
  const ctx = openToolContext(connection, { now, timeLimitMs, sharesReads: true });
  shell.showProgress("Asking Alephant");
  const core = await first.read(ctx);
  const rest = listOthers(core);
  let done = 1;
  showAnswered(shell, done, rest.length + 1);
  const outcomes = await Promise.all(
    rest.map(async (part) => {
      const outcome = await tryToRead(part, ctx, connection);
      done++;
      showAnswered(shell, done, rest.length + 1);
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
    warnings: [...new Set([...warnings, ...ctx.api.warnings()])],
  };
}

interface Outcome {
  readonly answer?: ReportResults;
  readonly failure?: FailedPart;
}

async function tryToRead<M extends Mode>(
  wanted: Part<M>,
  ctx: Context<M>,
  { mode, secrets }: ApiConnection<M>,
): Promise<Outcome> {
  const { name: part, tool } = wanted;
  try {
    return { answer: await wanted.read(ctx) };
  } catch (error) {
    if (error instanceof InputError)
      return {
        failure: { part, tool, kind: "invalid_input", message: redactSecrets(error.message, secrets) },
      };
    if (!(error instanceof ApiError)) throw error;
    const { kind, message } = asApiFailure(error, mode, secrets);
    return { failure: { part, tool, kind, message } };
  }
}

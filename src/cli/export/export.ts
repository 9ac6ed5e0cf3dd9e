/** `alephant-mcp export`: what the API knows of a window, a row a day or entity, for spreadsheets and warehouses. */
import { type AnyApiConnection, connect } from "../../api/index.ts";
import { ApiError, InputError } from "../../domain/errors.ts";
import { redactSecrets } from "../../domain/text.ts";
import { dayOf, lastDayOf, toTimestamp } from "../../domain/time.ts";
import type { Command } from "../command-line.ts";
import { apiFailure, reportFailure } from "../failure.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { ExportError } from "./export-error.ts";
import { targetAt, writeTarget } from "./output-file.ts";
import { type ExportPlan, readPlan } from "./plan.ts";
import { readReport } from "./read-report.ts";
import type { ExportReport } from "./report.ts";
import { reportJson, tableCsv } from "./table.ts";

/** @throws ConfigError, UsageError */
export async function exportCosts(shell: Shell, options: Command["options"]): Promise<ExitCode> {
  const config = shell.configure(shell.env);
  for (const note of config.notes) shell.report(note);
  const connection = connect(config, `alephant-mcp/${shell.version}`);
  const now = shell.now();
  try {
    const plan = readPlan(options, config.mode, now);
    const target = plan.output === null ? null : targetAt(plan.output, plan.isForced);
    const report = await readWithProgress(connection, plan, now, shell);
    const form = plan.format === "json" ? "json" : "text";
    const text = redactSecrets(textOf(report, plan), connection.secrets, form);
    if (target === null) shell.print(text);
    else writeTarget(target, text);
    for (const warning of report.warnings) shell.report(redactSecrets(warning, connection.secrets));
    shell.report(whatWasWritten(report, plan.output));
    return exitCodes.ok;
  } catch (error) {
    return failed(error, connection, shell);
  }
}

async function readWithProgress(
  connection: AnyApiConnection,
  plan: ExportPlan,
  now: Date,
  shell: Shell,
): Promise<ExportReport> {
  try {
    return await readReport(connection, plan, now, (done, all) =>
      shell.progress(`Asking Alephant: ${done} of ${all} answered`),
    );
  } finally {
    shell.progress(null);
  }
}

function textOf(report: ExportReport, { format }: ExportPlan): string {
  return format === "json" ? reportJson(report, toTimestamp(report.asOf)) : tableCsv(report);
}

function whatWasWritten({ rows, window }: ExportReport, output: string | null): string {
  const days = window === null ? "days unknown" : `${dayOf(window.start)} to ${lastDayOf(window)} (UTC)`;
  const count = `${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
  return `wrote ${count}, ${days}, to ${output ?? "standard output"}.`;
}

function failed(error: unknown, { mode, secrets }: AnyApiConnection, shell: Shell): ExitCode {
  if (error instanceof ApiError) return reportFailure(apiFailure(error, mode, secrets), shell, false);
  if (!(error instanceof InputError || error instanceof ExportError)) throw error;
  shell.report(error.message);
  return error instanceof ExportError ? error.exitCode : exitCodes.configuration;
}

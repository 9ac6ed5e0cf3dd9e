/** `alephant-mcp export`: what the API knows of a window, a row a day or entity, for spreadsheets and warehouses. */
import type { AnyApiConnection } from "../../api/index.ts";
import { ApiError, InputError } from "../../domain/errors.ts";
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import { dayOf, lastDayOf } from "../../domain/time.ts";
import type { Command } from "../command-line.ts";
import { connectFromEnvironment, showAnswered } from "../connection.ts";
import { asApiFailure, printFailure } from "../failure.ts";
import { checkOutputFile, OutputError, writeOutputFile } from "../output-file.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import type { ExportData } from "./export-data.ts";
import { ExportError } from "./export-error.ts";
import { isCharge, writeFocusCsv, writeFocusNotes } from "./focus.ts";
import { type ExportPlan, type Format, readPlan } from "./plan.ts";
import { readExport } from "./read-export.ts";
import { writeExportJson, writeTableCsv } from "./write-rows.ts";

/** @throws ConfigError, UsageError */
export async function runExport(shell: Shell, options: Command["options"]): Promise<ExitCode> {
  const { config, connection } = connectFromEnvironment(shell);
  const now = shell.now();
  try {
    const plan = readPlan(options, config.mode, now);
    const target = plan.output === null ? null : checkOutputFile(plan.output, plan.isForced);
    const data = await readWithProgress(connection, plan, now, shell);
    const form = plan.format === "json" ? "json" : "text";
    const text = redactSecrets(writers[plan.format](data), connection.secrets, form);
    if (target === null) shell.print(text);
    else writeOutputFile(target, text);
    if (!(await shell.flush())) return exitCodes.configuration;
    const notes = plan.format === "focus" ? writeFocusNotes(data) : [];
    for (const warning of [...data.warnings, ...notes])
      shell.note(redactSecrets(warning, connection.secrets));
    shell.note(redactSecrets(toPlainText(tellOutcome(data, plan), 400), connection.secrets));
    return exitCodes.ok;
  } catch (error) {
    return printError(error, connection, shell);
  }
}

async function readWithProgress(
  connection: AnyApiConnection,
  plan: ExportPlan,
  now: Date,
  shell: Shell,
): Promise<ExportData> {
  try {
    return await readExport(connection, plan, now, (done, all) => showAnswered(shell, done, all));
  } finally {
    shell.showProgress(null);
  }
}

const writers: Readonly<Record<Format, (data: ExportData) => string>> = {
  csv: writeTableCsv,
  focus: writeFocusCsv,
  json: writeExportJson,
};

function tellOutcome({ rows, window }: ExportData, { format, output }: ExportPlan): string {
  const days = window === null ? "days unknown" : `${dayOf(window.start)} to ${lastDayOf(window)} (UTC)`;
  const written = format === "focus" ? rows.filter(isCharge).length : rows.length;
  const what = `${written} ${written === 1 ? "row" : "rows"}, ${days}`;
  return output === null ? `${what}.` : `wrote ${what}, to ${output}.`;
}

function printError(error: unknown, { mode, secrets }: AnyApiConnection, shell: Shell): ExitCode {
  if (error instanceof ApiError) return printFailure(asApiFailure(error, mode, secrets), shell, false);
  if (error instanceof OutputError) {
    shell.note(redactSecrets(`${error.message} Nothing was exported.`, secrets));
    return exitCodes.configuration;
  }
  if (!(error instanceof InputError || error instanceof ExportError)) throw error;
  shell.note(redactSecrets(error.message, secrets));
  return error instanceof ExportError ? error.exitCode : exitCodes.configuration;
}

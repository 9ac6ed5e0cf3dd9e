/** `alephant-mcp report`: one HTML file that answers what AI usage cost, with the figures of the tools that an assistant calls. */
import type { AnyApiConnection } from "../../api/index.ts";
import { ApiError } from "../../domain/errors.ts";
import { redactSecrets } from "../../domain/text.ts";
import { dayOf, type UtcDay } from "../../domain/time.ts";
import { type Command, UsageError, writeWord } from "../command-line.ts";
import { connectFromEnvironment } from "../connection.ts";
import { asApiFailure, printFailure } from "../failure.ts";
import { checkOutputFile, OutputError, type OutputFile, writeOutputFile } from "../output-file.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { openFile } from "./open-file.ts";
import { writePage } from "./page.ts";
import { computeTimeLimitMs, type ReportOptions, readKeyReport, readWorkspaceReport } from "./read-parts.ts";
import { type ReportData, type ReportPeriod, reportPeriods } from "./report-data.ts";

const { existsSync } = process.getBuiltinModule("node:fs");
const { resolve } = process.getBuiltinModule("node:path");

/** @throws ConfigError, UsageError */
export async function runReport(shell: Shell, options: Command["options"]): Promise<ExitCode> {
  const period = readPeriod(options);
  const isJson = options.has("json");
  if (isJson && ["output", "open", "force"].some((name) => options.has(name)))
    throw new UsageError(
      "--json prints to standard output: it goes with neither --output, --open nor --force.",
    );
  const { config, connection } = connectFromEnvironment(shell);
  try {
    // Before any request: nobody should wait for a page that cannot be written.
    const target = isJson ? null : chooseTarget(options, dayOf(shell.now()));
    const timeLimitMs = computeTimeLimitMs(config.rateLimitRpm);
    const data = await readWithProgress(connection, { period, timeLimitMs }, shell);
    if (target === null) {
      shell.print(`${redactSecrets(JSON.stringify(data, null, 2), connection.secrets, "json")}\n`);
      return exitCodes.ok;
    }
    writeOutputFile(target, redactSecrets(await writePage(data), connection.secrets));
    shell.print(`${redactSecrets(target.path, connection.secrets)}\n`);
    printMissing(data, shell);
    if (options.has("open")) await openPage(target, shell);
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof ApiError)
      return printFailure(asApiFailure(error, connection.mode, connection.secrets), shell, isJson);
    if (!(error instanceof OutputError)) throw error;
    shell.note(redactSecrets(`${error.message} Nothing was written.`, connection.secrets));
    return exitCodes.configuration;
  }
}

/** @throws UsageError */
function readPeriod(options: Command["options"]): ReportPeriod {
  const given = options.get("period") ?? "30d";
  const period = reportPeriods.find((each) => each === given);
  if (period === undefined)
    throw new UsageError(`--period is ${reportPeriods.join(", ")}, not ${writeWord(String(given))}.`);
  return period;
}

/** The file that --output names, or one whose name is free. @throws OutputError, UsageError */
function chooseTarget(options: Command["options"], today: UtcDay): OutputFile {
  const isForced = options.has("force");
  const given = options.get("output");
  if (typeof given === "string") {
    if (given.trim() === "" || /[\\/]$/.test(given))
      throw new UsageError("--output needs the name of a file.");
    return checkOutputFile(resolve(given), isForced);
  }
  const nameFile = (count: number): string =>
    resolve(`alephant-report-${today}${count === 1 ? "" : `-${count}`}.html`);
  let count = 1;
  while (!isForced && existsSync(nameFile(count))) count++;
  return checkOutputFile(nameFile(count), isForced);
}

async function readWithProgress(
  connection: AnyApiConnection,
  wanted: ReportOptions,
  shell: Shell,
): Promise<ReportData> {
  try {
    return connection.mode === "vk"
      ? await readKeyReport(connection, wanted, shell)
      : await readWorkspaceReport(connection, wanted, shell);
  } finally {
    shell.showProgress(null);
  }
}

/** Tells the person what the page lacks. */
function printMissing({ failed }: ReportData, shell: Shell): void {
  if (failed.length === 0) return;
  const parts = failed.map(({ part }) => part).join(", ");
  shell.note(`the page lacks what failed (${parts}), and says why in each place.`);
}

async function openPage({ path }: OutputFile, shell: Shell): Promise<void> {
  const problem = await openFile(path, shell);
  if (problem !== undefined) shell.note(`the page was not opened: ${problem}. Open the file in a browser.`);
}

/** `alephant-mcp doctor`: looks at everything between the configuration and the API, in the order in which it can fail. Reads only. */
import type { Config, Environment } from "../../config.ts";
import { ConfigError } from "../../domain/errors.ts";
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import { minSecretLength } from "../setup/entry-facts.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { createDrawing, type Drawing } from "../terminal-drawing.ts";
import { type Check, checkNames, failCheck, type Recorder, skipCheck } from "./check.ts";
import { checkHosts } from "./hosts-checks.ts";
import {
  checkConfiguration,
  checkEnvironment,
  checkKeyFolder,
  checkRateLimit,
  checkVersion,
} from "./local-checks.ts";
import { checkNetwork } from "./network-checks.ts";

export interface DoctorOptions {
  /** What is examined; it need not be this process's own. */
  readonly env: Environment;
  readonly isJson: boolean;
}

export async function runDoctor(shell: Shell, { env, isJson }: DoctorOptions): Promise<ExitCode> {
  const drawing = createDrawing(shell.terminal);
  const secrets = [env["ALEPHANT_PAT"], env["ALEPHANT_VIRTUAL_KEY"]]
    .map((value) => value?.trim() ?? "")
    .filter(({ length }) => length >= minSecretLength);
  const clean = (text: string): string => redactSecrets(toPlainText(text, 2_000), secrets);
  const checks: Check[] = [];
  const show = (lines: readonly string[]): void => {
    if (!isJson) shell.print(`${lines.join("\n")}\n`);
  };
  const record: Recorder = (...found) => {
    shell.showProgress(null);
    for (const { seen, advice, ...facts } of found) {
      const check = { ...facts, seen: clean(seen), advice: advice === null ? null : clean(advice) };
      checks.push(check);
      show(writeCheck(check, check.name, drawing));
    }
  };

  const reason = await runChecks(shell, env, record);
  shell.showProgress(null);
  const done = new Set(checks.map(({ name }) => name));
  const rest = checkNames.filter((name) => !done.has(name)).map((name) => skipCheck(name, reason));
  checks.push(...rest);
  const [first] = rest;
  if (first !== undefined) show(writeCheck(first, rest.map(({ name }) => name).join(", "), drawing));

  const exitCode = checks.find(({ status }) => status === "failed")?.exitCode ?? exitCodes.ok;
  shell.print(isJson ? toJson(checks, exitCode, shell) : `\n${summarizeChecks(checks)}\n`);
  return exitCode;
}

/** @returns why the checks that were not made were left out; without meaning when all were made */
async function runChecks(shell: Shell, env: Environment, record: Recorder): Promise<string> {
  record(checkVersion(shell));
  const environment = await checkEnvironment(env);
  record(...environment);
  record(...(await checkHosts(shell.platform, env)));
  const config = readConfiguration(shell, env);
  if (config instanceof ConfigError) {
    // What `setup` wrote stands in the host's file, and not in this shell.
    const advice =
      "The doctor sees the variables of this shell: set those that stand in the host's configuration.";
    const last = config.problems.at(-1);
    record(
      ...config.problems.map((problem) =>
        failCheck("configuration", exitCodes.configuration, problem, problem === last ? advice : null),
      ),
    );
    return "the configuration has to be mended first";
  }
  record(...checkConfiguration(config), checkRateLimit(config));
  record(await checkKeyFolder(config, shell.platform));
  if (environment.some(({ status }) => status === "failed")) return "the environment has to be mended first";
  return checkNetwork(shell, env, config, record);
}

function readConfiguration(shell: Shell, env: Environment): Config | ConfigError {
  try {
    return shell.configure(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

const colors = { ok: 32, warning: 33, failed: 31, skipped: 90 } as const;

function writeCheck({ status, seen, advice }: Check, names: string, drawing: Drawing): string[] {
  const first = status.padEnd(9);
  const indent = " ".repeat(first.length);
  const [line = "", ...more] = drawing.wrapped(`${names.replaceAll("_", " ")}: ${seen}`, first, indent);
  return [
    `${drawing.colored(first, colors[status])}${line.slice(first.length)}`,
    ...more,
    ...(advice === null ? [] : drawing.wrapped(advice, `${indent}→ `)),
  ];
}

function summarizeChecks(checks: readonly Check[]): string {
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  return (["ok", "warning", "failed", "skipped"] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status}`)
    .join(", ");
}

function toJson(checks: readonly Check[], exitCode: ExitCode, { version }: Shell): string {
  const shown = checks.map(({ name, status, seen, advice }) => ({ name, status, seen, advice }));
  return `${JSON.stringify({ version, ok: exitCode === exitCodes.ok, exit_code: exitCode, checks: shown }, null, 2)}\n`;
}

/** Why a command failed: what it says, and what it ends with. */
import { type ApiError, type ApiErrorKind, type ConfigError, explainApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import { redactSecrets } from "../domain/text.ts";
import { type ExitCode, exitCodes, type Shell } from "./shell.ts";

export interface Failure {
  readonly kind: ApiErrorKind | "configuration";
  readonly message: string;
  readonly exitCode: ExitCode;
}

export const asConfigurationFailure = ({ problems }: ConfigError): Failure => ({
  kind: "configuration",
  message: problems.join(" "),
  exitCode: exitCodes.configuration,
});

export function asApiFailure(error: ApiError, mode: Mode, secrets: readonly string[]): Failure {
  const { sentence, remedy } = explainApiError(error, mode);
  return {
    kind: error.kind,
    message: redactSecrets(`${sentence} ${remedy}`, secrets),
    exitCode: exitCodeOf(error),
  };
}

const refusals: ReadonlySet<ApiErrorKind> = new Set([
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
  "invalid_request",
  "too_many_requests",
]);

/** An answer that is no answer of this API (a web page, a redirect, a failing server) counts as none. */
export function exitCodeOf({ kind, facts }: ApiError): ExitCode {
  if (facts.isLocalLimit) return exitCodes.configuration;
  // A 2xx whose body carries an error code is a refusal, too.
  const isRefusal = refusals.has(kind) || (kind === "unexpected_response" && facts.code !== undefined);
  return isRefusal ? exitCodes.refused : exitCodes.unreachable;
}

/** To standard output for a program, which reads it in place of the answer; else to standard error. */
export function printFailure({ kind, message, exitCode }: Failure, shell: Shell, isJson: boolean): ExitCode {
  if (isJson) shell.print(`${JSON.stringify({ error: { kind, message } }, null, 2)}\n`);
  else shell.note(message);
  return exitCode;
}

/** One finding of the doctor. */
import { type ExitCode, exitCodes } from "../shell.ts";

/** In the order in which they are looked at. */
export const checkNames = [
  "version",
  "environment",
  "hosts",
  "configuration",
  "rate_limit",
  "key_folder",
  "proxy",
  "dns",
  "tls",
  "reachability",
  "credential",
  "scope",
  "plan",
  "clock",
  "latency",
] as const;

export type CheckName = (typeof checkNames)[number];

export interface Check {
  readonly name: CheckName;
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly seen: string;
  /** What to do; null where there is nothing, or where `seen` says it. */
  readonly advice: string | null;
  /** What the whole run ends with, unless something before it failed. */
  readonly exitCode: ExitCode;
}

/** Takes what was found, in the order in which it is shown. */
export type Recorder = (...checks: readonly Check[]) => void;

const check =
  (status: "ok" | "warning" | "skipped") =>
  (name: CheckName, seen: string, advice: string | null = null): Check => ({
    name,
    status,
    seen,
    advice,
    exitCode: exitCodes.ok,
  });

export const ok = check("ok");
export const warning = check("warning");
export const skipped = check("skipped");

export const failed = (
  name: CheckName,
  exitCode: ExitCode,
  seen: string,
  advice: string | null = null,
): Check => ({ name, status: "failed", seen, advice, exitCode });

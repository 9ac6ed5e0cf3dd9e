/** One finding of the doctor, and what its checks share. */
import type { Config } from "../../config.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";

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

/** What makes checks of one status. */
const createCheck =
  (status: "ok" | "warning" | "skipped") =>
  (name: CheckName, seen: string, advice: string | null = null): Check => ({
    name,
    status,
    seen,
    advice,
    exitCode: exitCodes.ok,
  });

export const passCheck = createCheck("ok");
export const warnInCheck = createCheck("warning");
export const skipCheck = createCheck("skipped");

export const failCheck = (
  name: CheckName,
  exitCode: ExitCode,
  seen: string,
  advice: string | null = null,
): Check => ({ name, status: "failed", seen, advice, exitCode });

/** The time of all checks that wait for the network, together. */
export const totalMs = 15_000;

/** What the checks that wait for the network share. */
export interface CheckContext {
  readonly shell: Shell;
  readonly config: Config;
  readonly record: Recorder;
  /** The shorter of this time and what is left for all checks together. */
  readonly limitTime: (ms: number) => number;
}

/** Why checks were left out, once the time of all checks is over. */
export const outOfTime = `not reached within ${totalMs / 1000} seconds`;

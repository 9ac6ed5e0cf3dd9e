/** What the doctor finds when it asks the API: whether it answers, takes the credential, and how fast. */

import { type ConnectionCheck, type Probe, probeRoute } from "../../api/connection-check.ts";
import { type AnyApiConnection, type ApiConnection, connectApi } from "../../api/index.ts";
import type { Config } from "../../config.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { getMyScope } from "../../tools/get-my-scope.ts";
import { getSubscriptionInfo } from "../../tools/get-subscription-info.ts";
import { openToolContext } from "../connection.ts";
import { exitCodeOf } from "../failure.ts";
import { writeOrUnknown } from "../figure-text.ts";
import {
  type Check,
  type CheckContext,
  failCheck,
  outOfTime,
  passCheck,
  skipCheck,
  warnInCheck,
} from "./check.ts";

const apiMs = 6_000;
const questionMs = 3_000;

/** @returns why the checks that were not made were left out; without meaning when all were made */
export async function checkApi(context: CheckContext): Promise<string> {
  const { shell, config, record, limitTime } = context;
  shell.showProgress("Asking Alephant …");
  const clocks: Clocks[] = [];
  const connection = connectApi(config, `alephant-mcp/${shell.version}`, ({ date }) => {
    if (date !== null) clocks.push({ api: date, here: shell.now() });
  });
  const { signal } = new AbortController();
  const open = (timeLimitMs: number) =>
    connection.open({ now: shell.now(), signal, timeLimitMs: limitTime(timeLimitMs) });
  const state = await open(apiMs).connection();
  const [health, authorized] = state.probes;
  const reached = checkReachability(state);
  record(reached);
  if (reached.status === "failed") return "the API was not reached";
  record(checkCredential(authorized, config));
  if (authorized.error !== null) {
    for (const name of ["scope", "plan"] as const) record(skipCheck(name, "the credential was not accepted"));
  } else if (limitTime(questionMs) === 0) return outOfTime;
  else await checkScopeAndPlan(connection, context);
  record(checkClock(clocks[0]));

  shell.showProgress("Measuring …");
  const latencies: number[] = [];
  for (let round = 0; round < 3 && health.error === null && limitTime(questionMs) > 0; round++) {
    const { probe: measured } = await probeRoute(health.route, () => open(questionMs).health());
    if (measured.error === null) latencies.push(measured.latencyMs);
  }
  record(checkLatency(latencies));
  return outOfTime;
}

/** What the credential can see. */
async function checkScopeAndPlan(
  connection: AnyApiConnection,
  { shell, record, limitTime }: CheckContext,
): Promise<void> {
  const settings = (): QuestionSettings => ({ now: shell.now(), timeLimitMs: limitTime(questionMs) });
  if (connection.mode === "vk") {
    record(await checkScopeOfKey(connection, settings()));
    record(skipCheck("plan", "a virtual key cannot read it"));
  } else {
    record(await checkScopeOfToken(connection, settings()));
    record(await checkPlan(connection, settings()));
  }
}

/** Even a refusal of the credential shows that the API is there. */
function checkReachability({
  probes: [health, authorized],
  apiVersion,
  apiStatus,
  mode,
}: ConnectionCheck): Check {
  if (health.error === null) {
    const seen = `${health.route} answered in ${health.latencyMs} ms: API version ${writeOrUnknown(apiVersion)}, ${writeOrUnknown(apiStatus)}`;
    const isWell = apiStatus === null || apiStatus === "healthy";
    return isWell
      ? passCheck("reachability", seen)
      : warnInCheck("reachability", seen, "Figures may be missing or late until Alephant has mended that.");
  }
  const { sentence } = explainApiError(health.error, mode);
  // Where nothing answers, the remedy for a timeout (again, with a shorter period) does not help; that for the network
  // does.
  const kind = health.error.kind === "timeout" ? "network" : health.error.kind;
  const { remedy } = explainApiError(new ApiError(kind, health.error.facts), mode);
  const isThere = authorized.error === null || ["unauthorized", "forbidden"].includes(authorized.error.kind);
  return isThere
    ? warnInCheck("reachability", sentence, "The API answers other requests; its health is not known.")
    : failCheck("reachability", exitCodeOf(health.error), sentence, remedy);
}

function checkCredential({ error, latencyMs, route }: Probe, config: Config): Check {
  const [kind, value, prefix] =
    config.mode === "vk"
      ? (["virtual key", config.virtualKey, "vk-"] as const)
      : (["personal access token", config.personalAccessToken, "pat_"] as const);
  const shown = `${kind} ${value.startsWith(prefix) ? prefix : ""}…`;
  if (error === null) return passCheck("credential", `${shown} accepted (${route}, ${latencyMs} ms)`);
  const { sentence, remedy } = explainApiError(error, config.mode);
  return failCheck("credential", exitCodeOf(error), `${shown}: ${sentence}`, remedy);
}

interface QuestionSettings {
  readonly now: Date;
  readonly timeLimitMs: number;
}

/** What a tool answers; a failure is an answer here. */
async function catchApiError<T>(answer: Promise<T>): Promise<T | ApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function toWarning(name: "scope" | "plan", error: ApiError, mode: Mode): Check {
  const { sentence, remedy } = explainApiError(error, mode);
  return warnInCheck(name, sentence, remedy);
}

async function checkScopeOfKey(connection: ApiConnection<"vk">, settings: QuestionSettings): Promise<Check> {
  const answer = await catchApiError(getMyScope.answer(openToolContext(connection, settings), {}));
  if (answer instanceof ApiError) return toWarning("scope", answer, "vk");
  const { signal } = new AbortController();
  const subject = await connection.open({ ...settings, signal }).subject();
  const { virtual_key: key, warnings } = answer;
  const seen = `${subject.text}, ${writeOrUnknown(key.status)}`;
  const cautions = [...warnings, ...subject.warnings];
  return cautions.length === 0 ? passCheck("scope", seen) : warnInCheck("scope", seen, cautions.join(" "));
}

async function checkScopeOfToken(
  connection: ApiConnection<"manager">,
  settings: QuestionSettings,
): Promise<Check> {
  const { signal } = new AbortController();
  const { text } = await connection.open({ ...settings, signal }).subject();
  return passCheck("scope", `${text}; the token reads; the API does not say whether it may write`);
}

const endedOrUnpaid = ["past_due", "canceled", "expired"];

async function checkPlan(connection: ApiConnection<"manager">, settings: QuestionSettings): Promise<Check> {
  const answer = await catchApiError(getSubscriptionInfo.answer(openToolContext(connection, settings), {}));
  if (answer instanceof ApiError) return toWarning("plan", answer, "manager");
  const { tier, status, last_day, cancel_at_period_end, warnings } = answer;
  const seen = `${writeOrUnknown(tier)}, ${writeOrUnknown(status)}, period to ${writeOrUnknown(last_day)}`;
  if (endedOrUnpaid.includes(status ?? "") || cancel_at_period_end === true) {
    return warnInCheck(
      "plan",
      seen,
      "Renew the plan in the Alephant dashboard, or features will be refused.",
    );
  }
  return warnings.length === 0 ? passCheck("plan", seen) : warnInCheck("plan", seen, warnings.join(" "));
}

interface Clocks {
  readonly api: Date;
  readonly here: Date;
}

/** Days are the API's UTC days: a clock that is far off takes the wrong one for today. */
const maxSkewSeconds = 60;

function checkClock(clocks: Clocks | undefined): Check {
  if (clocks === undefined) return skipCheck("clock", "the API's answers carry no date");
  const seconds = Math.round((clocks.here.getTime() - clocks.api.getTime()) / 1000);
  const amount = Math.abs(seconds);
  // The header has whole seconds.
  if (amount <= maxSkewSeconds) return passCheck("clock", `within ${Math.max(1, amount)} s of the API's`);
  return warnInCheck(
    "clock",
    `This machine's clock is ${amount} s ${seconds > 0 ? "ahead of" : "behind"} the API's.`,
    "Set it right (time synchronisation): which days count as complete depends on it.",
  );
}

/** A call has 24 s for a dozen requests: one after another, at this pace, they would leave little of it. */
const slowMs = 1_500;

function checkLatency(latencies: readonly number[]): Check {
  const sorted = latencies.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return skipCheck("latency", "there was no answer to measure");
  const seen = `median ${median} ms of ${sorted.length} requests (${sorted[0]} to ${sorted.at(-1)} ms)`;
  return median > slowMs
    ? warnInCheck(
        "latency",
        seen,
        "Analyses of many requests may run out of time. Check the network and the proxy.",
      )
    : passCheck("latency", seen);
}

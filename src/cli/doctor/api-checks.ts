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
import { type Check, type CheckContext, failed, ok, outOfTime, skipped, warning } from "./check.ts";

const apiMs = 6_000;
const factMs = 3_000;

/** @returns why the checks that were not made were left out */
export async function checkApi(context: CheckContext): Promise<string> {
  const { shell, config, record, limitTime } = context;
  shell.progress("Asking Alephant …");
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
    for (const name of ["scope", "plan"] as const) record(skipped(name, "the credential was not accepted"));
  } else if (limitTime(factMs) === 0) return outOfTime;
  else await checkScopeAndPlan(connection, context);
  record(checkClock(clocks[0]));

  shell.progress("Measuring …");
  const latencies: number[] = [];
  for (let round = 0; round < 3 && health.error === null && limitTime(factMs) > 0; round++) {
    const { probe: measured } = await probeRoute(health.route, () => open(factMs).health());
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
  const settings = (): FactSettings => ({ now: shell.now(), timeLimitMs: limitTime(factMs) });
  if (connection.mode === "vk") {
    record(await checkScopeOfKey(connection, settings()));
    record(skipped("plan", "a virtual key cannot read it"));
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
      ? ok("reachability", seen)
      : warning("reachability", seen, "Figures may be missing or late until Alephant has mended that.");
  }
  const { sentence } = explainApiError(health.error, mode);
  // Where nothing at all answers, asking for less helps as little as trying again.
  const kind = health.error.kind === "timeout" ? "network" : health.error.kind;
  const { remedy } = explainApiError(new ApiError(kind, health.error.facts), mode);
  const isThere = authorized.error === null || ["unauthorized", "forbidden"].includes(authorized.error.kind);
  return isThere
    ? warning("reachability", sentence, "The API answers other requests; its health is not known.")
    : failed("reachability", exitCodeOf(health.error), sentence, remedy);
}

function checkCredential({ error, latencyMs, route }: Probe, config: Config): Check {
  const [kind, value, prefix] =
    config.mode === "vk"
      ? (["virtual key", config.virtualKey, "vk-"] as const)
      : (["personal access token", config.personalAccessToken, "pat_"] as const);
  const shown = `${kind} ${value.startsWith(prefix) ? prefix : ""}…`;
  if (error === null) return ok("credential", `${shown} accepted (${route}, ${latencyMs} ms)`);
  const { sentence, remedy } = explainApiError(error, config.mode);
  return failed("credential", exitCodeOf(error), `${shown}: ${sentence}`, remedy);
}

interface FactSettings {
  readonly now: Date;
  readonly timeLimitMs: number;
}

/** What a tool answers; a failure is an answer here. */
async function readFacts<T>(answer: Promise<T>): Promise<T | ApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function toWarning(name: "scope" | "plan", error: ApiError, mode: Mode): Check {
  const { sentence, remedy } = explainApiError(error, mode);
  return warning(name, sentence, remedy);
}

async function checkScopeOfKey(connection: ApiConnection<"vk">, settings: FactSettings): Promise<Check> {
  const answer = await readFacts(getMyScope.answer(openToolContext(connection, settings), {}));
  if (answer instanceof ApiError) return toWarning("scope", answer, "vk");
  const { signal } = new AbortController();
  const subject = await connection.open({ ...settings, signal }).subject();
  const { virtual_key: key, warnings } = answer;
  const seen = `${subject.text}, ${writeOrUnknown(key.status)}`;
  const limits = [...warnings, ...subject.warnings];
  return limits.length === 0 ? ok("scope", seen) : warning("scope", seen, limits.join(" "));
}

async function checkScopeOfToken(
  connection: ApiConnection<"manager">,
  settings: FactSettings,
): Promise<Check> {
  const { signal } = new AbortController();
  const { text } = await connection.open({ ...settings, signal }).subject();
  return ok("scope", `${text}; the token reads, and whether it may write the API does not say`);
}

const endedOrUnpaid = ["past_due", "canceled", "expired"];

async function checkPlan(connection: ApiConnection<"manager">, settings: FactSettings): Promise<Check> {
  const answer = await readFacts(getSubscriptionInfo.answer(openToolContext(connection, settings), {}));
  if (answer instanceof ApiError) return toWarning("plan", answer, "manager");
  const { tier, status, last_day, cancel_at_period_end, warnings } = answer;
  const seen = `${writeOrUnknown(tier)}, ${writeOrUnknown(status)}, period to ${writeOrUnknown(last_day)}`;
  if (endedOrUnpaid.includes(status ?? "") || cancel_at_period_end === true) {
    return warning("plan", seen, "Renew the plan in the Alephant dashboard, or features will be refused.");
  }
  return warnings.length === 0 ? ok("plan", seen) : warning("plan", seen, warnings.join(" "));
}

interface Clocks {
  readonly api: Date;
  readonly here: Date;
}

/** Days are the API's UTC days: a clock that is far off takes the wrong one for today. */
const maxSkewSeconds = 60;

function checkClock(clocks: Clocks | undefined): Check {
  if (clocks === undefined) return skipped("clock", "the API's answers carry no date");
  const seconds = Math.round((clocks.here.getTime() - clocks.api.getTime()) / 1000);
  const amount = Math.abs(seconds);
  // The header has whole seconds.
  if (amount <= maxSkewSeconds) return ok("clock", `within ${Math.max(1, amount)} s of the API's`);
  return warning(
    "clock",
    `This machine's clock is ${amount} s ${seconds > 0 ? "ahead of" : "behind"} the API's.`,
    "Set it right (time synchronisation): which days count as complete depends on it.",
  );
}

/** A call of a dozen requests has 25 s; at this pace little of that is left. */
const slowMs = 1_500;

function checkLatency(latencies: readonly number[]): Check {
  const sorted = latencies.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return skipped("latency", "there was no answer to measure");
  const seen = `median ${median} ms of ${sorted.length} requests (${sorted[0]} to ${sorted.at(-1)} ms)`;
  return median > slowMs
    ? warning(
        "latency",
        seen,
        "Analyses of many requests may run out of time. Check the network and the proxy.",
      )
    : ok("latency", seen);
}

/** What can go wrong, and what the reader (a person, or a model on a person's behalf) is told about it. */
import type { Mode } from "./mode.ts";

/** The configuration cannot be used; `problems` names every bad variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `  - ${problem}`).join("\n"));
    this.problems = problems;
  }
}

/** The arguments of a call cannot be used; the message says which, and how to correct them. */
export class InputError extends Error {
  override readonly name = "InputError";
}

export type ApiErrorKind =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid_request"
  | "too_many_requests"
  | "server_error"
  | "unavailable"
  | "timeout"
  | "network"
  | "certificate"
  | "unexpected_response";

/** What a refusal (403) was about, where the API's answer tells. */
export type ForbiddenReason = "limit" | "plan" | "scope" | "workspace";

export interface ApiErrorFacts {
  /** Method and path, never the query: `GET /api/v1/cockpit/scope`. */
  readonly request: string;
  readonly status?: number;
  /** The API's own code, `TIER_FEATURE_DISABLED` or `40010`. */
  readonly code?: string;
  /** What is known beyond the kind: the API's own words, or the cause of a network fault. One cleaned line. */
  readonly detail?: string;
  readonly forbiddenReason?: ForbiddenReason;
  /** Only when the API, or the local limiter, named it. */
  readonly retryAfterSeconds?: number;
  /** The limit that was hit is this process's own, and the request was not sent. */
  readonly isLocalLimit?: boolean;
  /** The request named nothing that may be unknown: the route itself is not there. */
  readonly isRouteMissing?: boolean;
  /** The tool to use instead, where a missing route (404) is the likely reason. */
  readonly alternative?: string;
  /** A sentence that names values which may be accepted, where one was refused. */
  readonly acceptable?: string;
  /** A write was sent, and whether it took effect is not known. */
  readonly isOutcomeUnknown?: boolean;
  /** The tool that shows whether that write took effect. */
  readonly shownBy?: string;
}

/** A request to the Alephant API did not give an answer that can be used. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ApiErrorKind;
  readonly facts: ApiErrorFacts;

  constructor(kind: ApiErrorKind, facts: ApiErrorFacts) {
    super(`${facts.request}: ${kind}${facts.detail === undefined ? "" : ` (${facts.detail})`}`);
    this.kind = kind;
    this.facts = facts;
  }
}

interface ExplanationByMode {
  readonly sentence: string;
  readonly remedy: string | Readonly<Record<Mode, string>>;
}

const explanations: Readonly<Record<ApiErrorKind, ExplanationByMode>> = {
  unauthorized: {
    sentence: "Alephant did not accept the credential",
    remedy: {
      vk: "The virtual key may be wrong, disabled, expired or revoked, or belong to another deployment. Check ALEPHANT_VIRTUAL_KEY (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it.",
      manager:
        "The personal access token may be wrong, expired or revoked, or belong to another deployment. Check ALEPHANT_PAT (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it.",
    },
  },
  forbidden: {
    sentence: "Alephant refused this",
    remedy: {
      vk: "A virtual key is read-only and sees its own cockpit only. For workspace data, configure ALEPHANT_PAT and ALEPHANT_WORKSPACE_ID.",
      manager:
        "Either the token's scope is too low, the workspace's plan lacks the feature, or ALEPHANT_WORKSPACE_ID names another workspace than the token's. The API did not say which.",
    },
  },
  not_found: {
    sentence: "Alephant does not know what was asked for",
    remedy:
      "Either the id is wrong (take ids from a list tool), or this deployment does not offer the route. Do not retry unchanged.",
  },
  conflict: {
    sentence: "Somebody else changed the same thing at the same time",
    remedy: "Read the current state again, then decide whether the change is still wanted.",
  },
  invalid_request: {
    sentence: "Alephant rejected the request's content",
    remedy: "Correct the arguments according to the API's words; the same call would fail again.",
  },
  too_many_requests: {
    sentence: "The rate limit is used up",
    remedy: "Wait before the next call, and ask for less at once.",
  },
  server_error: {
    sentence: "Alephant failed internally",
    remedy:
      "This is not caused by the arguments. Try again in a minute; if it goes on, report it to Alephant.",
  },
  unavailable: {
    sentence: "Alephant is not available at the moment",
    remedy: "Try again in a minute.",
  },
  timeout: {
    sentence: "Alephant did not answer in time",
    remedy: "Try again, with a shorter period if there is one to choose.",
  },
  network: {
    sentence: "Alephant could not be reached",
    remedy:
      "Check ALEPHANT_API_BASE_URL, the network and any proxy (HTTPS_PROXY, NO_PROXY) on the machine where this server runs.",
  },
  certificate: {
    sentence: "The address could not prove by a trusted certificate that it is Alephant's",
    remedy:
      "Where a company inspects its traffic, set NODE_EXTRA_CA_CERTS to the file with its CA certificate (PEM) in this server's configuration and restart it. Otherwise check ALEPHANT_API_BASE_URL and the machine's clock. Trying again does not help.",
  },
  unexpected_response: {
    sentence: "The answer is not what the Alephant API sends",
    remedy:
      "Check that ALEPHANT_API_BASE_URL is the API's address (for example https://alephant.io). If it is, this deployment's API differs from the documented one; no figure was guessed.",
  },
};

const forbiddenExplanations: Readonly<Record<ForbiddenReason, ExplanationByMode>> = {
  limit: {
    sentence: "A limit of the workspace's plan is used up",
    remedy:
      "get_subscription_info shows the limits. Revoke what is no longer needed, or have the limit raised in the dashboard.",
  },
  plan: {
    sentence: "The workspace's plan does not include this feature",
    remedy:
      "It needs a higher plan (members: Team; departments: Enterprise). Other breakdowns, such as models or agents, need no such plan.",
  },
  scope: {
    sentence: "The personal access token's scope is too low",
    remedy:
      "Reading needs scope read; keys need write; budget policies need admin. Create a token with that scope in the dashboard and set it as ALEPHANT_PAT.",
  },
  workspace: {
    sentence: "The personal access token belongs to another workspace",
    remedy: "Set ALEPHANT_WORKSPACE_ID to the workspace in which the token was created.",
  },
};

const wrongAddress: ExplanationByMode = {
  sentence: "There is no such route at this address",
  remedy:
    "ALEPHANT_API_BASE_URL is probably wrong: a further path in it, or the address of another service. Give the API's address alone (for example https://alephant.io) in this server's configuration and restart it. If it is right, this deployment does not offer the route. Do not retry unchanged.",
};

const explainMissingRoute = (alternative: string): ExplanationByMode => ({
  sentence: "This deployment of Alephant does not offer this route",
  remedy: `Use ${alternative} instead.`,
});

export interface ErrorExplanation {
  readonly sentence: string;
  readonly remedy: string;
}

/** What happened and what to do next, in full sentences for `mode`. */
export function explainApiError(error: ApiError, mode: Mode): ErrorExplanation {
  const { facts } = error;
  const explanation = chooseExplanation(error);
  const status = facts.status === undefined ? "" : ` (HTTP ${facts.status})`;
  // After a change that was sent, the limit may have been hit by the request that reads it back.
  const sentence =
    facts.isLocalLimit && !facts.isOutcomeUnknown
      ? "This server's own rate limit (ALEPHANT_RATE_LIMIT_RPM) is used up, so no request was sent."
      : `${explanation.sentence}${status}: ${facts.request}.`;
  const said = facts.detail === undefined ? "" : ` ${asSentence(facts.detail)}`;
  const acceptable = facts.acceptable === undefined ? "" : ` ${facts.acceptable}`;

  const remedy = typeof explanation.remedy === "string" ? explanation.remedy : explanation.remedy[mode];
  const wait =
    facts.retryAfterSeconds === undefined ? "" : `Call again in ${facts.retryAfterSeconds} seconds. `;
  // Trying again, which helps a read, is the one thing not to do after a write.
  const outcome = `The change was sent once and is not repeated; whether it took effect is not known. Read the current state${facts.shownBy === undefined ? "" : ` with ${facts.shownBy}`} before doing anything else.`;
  return {
    sentence: `${sentence}${said}${acceptable}`,
    remedy: facts.isOutcomeUnknown ? outcome : `${wait}${remedy}`,
  };
}

function chooseExplanation({ facts, kind }: ApiError): ExplanationByMode {
  if (facts.alternative !== undefined) return explainMissingRoute(facts.alternative);
  if (kind === "not_found" && facts.isRouteMissing === true) return wrongAddress;
  return facts.forbiddenReason === undefined
    ? explanations[kind]
    : forbiddenExplanations[facts.forbiddenReason];
}

const asSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

import type { ApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import type { ModelCatalogue } from "../domain/models.ts";

/** Whom the credential speaks for. */
export interface Subject {
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** One route that was tried to see whether the connection works. */
export interface Probe {
  readonly route: string;
  readonly latencyMs: number;
  /** null: it was answered. */
  readonly error: ApiError | null;
}

export interface Health {
  readonly status: string | null;
  readonly version: string | null;
  /** What the API says of its own state, when it is not well. */
  readonly warnings: readonly string[];
}

export interface Connection {
  readonly mode: Mode;
  readonly baseUrl: string;
  /** As the API reports them of itself; null when it does not. */
  readonly apiStatus: string | null;
  readonly apiVersion: string | null;
  readonly credential: "accepted" | "refused" | "unknown";
  readonly speaksFor: string | null;
  /** `health` needs no credential, `authorized` does: together they tell a wrong address from a wrong credential. */
  readonly probes: readonly [health: Probe, authorized: Probe];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What either credential can ask for. */
export interface SharedApi {
  subject(): Promise<Subject>;
  /** Warnings about answers that were odd but could be used, so far. */
  notes(): readonly string[];
  /** Needs no credential, and so says nothing about it. */
  health(): Promise<Health>;
  connection(): Promise<Connection>;
  models(): Promise<ModelCatalogue>;
}

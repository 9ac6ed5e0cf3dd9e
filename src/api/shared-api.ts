/** What both APIs have in common. Their methods are named after what they answer, and those that write after what they do. */

import type { ModelCatalogue } from "../domain/models.ts";
import type { ConnectionCheck } from "./connection-check.ts";
import type { Health } from "./health.ts";

/** Whom the credential speaks for. */
export interface Subject {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** What either credential can ask for. */
export interface SharedApi {
  subject(): Promise<Subject>;
  /** Warnings about answers that were odd but could be used, so far. */
  warnings(): readonly string[];
  /** Needs no credential, and so says nothing about it. */
  health(): Promise<Health>;
  connection(): Promise<ConnectionCheck>;
  models(): Promise<ModelCatalogue>;
}

/** What every cockpit answer says about itself, and what that makes of its figures. */

import type * as v from "valibot";
import type { Sourced } from "../../domain/sourced.ts";
import { type Path, sourceOf } from "../http/path.ts";
import { Flag, optional, Sentence, Text } from "../http/wire.ts";

/** Members of every cockpit answer. */
export const provenance = {
  degraded: optional(Flag),
  dataSource: optional(Text),
  message: optional(Sentence),
} as const;

type Provenance = { readonly [Name in keyof typeof provenance]: v.InferOutput<(typeof provenance)[Name]> };

/** Source and warnings of a cockpit answer. */
export const toSourced = (route: Path, { degraded, dataSource, message }: Provenance): Sourced => ({
  source: `${sourceOf(route)}${dataSource === null ? "" : ` (${dataSource})`}`,
  warnings: degraded
    ? [
        `Alephant marked this answer as degraded${message === null ? "" : ` ("${message}")`}: its data source was not available, and figures it sent as 0 or left out are unknown, not zero.`,
      ]
    : [],
});

/** In a degraded answer a zero stands for "not known" (documented fallbacks of the cockpit). */
export const dropDegradedZero =
  (degraded: boolean | null) =>
  <N extends number>(value: N | null): N | null =>
    degraded && value === 0 ? null : value;

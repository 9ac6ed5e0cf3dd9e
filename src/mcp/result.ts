/** A result on its way out: cut to size, cleaned of credentials and serialised once. */
import * as v from "valibot";
import { redactSecrets } from "../domain/text.ts";
import { fitTables, type PlainObject } from "../toolkit/table.ts";
import type { ChartContent } from "./chart-content.ts";

/** About 8,000 tokens of a result's JSON, which has about three characters to a token. */
const maxResultCharacters = 24_000;

/** Only tables are cut. An answer that is longer all the same is refused; no documented one comes near. */
const maxAnswerCharacters = 60_000;

export interface ToolResult extends Record<string, unknown> {
  content: ({ type: "text"; text: string } | ChartContent)[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
  /** Nothing in it reaches the model. */
  _meta?: Record<string, unknown>;
}

/**
 * Text and structured content carry the same facts, because some hosts show the model only the one, some the other.
 * `shownAsIs`: a member that holds a secret on purpose, and is sent as the last of the result.
 */
export function toSuccess(
  result: PlainObject,
  secrets: readonly string[],
  shownAsIs: string | undefined,
): ToolResult {
  const isShown = shownAsIs !== undefined && result[shownAsIs] !== undefined;
  const full = isShown ? dropMember(result, shownAsIs) : result;
  const whole = JSON.stringify(full);
  const cut = whole.length > maxResultCharacters ? cutToSize(full) : full;
  const text = cut === full ? whole : JSON.stringify(cut);
  // Names, labels and messages are text of strangers.
  const clean = redactSecrets(text, secrets, "json");
  const complete = isShown
    ? `${clean.slice(0, -1)},${JSON.stringify(shownAsIs)}:${JSON.stringify(result[shownAsIs])}}`
    : clean;
  if (complete.length > maxAnswerCharacters) {
    return toFailure(
      `The answer would have ${complete.length} characters, because the API sent far more than it is documented to. Ask for less at once. Nothing was shown.`,
    );
  }
  return {
    content: [{ type: "text", text: complete }],
    structuredContent: complete === text ? { ...cut } : JSON.parse(complete),
  };
}

const dropMember = (result: PlainObject, name: string): PlainObject =>
  Object.fromEntries(Object.entries(result).filter(([each]) => each !== name));

function cutToSize(full: PlainObject): PlainObject {
  const { result, warning } = fitTables(full, maxResultCharacters);
  return warning === undefined ? result : addWarning(result, warning);
}

const Proposals = v.array(v.looseObject({ tool: v.string() }));

/** Without proposals to call a tool that this server does not offer, such as one that writes under ALEPHANT_READ_ONLY. */
export function dropUnofferedNext(figures: PlainObject, offers: (tool: string) => boolean): PlainObject {
  const next = figures["next"];
  if (next === undefined || !v.is(Proposals, next)) return figures;
  const offered = next.filter(({ tool }) => offers(tool));
  return offered.length === next.length ? figures : { ...figures, next: offered };
}

export function addWarning(result: PlainObject, warning: string): PlainObject {
  const warnings = Array.isArray(result["warnings"]) ? result["warnings"] : [];
  return { ...result, warnings: [...warnings, warning] };
}

/** Our longest error has three sentences; a longer one repeats text from elsewhere. */
const maxErrorCharacters = 4_000;

export const toFailure = (text: string): ToolResult => ({
  content: [{ type: "text", text: text.slice(0, maxErrorCharacters) }],
  isError: true,
});

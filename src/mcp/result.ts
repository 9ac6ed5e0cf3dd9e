/** A result on its way out: cut to size, cleaned of credentials and serialised once. */
import * as v from "valibot";
import { redactSecrets } from "../domain/text.ts";
import { fitTables, type PlainObject } from "../toolkit/table.ts";
import type { ChartContent } from "./chart-content.ts";

/** About 8,000 tokens of a result's JSON, which has about three characters to a token. */
const maxResultCharacters = 24_000;

/** What no table accounts for is not cut but refused: no documented answer comes near. */
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
 * `shownAsIs`: a member that is a secret on purpose, and the last of the result.
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
  const { result, note } = fitTables(full, maxResultCharacters);
  return note === undefined ? result : addWarning(result, note);
}

const Proposals = v.array(v.looseObject({ tool: v.string() }));

/** Without the proposals to call a tool that this server has not, as ALEPHANT_READ_ONLY has it. */
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

/** The longest error has three sentences; what is longer carries somebody's own text. */
const maxErrorCharacters = 4_000;

export const toFailure = (text: string): ToolResult => ({
  content: [{ type: "text", text: text.slice(0, maxErrorCharacters) }],
  isError: true,
});

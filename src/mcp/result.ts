/** A result on its way out: cut to size, cleaned of credentials, and as the text that a model reads. */
import * as v from "valibot";
import type { PlainObject } from "../domain/json.ts";
import { redactSecrets } from "../domain/text.ts";
import { fitTables } from "../toolkit/table.ts";
import type { ChartContent } from "./chart-content.ts";

/** About 8,000 tokens of a result's JSON, which has about three characters to a token. */
const cutAboveCharacters = 24_000;

/** Only tables are cut. A result that is still longer than this is refused; none that the API documents comes near it. */
const refuseAboveCharacters = 60_000;

export interface ToolResult extends Record<string, unknown> {
  content: ({ type: "text"; text: string } | ChartContent)[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
  /** Nothing in it reaches the model. */
  _meta?: Record<string, unknown>;
}

/**
 * Text and structured content carry the same facts, because some hosts show the model only the one, some the other.
 * `unredactedMember`: a member that holds a secret on purpose, and is sent as the last of the result.
 */
export function toSuccess(
  result: PlainObject,
  secrets: readonly string[],
  unredactedMember: string | undefined,
): ToolResult {
  const hasUnredacted = unredactedMember !== undefined && result[unredactedMember] !== undefined;
  const redactable = hasUnredacted ? dropMember(result, unredactedMember) : result;
  const whole = JSON.stringify(redactable);
  const cut = whole.length > cutAboveCharacters ? cutToSize(redactable) : redactable;
  const text = cut === redactable ? whole : JSON.stringify(cut);
  // Names, labels and messages are text of strangers.
  const clean = redactSecrets(text, secrets, "json");
  const complete = hasUnredacted
    ? `${clean.slice(0, -1)},${JSON.stringify(unredactedMember)}:${JSON.stringify(result[unredactedMember])}}`
    : clean;
  if (complete.length > refuseAboveCharacters) {
    return toFailure(
      `The answer would have ${complete.length} characters, because the API sent far more than it is documented to. Ask for a part of it. Nothing was shown.`,
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
  const { result, warning } = fitTables(full, cutAboveCharacters);
  return warning === undefined ? result : addWarning(result, warning);
}

const Proposals = v.array(v.looseObject({ tool: v.string() }));

/** Without proposals to call a tool that this server does not offer, such as one that writes under ALEPHANT_READ_ONLY. */
export function dropUnofferedNext(figures: PlainObject, isOffered: (tool: string) => boolean): PlainObject {
  const next = figures["next"];
  if (next === undefined || !v.is(Proposals, next)) return figures;
  const offered = next.filter(({ tool }) => isOffered(tool));
  return offered.length === next.length ? figures : { ...figures, next: offered };
}

export function addWarning(result: PlainObject, warning: string): PlainObject {
  const warnings = Array.isArray(result["warnings"]) ? result["warnings"] : [];
  return { ...result, warnings: [...warnings, warning] };
}

/** No error in our own words comes near this length; a longer one repeats text from elsewhere. */
const maxErrorCharacters = 4_000;

export const toFailure = (text: string): ToolResult => ({
  content: [{ type: "text", text: text.slice(0, maxErrorCharacters) }],
  isError: true,
});

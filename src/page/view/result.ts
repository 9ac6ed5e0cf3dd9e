/** A tool's result as the host hands it on. Hosts may leave out any part: what is missing is shown as missing. */
import * as v from "valibot";
import { ReceivedViewData, type ViewData, viewKey } from "../view-data.ts";

const CallResult = v.looseObject({
  content: v.optional(v.array(v.looseObject({ text: v.optional(v.unknown()) })), []),
  structuredContent: v.optional(v.record(v.string(), v.unknown())),
  isError: v.optional(v.boolean(), false),
  _meta: v.optional(v.record(v.string(), v.unknown())),
});

export type Figures = Readonly<Record<string, unknown>>;

export interface Result {
  /** Why there are no figures. */
  readonly problem: string | undefined;
  readonly figures: Figures;
  readonly warnings: readonly string[];
  /** undefined: the host has left it out. */
  readonly data: ViewData | undefined;
}

export function readResult(received: unknown): Result {
  const result = v.safeParse(CallResult, received);
  if (!result.success) return createFailedResult("The host has handed over something that is no result.");
  const { content, structuredContent, isError, _meta } = result.output;
  const texts = content.flatMap(({ text }) => (typeof text === "string" ? [text] : []));
  if (isError) return createFailedResult(texts.join("\n") || "The tool failed, and says no more.");
  const figures = structuredContent ?? parseFigures(texts[0]);
  if (figures === undefined) return createFailedResult("The host has handed over no figures.");
  const { warnings } = figures;
  const data = v.safeParse(ReceivedViewData, _meta?.[viewKey]);
  return {
    problem: undefined,
    figures,
    warnings: Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === "string") : [],
    data: data.success ? data.output : undefined,
  };
}

const createFailedResult = (problem: string): Result => ({
  problem,
  figures: {},
  warnings: [],
  data: undefined,
});

/** From the text of a result, which carries the same figures as its structured content. */
function parseFigures(text: string | undefined): Figures | undefined {
  try {
    const figures = v.safeParse(v.record(v.string(), v.unknown()), JSON.parse(text ?? ""));
    return figures.success ? figures.output : undefined;
  } catch {
    return undefined;
  }
}

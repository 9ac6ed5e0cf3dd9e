/** One tool call, from the arguments as received to the result as sent. Whatever is thrown on the way becomes an answer. */
import type * as v from "valibot";
import type { ApiConnection } from "../api/index.ts";
import { keepKnownPanels } from "../chart/chart.ts";
import { ApiError, explainApiError, InputError } from "../domain/errors.ts";
import type { PlainObject } from "../domain/json.ts";
import type { Mode } from "../domain/mode.ts";
import { redactSecrets } from "../domain/text.ts";
import { dayOf, toTimestamp } from "../domain/time.ts";
import { type Context, openContext, type StoreSecret } from "../toolkit/context.ts";
import type { PreparedCall, PreparedRead, Tool } from "../toolkit/define-tool.ts";
import type { Provenance } from "../toolkit/outputs.ts";
import { type Arguments, acceptArguments, explainInputError } from "./arguments.ts";
import type { Ask, Confirm } from "./confirmation.ts";
import { addChart, addViewData } from "./illustration.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";
import { makeChange } from "./make-change.ts";
import { dropUnofferedNext, type ToolResult, toFailure, toSuccess } from "./result.ts";

/** What the process gives to every call. */
export interface ProcessSettings {
  readonly now: () => Date;
  /** Takes a line for the operator, the person who runs the server. */
  readonly log: (line: string) => void;
  readonly storeSecret: StoreSecret;
  /** Calls that change something and are under way: before the process ends, it waits for them a moment. */
  readonly changes: Set<Promise<unknown>>;
  /** Aborts when the process is ending: no change begins after that. */
  readonly shutdownSignal: AbortSignal;
}

/** What the calls of one server have in common. */
export interface CallSettings<M extends Mode> extends ProcessSettings {
  readonly connection: ApiConnection<M>;
  /** Whether this server offers the tool of this name. */
  readonly isOffered: (tool: string) => boolean;
  /** undefined: changes are made without asking (ALEPHANT_CONFIRM_WRITES=off). */
  readonly confirm: Confirm | undefined;
}

/** What one call brings along. */
export interface ToolCall<M extends Mode> {
  readonly tool: Tool<M>;
  readonly inputSchema: ObjectJsonSchema;
  readonly received: Arguments;
  readonly signal: AbortSignal;
  readonly progress: Context<M>["progress"];
  readonly ask: Ask;
  /** The client shows the view, a page inside the chat. */
  readonly hasView: boolean;
}

export function callTool<M extends Mode>(settings: CallSettings<M>, call: ToolCall<M>): Promise<ToolResult> {
  const result = answerCall(settings, call);
  if (call.tool.effect !== "read") {
    settings.changes.add(result);
    void result.finally(() => settings.changes.delete(result));
  }
  return result;
}

async function answerCall<M extends Mode>(settings: CallSettings<M>, call: ToolCall<M>): Promise<ToolResult> {
  const { connection, log } = settings;
  const { tool, inputSchema, received } = call;
  const now = settings.now();
  const clean = (text: string): string => redactSecrets(text, connection.secrets);
  let prepared: PreparedCall<M> | undefined;
  try {
    const { values, warnings } = acceptArguments(inputSchema, received, tool.tokenArgument);
    prepared = tool.prepare(values);
    const result = toSuccess(
      await runTool(settings, call, prepared, now, warnings),
      connection.secrets,
      "unredactedMember" in prepared ? prepared.unredactedMember : undefined,
    );
    if (!("draw" in prepared)) return result;
    return await illustrateResult(result, prepared, call, values, now, (line) => log(clean(line)));
  } catch (error) {
    const explanation =
      prepared === undefined
        ? `${explainInputError(error) ?? "The arguments cannot be used."} No request was sent.`
        : explainFailure(error, tool.name, connection.mode, log, clean);
    return toFailure(clean(`${tool.name} failed. ${explanation}`));
  }
}

/** Adds the chart that the call asks for, and what the page inside the chat draws. */
async function illustrateResult<M extends Mode>(
  result: ToolResult,
  { draw, chartFormat }: PreparedRead<M>,
  call: ToolCall<M>,
  values: Arguments,
  now: Date,
  log: (line: string) => void,
): Promise<ToolResult> {
  const figures = result.structuredContent;
  if (draw === undefined || figures === undefined) return result;
  const illustration = {
    tool: call.tool.name,
    result,
    figures,
    chartFormat,
    draw: () => keepKnownPanels(draw(figures, dayOf(now))),
    log,
  };
  const answer = await addChart(illustration);
  return call.hasView ? addViewData(illustration, answer, call, values) : answer;
}

/** The answer with what every result says: whom it speaks for, and when. */
async function runTool<M extends Mode>(
  settings: CallSettings<M>,
  { tool, signal: cancellation, progress, ask }: ToolCall<M>,
  prepared: PreparedCall<M>,
  now: Date,
  argumentWarnings: readonly string[],
): Promise<PlainObject> {
  const { connection, storeSecret, confirm, log } = settings;
  const isRead = "read" in prepared;
  const signal = isRead ? cancellation : AbortSignal.any([cancellation, settings.shutdownSignal]);
  const open = (): Context<M> => openContext(connection, { now, signal, progress, storeSecret });
  const ctx = open();
  const answer = isRead
    ? prepared.read(ctx)
    : makeChange({
        tool: tool.name,
        prepared,
        ctx,
        open,
        ask,
        confirm,
        log: (line) => log(redactSecrets(line, connection.secrets)),
      });
  // A handler that refuses its arguments does so at once. It is given that moment, so that a refused call makes no request
  // at all, not even the one that asks whom the key speaks for.
  await Promise.race([answer, new Promise<void>((resolve) => setImmediate(resolve))]);
  const [figures, subject] = await Promise.all([answer, ctx.api.subject()]);
  const { warnings, ...rest } = dropUnofferedNext(figures, settings.isOffered);
  const ownWarnings: readonly unknown[] = Array.isArray(warnings) ? warnings : [];
  const allWarnings = [...ownWarnings, ...subject.warnings, ...ctx.api.warnings(), ...argumentWarnings];
  const provenance: v.InferOutput<typeof Provenance> = { speaks_for: subject.text, as_of: toTimestamp(now) };
  return { ...provenance, ...rest, warnings: [...new Set(allWarnings)] };
}

/** What to tell the model; the stack of a bug goes to the log. */
function explainFailure(
  error: unknown,
  toolName: string,
  mode: Mode,
  log: (line: string) => void,
  clean: (text: string) => string,
): string {
  if (error instanceof ApiError) {
    const { sentence, remedy } = explainApiError(error, mode);
    return `${sentence} ${remedy}`;
  }
  if (error instanceof InputError) return error.message;
  log(clean(`bug in ${toolName}: ${error instanceof Error ? error.stack : String(error)}`));
  return "This is a fault of alephant-mcp itself, not of the arguments. Its standard error output has the details.";
}

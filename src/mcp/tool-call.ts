/** One tool call, from the arguments as received to the result as sent. Here is the one `catch`. */
import * as v from "valibot";
import type { ApiConnection } from "../api/index.ts";
import { knownPart } from "../chart/chart.ts";
import { ApiError, explainApiError, InputError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import { redactSecrets } from "../domain/text.ts";
import { toTimestamp } from "../domain/time.ts";
import type { StoreSecret } from "../toolkit/context.ts";
import { type Context, openContext } from "../toolkit/context.ts";
import type { PreparedCall, Preview, Tool } from "../toolkit/define-tool.ts";
import { chartWanted } from "../toolkit/inputs.ts";
import { fitTables, type PlainObject } from "../toolkit/table.ts";
import { type Arguments, explainIssues, namedArguments } from "./arguments.ts";
import type { ChartContent } from "./chart-content.ts";
import type { Ask, Confirmations, Decision } from "./confirmation.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";

/** About 8,000 tokens of a result's JSON, which has about three characters to a token. */
const maxResultCharacters = 24_000;

/** What no table accounts for is not cut but refused: no documented answer comes near. */
const maxAnswerCharacters = 60_000;

export interface ToolResult extends Record<string, unknown> {
  content: ({ type: "text"; text: string } | ChartContent)[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** What the calls of one server have in common. */
export interface CallSettings<M extends Mode> {
  readonly connection: ApiConnection<M>;
  readonly now: () => Date;
  readonly log: (line: string) => void;
  readonly storeSecret: StoreSecret;
  /** Those under way. What ends the process waits for them a moment. */
  readonly changes: Set<Promise<unknown>>;
  /** Aborts when the process is ending: no change begins after that. */
  readonly shutdownSignal: AbortSignal;
  /** Whether this server has the tool at all. */
  readonly offers: (tool: string) => boolean;
  /** undefined: changes are made without asking (ALEPHANT_CONFIRM_WRITES=off). */
  readonly confirm: Confirmations | undefined;
}

/** What one call brings along. */
export interface ToolCall<M extends Mode> {
  readonly tool: Tool<M>;
  readonly inputSchema: ObjectJsonSchema;
  readonly received: Arguments;
  readonly signal: AbortSignal;
  readonly progress: Context<M>["progress"];
  readonly ask: Ask;
}

export function callTool<M extends Mode>(settings: CallSettings<M>, call: ToolCall<M>): Promise<ToolResult> {
  const result = toResult(settings, call);
  if (call.tool.effect !== "read") {
    settings.changes.add(result);
    void result.finally(() => settings.changes.delete(result));
  }
  return result;
}

async function toResult<M extends Mode>(settings: CallSettings<M>, call: ToolCall<M>): Promise<ToolResult> {
  const { connection, log } = settings;
  const { tool, inputSchema, received } = call;
  const clean = (text: string): string => redactSecrets(text, connection.secrets);
  let prepared: PreparedCall<M> | undefined;
  try {
    const { values, warnings } = namedArguments(inputSchema, received);
    prepared = tool.prepare(values);
    const answer = await runTool(settings, call, prepared, warnings);
    const result = success(answer, connection.secrets);
    return await withChart(result, prepared, tool.name, (line) => log(clean(line)));
  } catch (error) {
    const explanation =
      prepared === undefined
        ? `${inputProblem(error) ?? "The arguments cannot be used."} No request was sent.`
        : explain(error, tool.name, connection.mode, log, clean);
    return failure(clean(`${tool.name} failed. ${explanation}`));
  }
}

/** The answer with what every result says: whom it speaks for, and when. */
async function runTool<M extends Mode>(
  settings: CallSettings<M>,
  call: ToolCall<M>,
  prepared: PreparedCall<M>,
  argumentWarnings: readonly string[],
): Promise<PlainObject> {
  const now = settings.now();
  const signal = "read" in prepared ? call.signal : AbortSignal.any([call.signal, settings.shutdownSignal]);
  const open = (): Context<M> =>
    openContext(settings.connection, {
      now,
      signal,
      progress: call.progress,
      storeSecret: settings.storeSecret,
    });
  const ctx = open();
  const answer = "read" in prepared ? prepared.read(ctx) : makeChange(settings, call, prepared, ctx, open);
  // What a handler refuses by itself is refused before anything is asked: not even whom the key speaks for.
  await Promise.race([answer, new Promise<void>((resolve) => setImmediate(resolve))]);
  const [figures, subject] = await Promise.all([answer, ctx.api.subject()]);
  const { warnings, ...rest } = withOfferedNext(figures, settings.offers);
  const all = [
    ...(Array.isArray(warnings) ? warnings : []),
    ...subject.warnings,
    ...ctx.api.notes(),
    ...argumentWarnings,
  ];
  return { speaks_for: subject.text, as_of: toTimestamp(now), ...rest, warnings: [...new Set(all)] };
}

/** Without the proposals to call a tool that this server has not, as ALEPHANT_READ_ONLY has it. */
function withOfferedNext(figures: PlainObject, offers: (tool: string) => boolean): PlainObject {
  const calls = v.safeParse(v.array(v.looseObject({ tool: v.string() })), figures["next"]);
  return calls.success ? { ...figures, next: calls.output.filter(({ tool }) => offers(tool)) } : figures;
}

/** Preview, the user's word, then the change. */
async function makeChange<M extends Mode>(
  settings: CallSettings<M>,
  { tool, ask }: ToolCall<M>,
  { input, preview, change }: Extract<PreparedCall<M>, { preview: unknown }>,
  ctx: Context<M>,
  open: () => Context<M>,
): Promise<PlainObject> {
  let current = ctx;
  const shown = await preview(ctx);
  if ("choose" in shown) return { status: "needs_input", ...shown.choose };
  if (settings.confirm !== undefined) {
    const { confirmation_token: token, ...arguments_ } = input;
    const { text: subject } = await ctx.api.subject();
    const proposed = {
      tool: tool.name,
      input: arguments_,
      subject,
      preview: shown,
      token: typeof token === "string" ? token : undefined,
    };
    const decision = await settings.confirm(proposed, ask);
    if (decision.status !== "confirmed") return undecided(decision, shown);
    if (decision.wasAsked) {
      // Reading takes its time: the change gets a new budget, and must still be the one that was agreed to.
      current = open();
      const again = await preview(current);
      if ("choose" in again || !isSamePreview(shown, again)) return undecided(stateChanged, shown);
    }
  }
  const note = (outcome: string): void => {
    // Its call was cancelled, or the process is ending: the answer may reach nobody.
    if (ctx.signal.aborted)
      settings.log(redactSecrets(`${tool.name}: ${shown.summary} ${outcome}`, settings.connection.secrets));
  };
  const done = await change(current, shown).catch((error: unknown) => {
    if (error instanceof ApiError && error.facts.isOutcomeUnknown)
      note("Whether it took effect is not known.");
    throw error;
  });
  note(`Done. ${secretNote(done)}`);
  const warnings = Array.isArray(done["warnings"]) ? done["warnings"] : [];
  return { status: "done", change: shown.summary, ...done, warnings };
}

function secretNote({ secret_file: file, secret }: PlainObject): string {
  if (typeof file === "string") return `The key's secret is in ${file}.`;
  return secret === undefined
    ? ""
    : "The key's secret could not be stored: revoke the key and create another.";
}

const isSamePreview = (a: Preview, b: Preview): boolean =>
  JSON.stringify([a.summary, a.before, a.after]) === JSON.stringify([b.summary, b.before, b.after]);

const stateChanged: Undecided = {
  status: "cancelled",
  note: "Nothing was changed: while the user was asked, somebody else changed the same thing. Call again for a new preview.",
};

type Undecided = Exclude<Decision, { status: "confirmed" }>;

function undecided(decision: Undecided, preview: Preview): PlainObject {
  const { summary, before, after, facts, warnings } = preview;
  return {
    status: decision.status,
    note: decision.note,
    change: summary,
    before,
    after,
    ...(facts === undefined ? {} : { facts }),
    ...(decision.status === "needs_confirmation"
      ? { confirmation_token: decision.confirmationToken, expires_at: toTimestamp(decision.expiresAt) }
      : {}),
    warnings,
  };
}

/** Text and structured content carry the same facts, because some hosts show the model only the one, some the other. */
function success(full: PlainObject, secrets: readonly string[]): ToolResult {
  const { result, note } = fitTables(full, maxResultCharacters);
  const warnings = Array.isArray(result["warnings"]) ? result["warnings"] : [];
  const complete = note === undefined ? result : { ...result, warnings: [...warnings, note] };
  // Names, labels and messages are text of strangers. The one secret on purpose is that of a new key without a file.
  const { secret, ...rest } = complete;
  const cleaned = JSON.stringify(redactResult(rest, secrets));
  const text = secret === undefined ? cleaned : `${cleaned.slice(0, -1)},"secret":${JSON.stringify(secret)}}`;
  if (text.length > maxAnswerCharacters) {
    return failure(
      `The answer would have ${text.length} characters, because the API sent far more than it is documented to. Ask for less at once. Nothing was shown.`,
    );
  }
  return { content: [{ type: "text", text }], structuredContent: JSON.parse(text) };
}

/** The result, and its chart if the caller wants one. Without the chart it is still the answer, with a warning. */
async function withChart<M extends Mode>(
  result: ToolResult,
  prepared: PreparedCall<M>,
  toolName: string,
  log: (line: string) => void,
): Promise<ToolResult> {
  const { structuredContent: figures } = result;
  const format = chartWanted(prepared.input);
  if (!("chart" in prepared) || prepared.chart === undefined || format === undefined || figures === undefined)
    return result;
  try {
    const chart = knownPart(prepared.chart(figures, String(figures["as_of"]).slice(0, 10)));
    if (chart === null) return warned(figures, "There is no chart: none of its figures is known.");
    // Loaded when somebody wants a picture.
    const { chartContent } = await import("./chart-content.ts");
    const drawn = await chartContent(chart, format, toolName, figures);
    const answer = drawn.warnings.reduce(
      (so, warning) => warned(so.structuredContent ?? figures, warning),
      result,
    );
    return { ...answer, content: [...answer.content, drawn.content] };
  } catch (error) {
    log(`bug in the chart of ${toolName}: ${error instanceof Error ? error.stack : String(error)}`);
    return warned(figures, "The chart could not be drawn. The figures are not affected.");
  }
}

function warned(figures: PlainObject, warning: string): ToolResult {
  const warnings = Array.isArray(figures["warnings"]) ? figures["warnings"] : [];
  const structuredContent = { ...figures, warnings: [...warnings, warning] };
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
}

export const redactResult = (result: PlainObject, secrets: readonly string[]): PlainObject =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      redactSecrets(name, secrets),
      redactDeep(value, (text) => redactSecrets(text, secrets)),
    ]),
  );

/** The same value with every text in it, member names included, passed through `clean`. */
function redactDeep(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, clean));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [clean(name), redactDeep(item, clean)]),
  );
}

/** The longest error has three sentences; what is longer carries somebody's own text. */
const maxErrorCharacters = 4_000;

const failure = (text: string): ToolResult => ({
  content: [{ type: "text", text: text.slice(0, maxErrorCharacters) }],
  isError: true,
});

/** What to tell the model; the stack of a bug goes to the person who runs the server. */
function explain(
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

/** What is wrong with the arguments, if that is what the error is about. */
export function inputProblem(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  return v.isValiError(error) ? explainIssues(error.issues) : undefined;
}

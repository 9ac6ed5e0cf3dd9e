/** What a tool is: one plain object, from which the MCP listing, the checks and the call itself follow. */

import * as v from "valibot";
import type { Chart } from "../chart/chart.ts";
import type { PlainObject } from "../domain/json.ts";
import type { Mode } from "../domain/mode.ts";
import type { UtcDay } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { type ChartFormat, chartFormatIn } from "./inputs.ts";

/** What a tool does to the workspace; all MCP hints follow from it. */
export type Effect = "read" | "create" | "update" | "revoke";

export interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** "Destructive" in the specification's sense: not purely additive. The world is closed: one API, known entities. */
export const hintsByEffect: Readonly<Record<Effect, Hints>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  update: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  revoke: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Flat objects only: no unions, no nesting; every member carries a description with its unit. */
export type InputSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;
export type OutputSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** What a tool states about itself, whatever it does. */
interface Declaration<M extends Mode, I extends InputSchema, O extends OutputSchema> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The credentials that see the tool. */
  readonly modes: readonly M[];
  readonly input: I;
  readonly output: O;
}

export interface ReadDefinition<M extends Mode, I extends InputSchema, O extends OutputSchema>
  extends Declaration<M, I, O> {
  readonly effect: "read";
  handler(ctx: Context<M>, input: v.InferOutput<I>): Promise<DeepReadonly<v.InferOutput<O>>>;
  /** The chart of a result, for callers who ask for one (`ChartInput`) and for the page inside the chat. */
  chart?(output: v.InferOutput<O>, input: v.InferOutput<I>, today: UtcDay): Chart;
}

/** What a change would do, in the words and figures by which a person decides, and the change itself. */
export interface Preview<M extends Mode, Done> {
  /** One sentence that names the thing, the change and the amount. */
  readonly summary: string;
  /** Members that the change touches, as they stand; null for something new. */
  readonly before: PlainObject | null;
  readonly after: PlainObject;
  /** Worth knowing, but changing by itself, such as a last use: shown, and not part of what the user agrees to. */
  readonly facts?: PlainObject;
  readonly warnings: readonly string[];
  /** Makes the change that the preview shows, based on what was read for it. */
  commit(ctx: Context<M>): Promise<Done>;
}

/** What the caller must choose from before there is a change to preview. */
export interface Choice<Shown extends PlainObject = PlainObject> {
  readonly choose: Shown;
}

export interface WriteDefinition<M extends Mode, I extends InputSchema, O extends OutputSchema>
  extends Declaration<M, I, O> {
  readonly effect: Exclude<Effect, "read">;
  /** Reads, and changes nothing. The preview is committed after the user has agreed to it. */
  preview(
    ctx: Context<M>,
    input: v.InferOutput<I>,
  ): Promise<Preview<M, DeepReadonly<v.InferOutput<O>>> | Choice>;
  /** A member of the output that holds a secret on purpose: it is not redacted. */
  readonly unredactedMember?: keyof O["entries"] & string;
  /** What the operator, who reads the server's log, is told of a change whose answer may reach nobody. */
  tellOperator?(output: v.InferOutput<O>): string;
}

export interface PreparedRead<M extends Mode> {
  readonly read: (ctx: Context<M>) => Promise<PlainObject>;
  /** `result` is the one that was sent. @throws v.ValiError */
  readonly draw?: (result: PlainObject, today: UtcDay) => Chart;
  /** The form of the chart that the call asks for. */
  readonly chartFormat?: ChartFormat;
}

export interface PreparedWrite<M extends Mode> {
  /** Without the token. */
  readonly input: PlainObject;
  readonly token: string | undefined;
  readonly preview: (ctx: Context<M>) => Promise<Preview<M, PlainObject> | Choice>;
  readonly unredactedMember: string | undefined;
  readonly tellOperator: (output: PlainObject) => string;
}

/** A call whose arguments have been checked. */
export type PreparedCall<M extends Mode> = PreparedRead<M> | PreparedWrite<M>;

/** A tool whose input and output types are its own business. */
export interface Tool<M extends Mode> extends Declaration<Mode, InputSchema, OutputSchema> {
  readonly effect: Effect;
  /** The argument that carries the user's agreement; undefined for a tool that only reads. */
  readonly tokenArgument?: string;
  /** Whether its result can be drawn. */
  readonly hasChart?: boolean;
  /** @throws v.ValiError when `input` does not fit the input schema */
  prepare(input: unknown): PreparedCall<M>;
}

/** A tool that only reads, with the types of what it takes and gives. */
export interface ReadTool<M extends Mode, I extends InputSchema, O extends OutputSchema>
  extends Omit<Tool<M>, "input" | "output"> {
  readonly input: I;
  readonly output: O;
  /** The result alone, for the commands of a terminal. @throws v.ValiError, InputError, ApiError */
  answer(ctx: Context<M>, input: v.InferInput<I>): Promise<DeepReadonly<v.InferOutput<O>>>;
  /** The chart of a result; null for a tool that has none. @throws v.ValiError */
  chartOf(result: DeepReadonly<v.InferOutput<O>>, input: v.InferInput<I>, today: UtcDay): Chart | null;
}

/** What the handler of a tool answers. */
export type Answer<T extends { readonly output: OutputSchema }> = DeepReadonly<v.InferOutput<T["output"]>>;

export function defineTool<M extends Mode, const I extends InputSchema, const O extends OutputSchema>(
  definition: ReadDefinition<M, I, O>,
): ReadTool<M, I, O> {
  const { handler, chart, ...declaration } = definition;
  return {
    ...declaration,
    hasChart: chart !== undefined,
    answer: (ctx, input) => handler(ctx, v.parse(definition.input, input)),
    chartOf: (result, input, today) =>
      chart?.(v.parse(definition.output, result), v.parse(definition.input, input), today) ?? null,
    prepare(received) {
      const input = v.parse(definition.input, received);
      const format = chartFormatIn(input);
      const read = (ctx: Context<M>): Promise<PlainObject> => handler(ctx, input);
      if (chart === undefined) return { read };
      const draw = (result: PlainObject, today: UtcDay): Chart =>
        chart(v.parse(definition.output, result), input, today);
      return { read, draw, ...(format === undefined ? {} : { chartFormat: format }) };
    },
  };
}

const tokenArgument = "confirmation_token";
const ConfirmationToken = v.optional(
  v.pipe(v.string(), v.maxLength(200), v.description("From the preview, once the user agreed")),
);

/** A tool that changes something: the server boundary commits its preview only after the user has agreed to it. */
export function defineWrite<M extends Mode, const I extends InputSchema, const O extends OutputSchema>(
  definition: WriteDefinition<M, I, O>,
): Tool<M> {
  const { preview, unredactedMember, tellOperator, ...declaration } = definition;
  const input = v.strictObject({ ...definition.input.entries, [tokenArgument]: ConfirmationToken });
  return {
    ...declaration,
    input,
    tokenArgument,
    prepare(received) {
      const { [tokenArgument]: token, ...given } = v.parse(input, received);
      const checked = v.parse(definition.input, given);
      return {
        input: checked,
        token: typeof token === "string" ? token : undefined,
        unredactedMember,
        tellOperator: (output) => tellOperator?.(v.parse(definition.output, output)) ?? "",
        preview: (ctx) => preview(ctx, checked),
      };
    },
  };
}

/** What a tool is: one plain object, from which the MCP listing, the checks and the call itself follow. */

import * as v from "valibot";
import type { Chart } from "../chart/chart.ts";
import type { Mode } from "../domain/mode.ts";
import type { UtcDay } from "../domain/time.ts";
import type { Context } from "./context.ts";
import type { PlainObject } from "./table.ts";

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

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Flat objects only: no unions, no nesting; every member carries a description with its unit. */
export type InputSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;
export type OutputSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

interface Definition<M extends Mode, I extends InputSchema, O extends OutputSchema> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The credentials that see the tool. */
  readonly modes: readonly M[];
  readonly input: I;
  readonly output: O;
  handler(ctx: Context<M>, input: v.InferOutput<I>): Promise<DeepReadonly<v.InferOutput<O>>>;
}

export interface ReadDefinition<M extends Mode, I extends InputSchema, O extends OutputSchema>
  extends Definition<M, I, O> {
  readonly effect: "read";
  /** What to draw of the result when the caller asks for it, by ChartInput. */
  chart?(output: v.InferOutput<O>, input: v.InferOutput<I>, today: UtcDay): Chart;
}

/** What a change would do, in the words and figures by which a person decides. */
export interface Preview {
  /** One sentence that names the thing, the change and the amount. */
  readonly summary: string;
  /** Members that the change touches, as they stand; null for something new. */
  readonly before: PlainObject | null;
  readonly after: PlainObject;
  /** Worth knowing, but moving by itself: it is shown, and not part of what the user agrees to. */
  readonly facts?: PlainObject;
  readonly warnings: readonly string[];
}

/** What the caller must choose from before there is a change to preview. */
export interface Choice {
  readonly choose: PlainObject;
}

export interface WriteDefinition<M extends Mode, I extends InputSchema, O extends OutputSchema>
  extends Omit<Definition<M, I, O>, "handler"> {
  readonly effect: Exclude<Effect, "read">;
  /** Reads only. The handler runs after the user has agreed to what comes back here. */
  preview(ctx: Context<M>, input: v.InferOutput<I>): Promise<Preview | Choice>;
  handler(ctx: Context<M>, input: v.InferOutput<I>, agreed: Preview): Promise<DeepReadonly<v.InferOutput<O>>>;
}

/** A call whose arguments have been checked: it reads, or it previews and then changes what was agreed to. */
export type PreparedCall<M extends Mode> = { readonly input: PlainObject } & (
  | {
      readonly read: (ctx: Context<M>) => Promise<PlainObject>;
      /** Of the result as it is sent. */
      readonly chart?: (result: PlainObject, today: UtcDay) => Chart;
    }
  | {
      readonly preview: (ctx: Context<M>) => Promise<Preview | Choice>;
      readonly change: (ctx: Context<M>, agreed: Preview) => Promise<PlainObject>;
    }
);

/** A tool whose input and output types are its own business. */
export interface Tool<M extends Mode> extends Omit<Definition<Mode, InputSchema, OutputSchema>, "handler"> {
  readonly effect: Effect;
  /** @throws v.ValiError when `input` does not fit the input schema */
  prepare(input: unknown): PreparedCall<M>;
}

export function defineTool<M extends Mode, I extends InputSchema, O extends OutputSchema>(
  definition: ReadDefinition<M, I, O>,
): Tool<M> {
  const { handler, chart, ...facts } = definition;
  return {
    ...facts,
    prepare(received) {
      const input = v.parse(definition.input, received);
      return {
        input,
        read: (ctx) => handler(ctx, input),
        ...(chart === undefined
          ? {}
          : { chart: (result, today) => chart(v.parse(definition.output, result), input, today) }),
      };
    },
  };
}

/** A tool that changes something: the server boundary runs its handler only after the user has agreed to its preview. */
export function defineWrite<M extends Mode, I extends InputSchema, O extends OutputSchema>(
  definition: WriteDefinition<M, I, O>,
): Tool<M> {
  const { handler, preview, ...facts } = definition;
  return {
    ...facts,
    prepare(received) {
      const input = v.parse(definition.input, received);
      return {
        input,
        preview: (ctx) => preview(ctx, input),
        change: (ctx, agreed) => handler(ctx, input, agreed),
      };
    },
  };
}

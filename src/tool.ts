/** What a tool is: one plain object, from which the MCP listing, the checks and the call itself follow. */
import * as v from "valibot";
import type { ApiByMode } from "./api/index.ts";
import type { Mode } from "./config.ts";

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

/** What a handler has to work with. */
export interface Context<M extends Mode> {
  readonly api: ApiByMode[M];
  /** The time of the call. */
  readonly now: Date;
  /** Aborts when the caller cancels. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the call is: `done` of `total` steps, and which one. */
  readonly progress: (done: number, total: number, message: string) => void;
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Flat objects only: no unions, no nesting; every member carries a description with its unit. */
export type InputSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;
export type OutputSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

export interface ToolDefinition<M extends Mode, I extends InputSchema, O extends OutputSchema> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The credentials that see the tool. */
  readonly modes: readonly M[];
  readonly effect: Effect;
  readonly input: I;
  readonly output: O;
  handler(ctx: Context<M>, input: v.InferOutput<I>): Promise<DeepReadonly<v.InferOutput<O>>>;
}

/** A tool whose input and output types are its own business. */
export interface Tool<M extends Mode>
  extends Omit<ToolDefinition<Mode, InputSchema, OutputSchema>, "handler"> {
  /** Checks the input; what comes back makes the call. @throws v.ValiError when it does not fit the input schema */
  prepare(input: unknown): (ctx: Context<M>) => Promise<Readonly<Record<string, unknown>>>;
}

export function defineTool<M extends Mode, I extends InputSchema, O extends OutputSchema>(
  definition: ToolDefinition<M, I, O>,
): Tool<M> {
  const { handler, ...facts } = definition;
  return {
    ...facts,
    prepare(input) {
      const checked = v.parse(definition.input, input);
      return (ctx) => handler(ctx, checked);
    },
  };
}

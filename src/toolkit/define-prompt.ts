/** What a prompt is: a workflow in words, for the mode that it is asked in. */
import * as v from "valibot";
import type { ApiByMode } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import type { UtcDay } from "../domain/time.ts";

/** Prompt arguments arrive as text; every one is optional and carries a description. */
export type PromptArguments = v.StrictObjectSchema<v.ObjectEntries, undefined>;

export interface PromptDefinition<A extends PromptArguments> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly modes: readonly Mode[];
  readonly arguments: A;
  /** What an argument can be, for completion. */
  readonly choices: { readonly [K in keyof A["entries"]]?: readonly string[] };
  /** Completes an argument whose values only the workspace knows, given those filled in so far. A typed name finds its id. */
  complete?(
    api: ApiByMode["manager"],
    argument: string,
    filled: Readonly<Record<string, string>>,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]>;
  /** Calls whose figures the text compares with each other have the same window. */
  render(values: v.InferOutput<A>, mode: Mode, today: UtcDay): string;
}

/** A prompt whose argument types are its own business. */
export interface Prompt extends Omit<PromptDefinition<PromptArguments>, "render"> {
  /** @throws v.ValiError when the values do not fit the arguments */
  fill(values: unknown, mode: Mode, today: UtcDay): string;
}

export function definePrompt<A extends PromptArguments>(definition: PromptDefinition<A>): Prompt {
  const { render, ...declaration } = definition;
  return {
    ...declaration,
    fill: (values, mode, today) => render(v.parse(definition.arguments, values), mode, today),
  };
}

/** What a prompt demands of every answer. */
export const answerRules = `Use only figures that the tools returned, with their unit and dates; invent none, and do not extrapolate without saying so. null is unknown, never zero. Leave the incomplete day out of comparisons. Repeat the warnings that touch a figure you use.
Change nothing by yourself: recommend, and call a tool that writes only after the user has decided on that very change.`;

/** What a prompt is: a workflow in words, for the mode that it is asked in. */
import * as v from "valibot";
import type { Mode } from "./config.ts";

/** Prompt arguments arrive as text; every one is optional and carries a description. */
export type PromptArguments = v.StrictObjectSchema<v.ObjectEntries, undefined>;

export interface PromptDefinition<A extends PromptArguments> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly modes: readonly Mode[];
  readonly arguments: A;
  /** The values that an argument can take, for completion. */
  readonly values: { readonly [K in keyof A["entries"]]?: readonly string[] };
  render(values: v.InferOutput<A>, mode: Mode): string;
}

/** A prompt whose argument types are its own business. */
export interface Prompt extends Omit<PromptDefinition<PromptArguments>, "render"> {
  /** @throws v.ValiError when the values do not fit the arguments */
  fill(values: unknown, mode: Mode): string;
}

export function definePrompt<A extends PromptArguments>(definition: PromptDefinition<A>): Prompt {
  const { render, ...facts } = definition;
  return { ...facts, fill: (values, mode) => render(v.parse(definition.arguments, values), mode) };
}

/** The arguments of a call, before its tool sees them: unknown names are refused, digits in text become numbers. */
import * as v from "valibot";
import { InputError } from "../domain/errors.ts";
import { findNearest } from "../domain/nearest.ts";
import { toPlainText } from "../domain/text.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";

/** Unknown arguments that an error names: each is followed by the valid ones, so more would only repeat those. */
const maxNamed = 5;

export type Arguments = Readonly<Record<string, unknown>>;

const decimal = /^\s*-?\d{1,15}(?:\.\d{1,15})?\s*$/;

/**
 * What hosts add to calls for their own use, and some then pass on: Cline's plan of its task (cline/cline#10426), Gemini's
 * order of calls (MemPalace/mempalace#322), and Cursor's filler for tools without arguments. A model whose call is refused
 * over one of them repeats it for ever.
 */
const hostArguments: ReadonlySet<string> = new Set(["task_progress", "wait_for_previous", "random_string"]);

export interface AcceptedArguments {
  readonly values: Arguments;
  readonly warnings: readonly string[];
}

/** @throws InputError that names the valid arguments */
export function acceptArguments(
  schema: ObjectJsonSchema,
  received: Arguments,
  tokenArgument?: string,
): AcceptedArguments {
  const valid = Object.keys(schema.properties);
  const unknown = Object.keys(received).filter((name) => !valid.includes(name));
  const refused = unknown.filter((name) => !hostArguments.has(name));
  if (refused.length > 0) {
    const named = refused.slice(0, maxNamed).map((name) => explainUnknownArgument(name, valid));
    throw new InputError(named.join(" "));
  }
  const given = Object.entries(received).filter(
    ([name, value]) =>
      valid.includes(name) &&
      !(standsForNothing(schema.properties[name]?.type, value) && mayBeAbsent(schema, name, tokenArgument)),
  );
  return {
    values: Object.fromEntries(
      given.map(([name, value]) => [name, asNumber(schema.properties[name]?.type, value)]),
    ),
    warnings:
      unknown.length === 0 ? [] : [`Ignored, because it is no argument of this tool: ${unknown.join(", ")}.`],
  };
}

/** What serialisers write for an argument that was not given. */
const standsForNothing = (type: unknown, value: unknown): boolean =>
  value === null || (value === "" && type === "string");

/** A token that is there but empty is a mistake: it must not pass for a call that asks for a preview. */
const mayBeAbsent = (
  { required = [] }: ObjectJsonSchema,
  name: string,
  tokenArgument: string | undefined,
): boolean => !required.includes(name) && name !== tokenArgument;

/** Hosts that send `"5"` mean 5. Nothing else is turned into a number: not null, "", booleans or lists. */
const asNumber = (type: unknown, value: unknown): unknown =>
  (type === "integer" || type === "number") && typeof value === "string" && decimal.test(value)
    ? Number(value)
    : value;

function explainUnknownArgument(name: string, valid: readonly string[]): string {
  const shown = `Unknown argument "${toPlainText(name, 40)}".`;
  if (valid.length === 0) return `${shown} There are no arguments.`;
  const meant = findNearest(name, valid);
  return `${shown}${meant === undefined ? "" : ` Did you mean ${meant}?`} Valid: ${valid.join(", ")}.`;
}

/** What is wrong with the arguments, if that is what the error is about. */
export function explainInputError(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  return v.isValiError(error) ? explainIssues(error.issues) : undefined;
}

/** What is wrong with the arguments, a sentence each, with the value that was received. */
export function explainIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .map((issue) => {
      const name = issue.path?.map(({ key }) => String(key)).join(".") ?? "arguments";
      if (issue.received === "undefined") return `${name} is required.`;
      return `${name} must be ${tellExpectation(issue)}, not ${toPlainText(issue.received, 60)}.`;
    })
    .join(" ");
}

function tellExpectation(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case "picklist":
      return `one of ${(issue.expected ?? "").replace(/^\(|\)$/g, "").replaceAll(" | ", ", ")}`;
    case "integer":
      return "a whole number";
    case "min_value":
      return `at least ${issue.expected?.replace(">=", "") ?? "more"}`;
    case "max_value":
      return `at most ${issue.expected?.replace("<=", "") ?? "less"}`;
    case "min_length":
      return `at least ${issue.expected?.replace(">=", "") ?? "more"} characters long`;
    case "max_length":
      return `at most ${issue.expected?.replace("<=", "") ?? "fewer"} characters long`;
    case "uuid":
      return "a UUID, as the list tools show it";
    case "check":
    case "regex":
      return issue.message;
    default:
      return `of type ${issue.expected ?? issue.type}`;
  }
}

/** Prompts as the protocol asks for them. Loaded at the first such request: most sessions make none. */
import type { ApiByMode, Call } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { suggestNearest } from "../domain/nearest.ts";
import { toPlainText } from "../domain/text.ts";
import { dayOf } from "../domain/time.ts";
import { prompts } from "../prompts/index.ts";
import type { Prompt } from "../toolkit/define-prompt.ts";
import { acceptArguments, explainInputError } from "./arguments.ts";
import { createInvalidParamsError } from "./invalid-params.ts";
import { toInputJsonSchema } from "./json-schema.ts";

export interface PromptSettings {
  readonly mode: Mode;
  readonly now: () => Date;
  /** Takes credentials out of a text. */
  readonly clean: (text: string) => string;
  /** For values that only the workspace knows; undefined with a virtual key. */
  readonly openWorkspace: ((call: Pick<Call, "now" | "signal">) => ApiByMode["manager"]) | undefined;
}

type Values = Readonly<Record<string, string>>;

export type PromptRequests = ReturnType<typeof createPromptRequests>;

export function createPromptRequests({ mode, now, clean, openWorkspace }: PromptSettings) {
  const promptsOfMode = prompts.filter(({ modes }) => modes.includes(mode));
  const findPrompt = (name: string): Prompt => {
    const prompt = promptsOfMode.find((candidate) => candidate.name === name);
    if (prompt !== undefined) return prompt;
    throw createInvalidParamsError(
      clean(`Unknown prompt "${toPlainText(name, 64)}".${suggestNearest(name, promptsOfMode)}`),
    );
  };
  const readCompletions = createCompletionReader(now, openWorkspace);

  return {
    list: () => ({ prompts: promptsOfMode.map(describePrompt) }),

    get(name: string, received: Values) {
      const prompt = findPrompt(name);
      try {
        const { values } = acceptArguments(toInputJsonSchema(prompt.arguments), received);
        const text = prompt.fill(values, mode, dayOf(now()));
        return {
          description: prompt.description,
          messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
        };
      } catch (error) {
        throw createInvalidParamsError(clean(explainInputError(error) ?? "The prompt could not be filled."));
      }
    },

    async complete(
      name: string,
      argument: { readonly name: string; readonly value: string },
      filled: Values,
    ) {
      const prompt = findPrompt(name);
      const typed = argument.value.toLowerCase();
      const fixed = Object.hasOwn(prompt.choices, argument.name) ? prompt.choices[argument.name] : undefined;
      if (fixed !== undefined) return toCompletion(fixed.filter((value) => value.startsWith(typed)));
      const rows = await readCompletions(prompt, argument.name, filled);
      const meant = rows.filter(
        ({ id, name }) => id.startsWith(typed) || (name?.toLowerCase().includes(typed) ?? false),
      );
      return toCompletion(meant.map(({ id }) => id));
    },
  };
}

/** Hosts ask at every keystroke; while one argument is typed, the workspace is asked once a minute at the most. */
const completionLifeMs = 60_000;

type Completions = readonly { readonly id: string; readonly name: string | null }[];

/** The values that only the workspace knows; the last answer is kept for the keystrokes that follow. */
function createCompletionReader(
  now: PromptSettings["now"],
  openWorkspace: PromptSettings["openWorkspace"],
): (prompt: Prompt, argument: string, filled: Values) => Promise<Completions> {
  let last:
    | { readonly key: string; readonly readMs: number; readonly rows: Promise<Completions> }
    | undefined;
  return async (prompt, argument, filled) => {
    if (openWorkspace === undefined || prompt.complete === undefined) return [];
    const key = JSON.stringify([prompt.name, argument, filled]);
    const time = now();
    if (last?.key !== key || time.getTime() - last.readMs > completionLifeMs) {
      // Shared with the keystrokes that follow, so not tied to this one's request. No completion is better than an
      // error while somebody types, and after a failure the API is left alone for as long as after an answer.
      const api = openWorkspace({ now: time, signal: new AbortController().signal });
      const rows = prompt.complete(api, argument, filled).catch(() => []);
      last = { key, readMs: time.getTime(), rows };
    }
    return last.rows;
  };
}

/** The protocol allows 100 values an answer. */
const toCompletion = (values: readonly string[]) => ({
  completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 },
});

function describePrompt(prompt: Prompt) {
  const { properties, required = [] } = toInputJsonSchema(prompt.arguments);
  return {
    name: prompt.name,
    title: prompt.title,
    description: prompt.description,
    arguments: Object.entries(properties).map(([name, { description }]) => ({
      name,
      ...(description === undefined ? {} : { description }),
      required: required.includes(name),
    })),
  };
}

/** Prompts as the protocol asks for them. Loaded at the first such request: most sessions make none. */
import type { ApiByMode } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { suggestNearest } from "../domain/nearest.ts";
import { plainText } from "../domain/text.ts";
import { dayOf } from "../domain/time.ts";
import { prompts } from "../prompts/index.ts";
import type { Prompt } from "../toolkit/define-prompt.ts";
import { namedArguments } from "./arguments.ts";
import { inputJsonSchema } from "./json-schema.ts";
import { invalidParams } from "./malformed-params.ts";
import { inputProblem } from "./tool-call.ts";

export interface PromptSettings {
  readonly mode: Mode;
  readonly now: () => Date;
  /** Takes credentials out of a text. */
  readonly clean: (text: string) => string;
  /** For values that only the workspace knows; undefined with a virtual key. */
  readonly openWorkspace: ((signal: AbortSignal) => ApiByMode["manager"]) | undefined;
}

type Values = Readonly<Record<string, string>>;

export type PromptRequests = ReturnType<typeof promptRequests>;

export function promptRequests({ mode, now, clean, openWorkspace }: PromptSettings) {
  const promptsOfMode = prompts.filter(({ modes }) => modes.includes(mode));
  const promptNamed = (name: string): Prompt => {
    const prompt = promptsOfMode.find((candidate) => candidate.name === name);
    if (prompt !== undefined) return prompt;
    throw invalidParams(
      clean(`Unknown prompt "${plainText(name, 64)}".${suggestNearest(name, promptsOfMode)}`),
    );
  };
  let proposals: Proposals | undefined;

  return {
    list: () => ({ prompts: promptsOfMode.map(describePrompt) }),

    get(name: string, received: Values) {
      const prompt = promptNamed(name);
      try {
        const { values } = namedArguments(inputJsonSchema(prompt.arguments), received);
        const text = prompt.fill(values, mode, dayOf(now()));
        return {
          description: prompt.description,
          messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
        };
      } catch (error) {
        throw invalidParams(clean(inputProblem(error) ?? "The prompt could not be filled."));
      }
    },

    async complete(
      name: string,
      argument: { readonly name: string; readonly value: string },
      filled: Values,
    ) {
      const prompt = promptNamed(name);
      const typed = argument.value.toLowerCase();
      const fixed = Object.hasOwn(prompt.values, argument.name) ? prompt.values[argument.name] : undefined;
      if (fixed !== undefined) return completion(fixed.filter((value) => value.startsWith(typed)));
      if (openWorkspace === undefined || prompt.complete === undefined) return completion([]);
      const key = JSON.stringify([prompt.name, argument.name, filled]);
      const nowMs = now().getTime();
      if (proposals?.key !== key || nowMs - proposals.readMs > proposalLifeMs) {
        // Shared with the keystrokes that follow, so not tied to this one. No proposal is better than an error while
        // somebody types, and after a failure the API is left alone as long as after an answer.
        const api = openWorkspace(new AbortController().signal);
        const rows = prompt.complete(api, argument.name, filled).catch(() => []);
        proposals = { key, readMs: nowMs, rows };
      }
      const rows = await proposals.rows;
      const meant = rows.filter(
        ({ id, name }) => id.startsWith(typed) || (name?.toLowerCase().includes(typed) ?? false),
      );
      return completion(meant.map(({ id }) => id));
    },
  };
}

/** Hosts ask at every keystroke; the workspace is asked once a minute at the most. */
const proposalLifeMs = 60_000;

interface Proposals {
  readonly key: string;
  readonly readMs: number;
  readonly rows: Promise<readonly { readonly id: string; readonly name: string | null }[]>;
}

/** The protocol allows 100 values an answer. */
export const completion = (values: readonly string[]) => ({
  completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 },
});

function describePrompt(prompt: Prompt) {
  const { properties, required = [] } = inputJsonSchema(prompt.arguments);
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

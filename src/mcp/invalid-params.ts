/** The SDK's words for a request whose params have the wrong form, a dump of issues in JSON, made readable. */
import * as v from "valibot";
import { parseJson } from "../domain/json.ts";

const Issues = v.pipe(
  v.array(v.object({ path: v.array(v.union([v.string(), v.number()])), message: v.string() })),
  v.minLength(1),
);

/** One sentence, or undefined for a message that is no such dump. Nothing in it is the caller's own text. */
export function explainMalformedParams(message: string): string | undefined {
  if (!message.startsWith("[")) return undefined;
  const issues = v.safeParse(Issues, parseJson(message));
  if (!issues.success) return undefined;
  const problems = issues.output.map(({ path, message }) => {
    // Deeper names, and names that are not expected, may be anything that was sent.
    const expected = /^Invalid input: (expected [a-z ]+, received [a-z ]+)$/i.exec(message)?.[1];
    return `${path.slice(0, 2).join(".") || "the request"}: ${expected ?? "not what the protocol has here"}`;
  });
  return `Invalid params: ${[...new Set(problems)].slice(0, 5).join("; ")}`;
}

/** The SDK sends code and message of an error as they are; its own McpError would repeat the code in the message. */
export const createInvalidParamsError = (message: string): Error =>
  Object.assign(new Error(message), { code: -32602 });

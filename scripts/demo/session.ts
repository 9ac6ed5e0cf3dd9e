// One MCP client and the server process that it started, as a host would have them.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import * as v from "valibot";

export interface Session {
  readonly tools: readonly string[];
  readonly prompts: readonly string[];
  /** What the server has written to its standard error output so far. */
  messages(): string;
  /** Calls a tool, and checks that what comes back has the members that the demo shows. */
  call<S extends v.GenericSchema>(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    schema: S,
  ): Promise<v.InferOutput<S>>;
  close(): Promise<void>;
}

/** Prints lines of the demo. */
export type Print = (...lines: readonly string[]) => void;

/** What all sessions of a run cost a model to read. */
export interface Tally {
  calls: number;
  characters: number;
}

const CallResult = v.object({
  isError: v.optional(v.boolean(), false),
  content: v.tuple([v.object({ type: v.literal("text"), text: v.string() })]),
  structuredContent: v.optional(v.record(v.string(), v.unknown())),
});

export async function openSession(
  binary: string,
  env: Readonly<Record<string, string>>,
  tally: Tally,
): Promise<Session> {
  // The transport hands on a few harmless variables of this process beside `env`; no ALEPHANT_ one is among them.
  const transport = new StdioClientTransport({ command: binary, env: { ...env }, stderr: "pipe" });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const client = new Client({ name: "alephant-mcp-demo", version: "1" });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    const { prompts } = await client.listPrompts();
    return {
      tools: tools.map(({ name }) => name),
      prompts: prompts.map(({ name }) => name),
      messages: () => stderr.trim(),
      close: () => client.close(),
      async call(tool, args, schema) {
        const raw = await client.callTool({ name: tool, arguments: { ...args } });
        const { isError, content, structuredContent } = v.parse(CallResult, raw);
        const [{ text }] = content;
        tally.calls += 1;
        tally.characters += text.length;
        if (isError) throw new Error(text);
        const facts: unknown = JSON.parse(text);
        // Some hosts show the model the text, others the structured content.
        if (!Bun.deepEquals(facts, structuredContent)) {
          throw new Error(`${tool}: text and structured content differ`);
        }
        const result = v.safeParse(schema, facts);
        if (result.success) return result.output;
        const [issue] = result.issues;
        throw new Error(`${tool}: ${v.getDotPath(issue) ?? "the result"}: ${issue.message}`);
      },
    };
  } catch (error) {
    await client.close();
    throw new Error(`The server did not start.\n${stderr.trim()}`, { cause: error });
  }
}

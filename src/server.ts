/** The MCP server: tools and prompts of one mode behind the protocol. The only importer of the MCP SDK's code. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import type { AnyApiConnection, ApiConnection } from "./api/index.ts";
import { explainIssues, namedArguments } from "./arguments.ts";
import type { Mode } from "./config.ts";
import { ApiError, explainApiError, InputError } from "./errors.ts";
import { instructionsByMode } from "./instructions.ts";
import { inputJsonSchema, type ObjectJsonSchema, outputJsonSchema } from "./json-schema.ts";
import { nearest } from "./nearest.ts";
import type { Prompt } from "./prompt.ts";
import { prompts } from "./prompts/index.ts";
import { fitTables, type PlainObject } from "./table.ts";
import { withoutSecrets } from "./text.ts";
import { toTimestamp } from "./time.ts";
import { hintsByEffect, type Tool } from "./tool.ts";
import { toolsByMode } from "./tools/index.ts";

export interface ServerSettings {
  readonly version: string;
  readonly now: () => Date;
  /** Takes a line for the person who runs the server; never the protocol's stream. */
  readonly log: (line: string) => void;
}

/** About 8,000 tokens of a result's JSON, which has about three characters to a token. */
const maxResultCharacters = 24_000;

interface ToolResult extends Record<string, unknown> {
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

export function createServer(connection: AnyApiConnection, settings: ServerSettings): Server {
  // Two calls, so that the compiler knows of each mode that its tools fit its API.
  return connection.mode === "vk"
    ? serve(connection, toolsByMode.vk, settings)
    : serve(connection, toolsByMode.manager, settings);
}

function serve<M extends Mode>(
  connection: ApiConnection<M>,
  tools: readonly Tool<M>[],
  settings: ServerSettings,
): Server {
  const { mode } = connection;
  const server = new Server(
    { name: "alephant-mcp", title: "Alephant", version: settings.version },
    {
      capabilities: { tools: {}, prompts: {}, completions: {} },
      instructions: instructionsByMode[mode],
      // Given so that the SDK does not construct its own, which takes milliseconds and generates code.
      jsonSchemaValidator: {
        getValidator: () => () => ({ valid: false, data: undefined, errorMessage: "not used" }),
      },
    },
  );
  const inputSchemas = new Map<string, ObjectJsonSchema>();
  const inputSchemaOf = (tool: Tool<M>): ObjectJsonSchema => {
    const known = inputSchemas.get(tool.name) ?? inputJsonSchema(tool.input);
    inputSchemas.set(tool.name, known);
    return known;
  };
  const clean = (text: string): string => withoutSecrets(text, connection.secrets);

  let listing: { tools: ReturnType<typeof describeTool>[] } | undefined;
  server.setRequestHandler(ListToolsRequestSchema, () => {
    listing ??= { tools: tools.map((tool) => describeTool(tool, inputSchemaOf(tool))) };
    return listing;
  });

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<ToolResult> => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw unknownTool(params.name, mode);
    const now = settings.now();
    const token = params._meta?.progressToken;
    const progress = (done: number, total: number, message: string): void => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress: done, total, message };
      extra
        .sendNotification({ method: "notifications/progress", params: notification })
        .catch(() => undefined);
    };
    try {
      const call = tool.prepare(namedArguments(inputSchemaOf(tool), params.arguments ?? {}));
      const api = connection.open({ now, signal: extra.signal });
      const [figures, subject] = await Promise.all([
        call({ api, now, signal: extra.signal, progress }),
        api.subject(),
      ]);
      const { warnings, ...rest } = figures;
      const allWarnings = [...(Array.isArray(warnings) ? warnings : []), ...subject.warnings];
      return success(
        { speaks_for: subject.text, as_of: toTimestamp(now), ...rest, warnings: [...new Set(allWarnings)] },
        clean,
      );
    } catch (error) {
      return failure(tool.name, explain(error, mode, tool.name, settings, clean), clean);
    }
  });

  const promptsOfMode = prompts.filter(({ modes }) => modes.includes(mode));
  const promptNamed = (name: string): Prompt => {
    const prompt = promptsOfMode.find((candidate) => candidate.name === name);
    if (prompt !== undefined) return prompt;
    throw invalidParams(`Unknown prompt "${name}".${didYouMean(name, promptsOfMode)}`);
  };

  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: promptsOfMode.map(describePrompt) }));

  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const prompt = promptNamed(params.name);
    try {
      const values = namedArguments(inputJsonSchema(prompt.arguments), params.arguments ?? {});
      const text = prompt.fill(values, mode);
      return {
        description: prompt.description,
        messages: [{ role: "user", content: { type: "text", text } }],
      };
    } catch (error) {
      throw invalidParams(clean(inputProblem(error) ?? "The prompt could not be filled."));
    }
  });

  server.setRequestHandler(CompleteRequestSchema, ({ params }) => {
    const { ref, argument } = params;
    const candidates = ref.type === "ref/prompt" ? (promptNamed(ref.name).values[argument.name] ?? []) : [];
    const values = candidates.filter((value) => value.startsWith(argument.value));
    return { completion: { values, total: values.length, hasMore: false } };
  });

  server.onerror = (error) => settings.log(clean(`protocol: ${error.message}`));
  return server;
}

const describeTool = <M extends Mode>(tool: Tool<M>, inputSchema: ObjectJsonSchema) => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema,
  outputSchema: outputJsonSchema(tool.output),
  annotations: hintsByEffect[tool.effect],
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

/** Text and structured content carry the same facts, because some hosts show the model only the one, some the other. */
function success(full: PlainObject, clean: (text: string) => string): ToolResult {
  const { result, note } = fitTables(full, maxResultCharacters);
  const warnings = Array.isArray(result["warnings"]) ? result["warnings"] : [];
  const complete = note === undefined ? result : { ...result, warnings: [...warnings, note] };
  const text = clean(JSON.stringify(complete));
  return { content: [{ type: "text", text }], structuredContent: JSON.parse(text) };
}

const failure = (name: string, explanation: string, clean: (text: string) => string): ToolResult => ({
  content: [{ type: "text", text: clean(`${name} failed. ${explanation}`) }],
  isError: true,
});

/** What to tell the model; the stack of a bug goes to the person who runs the server. */
function explain(
  error: unknown,
  mode: Mode,
  toolName: string,
  settings: ServerSettings,
  clean: (text: string) => string,
): string {
  if (error instanceof ApiError) {
    const { sentence, remedy } = explainApiError(error, mode);
    return `${sentence} ${remedy}`;
  }
  const problem = inputProblem(error);
  if (problem !== undefined) return `${problem} No request was sent.`;
  settings.log(clean(`bug in ${toolName}: ${error instanceof Error ? error.stack : String(error)}`));
  return "This is a fault of alephant-mcp itself, not of the arguments. Its standard error output has the details.";
}

function inputProblem(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  return v.isValiError(error) ? explainIssues(error.issues) : undefined;
}

function unknownTool(name: string, mode: Mode): Error {
  const other = mode === "vk" ? "manager" : "vk";
  if (toolsByMode[other].some((tool) => tool.name === name)) {
    const need = {
      vk: "a virtual key (ALEPHANT_VIRTUAL_KEY, without ALEPHANT_PAT)",
      manager: "ALEPHANT_PAT and ALEPHANT_WORKSPACE_ID",
    }[other];
    return invalidParams(`${name} needs ${need}; this server runs in ${mode} mode.`);
  }
  return invalidParams(`Unknown tool "${name.slice(0, 64)}".${didYouMean(name, toolsByMode[mode])}`);
}

function didYouMean(name: string, candidates: readonly { readonly name: string }[]): string {
  const meant = nearest(
    name,
    candidates.map((candidate) => candidate.name),
  );
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** The SDK sends code and message of an error as they are; its own McpError would repeat the code in the message. */
const invalidParams = (message: string): Error => Object.assign(new Error(message), { code: -32602 });

/** The MCP server: tools and prompts of one mode behind the protocol. The only importer of the MCP SDK's code. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ElicitResultSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import type { AnyApiConnection, ApiByMode, ApiConnection } from "./api/index.ts";
import { namedArguments } from "./arguments.ts";
import { callTool, inputProblem, type ToolResult } from "./call.ts";
import { type Answer, createConfirmations } from "./confirmation.ts";
import { instructionsFor, writeNote } from "./instructions.ts";
import { inputJsonSchema, type ObjectJsonSchema, outputJsonSchema } from "./json-schema.ts";
import type { Mode } from "./mode.ts";
import { nearest } from "./nearest.ts";
import type { Prompt } from "./prompt.ts";
import { prompts } from "./prompts/index.ts";
import type { StoreSecret } from "./secret-file.ts";
import { plainText, withoutSecrets } from "./text.ts";
import { hintsByEffect, type Tool } from "./tool.ts";
import { toolsByMode } from "./tools/index.ts";

export interface ServerSettings {
  readonly version: string;
  readonly now: () => Date;
  /** Takes a line for the person who runs the server; never the protocol's stream. */
  readonly log: (line: string) => void;
  readonly storeSecret: StoreSecret;
  /** The changes under way. */
  readonly changes: Set<Promise<unknown>>;
  /** Aborts when the process is ending. */
  readonly ending: AbortSignal;
  /** Leaves out every tool that changes something. */
  readonly isReadOnly: boolean;
  /** Whether a change waits for the user's word. */
  readonly confirmsWrites: boolean;
}

export function createServer(connection: AnyApiConnection, settings: ServerSettings): Server {
  // Two calls, so that the compiler knows of each mode that its tools fit its API.
  if (connection.mode === "vk") return serve(connection, toolsByMode.vk, settings);
  return serve(connection, toolsByMode.manager, settings, (signal) =>
    connection.open({ now: settings.now(), signal }),
  );
}

function serve<M extends Mode>(
  connection: ApiConnection<M>,
  toolsOfMode: readonly Tool<M>[],
  settings: ServerSettings,
  openWorkspace?: (signal: AbortSignal) => ApiByMode["manager"],
): Server {
  const { mode } = connection;
  const { now, log, storeSecret, changes, ending, isReadOnly } = settings;
  const tools = toolsOfMode.filter(({ effect }) => !isReadOnly || effect === "read");
  const confirm = settings.confirmsWrites ? createConfirmations(now) : undefined;
  const offers = (wanted: string): boolean => tools.some(({ name }) => name === wanted);
  const callSettings = { connection, now, log, storeSecret, changes, ending, confirm, offers };
  const server = new Server(
    { ...identity, version: settings.version },
    {
      capabilities: { tools: {}, prompts: {}, completions: {} },
      instructions: instructionsFor(mode, settings),
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
    listing ??= { tools: tools.map((tool) => describeTool(tool, inputSchemaOf(tool), settings)) };
    return listing;
  });

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<ToolResult> => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw invalidParams(clean(unknownTool(params.name, mode, tools)));
    const token = params._meta?.progressToken;
    const progress = (done: number, total: number, message: string): void => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress: done, total, message };
      extra
        .sendNotification({ method: "notifications/progress", params: notification })
        .catch(() => undefined);
    };
    return callTool(callSettings, {
      tool,
      inputSchema: inputSchemaOf(tool),
      received: params.arguments ?? {},
      signal: extra.signal,
      progress,
      ask:
        server.getClientCapabilities()?.elicitation === undefined
          ? undefined
          : (question) => askUser(server, clean(question), extra.signal),
    });
  });

  const promptsOfMode = prompts.filter(({ modes }) => modes.includes(mode));
  const promptNamed = (name: string): Prompt => {
    const prompt = promptsOfMode.find((candidate) => candidate.name === name);
    if (prompt !== undefined) return prompt;
    throw invalidParams(clean(`Unknown prompt "${plainText(name, 64)}".${didYouMean(name, promptsOfMode)}`));
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

  let proposals: Proposals | undefined;
  server.setRequestHandler(CompleteRequestSchema, async ({ params }) => {
    const { ref, argument, context } = params;
    if (ref.type !== "ref/prompt") return completion([]);
    const prompt = promptNamed(ref.name);
    const typed = argument.value.toLowerCase();
    const fixed = Object.hasOwn(prompt.values, argument.name) ? prompt.values[argument.name] : undefined;
    if (fixed !== undefined) return completion(fixed.filter((value) => value.startsWith(typed)));
    if (openWorkspace === undefined || prompt.complete === undefined) return completion([]);
    const filled = context?.arguments ?? {};
    const key = JSON.stringify([prompt.name, argument.name, filled]);
    const nowMs = now().getTime();
    if (proposals?.key !== key || nowMs - proposals.readMs > proposalLifeMs) {
      // Shared with the keystrokes that follow, so not tied to this one. No proposal is better than an error while
      // somebody types, and after a failure the API is left alone as long as after an answer.
      const api = openWorkspace(new AbortController().signal);
      const rows = prompt.complete(api, argument.name, filled).catch(() => []);
      proposals = { key, readMs: nowMs, rows };
    }
    const isMeant = ({ id, name }: { readonly id: string; readonly name: string | null }): boolean =>
      id.startsWith(typed) || (name?.toLowerCase().includes(typed) ?? false);
    return completion((await proposals.rows).filter(isMeant).map(({ id }) => id));
  });

  server.onerror = (error) => log(clean(`protocol: ${plainText(error.message, 300)}`));
  return server;
}

/** Three rising bars on blue, 48 by 48. PNG, because VS Code shows no SVG, and of a local server no address on the web. */
const icon =
  "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwBAMAAAClLOS0AAAAGFBMVEU0VNE0VNE0VNE0VNE0VNE0VNE0VNH///+8j83CAAAABnRSTlMAKlWAqtQtZ5aKAAAAd0lE" +
  "QVR42mNgYGBgdk1DASEGDGDAnIYBwDKMYZgSqQJACdE0LCAQKBGGTSIVqw0QW9iwSyQwmGGXSGZwwy6Rgt1ukO1pOAC6RHp5edkQlwCLDW0JhNhIk8CWRHEmapzZ" +
  "AGfGwZnVcGZOnNkZdwGAs8jAWcjgKJYANEXA+N7JHmYAAAAASUVORK5CYII=";

/** What a host shows of the server. */
const identity = {
  name: "alephant-mcp",
  title: "Alephant",
  description: "What your AI usage costs, and the keys and budgets that control it",
  websiteUrl: "https://github.com/AlephantAI/alephant-mcp",
  icons: [{ src: `data:image/png;base64,${icon}`, mimeType: "image/png", sizes: ["48x48"] }],
};

/** Hosts ask at every keystroke; the workspace is asked once a minute at the most. */
const proposalLifeMs = 60_000;

interface Proposals {
  readonly key: string;
  readonly readMs: number;
  readonly rows: Promise<readonly { readonly id: string; readonly name: string | null }[]>;
}

/** The protocol allows 100 values an answer. */
const completion = (values: readonly string[]) => ({
  completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 },
});

const describeTool = <M extends Mode>(
  tool: Tool<M>,
  inputSchema: ObjectJsonSchema,
  settings: ServerSettings,
) => ({
  name: tool.name,
  title: tool.title,
  description: tool.effect === "read" ? tool.description : `${tool.description} ${writeNote(settings)}`,
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

/** The form is one box to tick: accepted without a tick is not agreed to. */
const confirmationForm = {
  type: "object",
  properties: {
    confirm: { type: "boolean", title: "Yes, make this change", default: false },
  },
  required: ["confirm"],
} as const;
const TickedConfirmation = v.object({ confirm: v.literal(true) });
/** Hosts give up on the call earlier; then nothing is changed. */
const askTimeoutMs = 300_000;

async function askUser(server: Server, message: string, signal: AbortSignal): Promise<Answer> {
  // Not the SDK's elicitInput: it checks the answer by a JSON Schema validator, which we do without.
  const outOfTime = AbortSignal.timeout(askTimeoutMs);
  const question = {
    method: "elicitation/create",
    params: { message, requestedSchema: confirmationForm },
  } as const;
  // The SDK's own limit comes a little later, so that running out of time can be told from a client that cannot ask.
  const options = { signal: AbortSignal.any([signal, outOfTime]), timeout: askTimeoutMs + 1_000 };
  const answer = await server.request(question, ElicitResultSchema, options).catch((error: unknown) => {
    if (outOfTime.aborted || signal.aborted) return undefined;
    throw error;
  });
  if (answer === undefined) return "none";
  const { action, content } = answer;
  return action === "accept" && !v.is(TickedConfirmation, content) ? "decline" : action;
}

function unknownTool(name: string, mode: Mode, tools: readonly { readonly name: string }[]): string {
  if (toolsByMode[mode].some((tool) => tool.name === name))
    return `${name} is switched off by ALEPHANT_READ_ONLY.`;
  const other = mode === "vk" ? "manager" : "vk";
  if (toolsByMode[other].some((tool) => tool.name === name)) {
    const need = {
      vk: "a virtual key (ALEPHANT_VIRTUAL_KEY, without ALEPHANT_PAT)",
      manager: "ALEPHANT_PAT and ALEPHANT_WORKSPACE_ID",
    }[other];
    return `${name} needs ${need}; this server runs in ${mode} mode.`;
  }
  return `Unknown tool "${plainText(name, 64)}".${didYouMean(name, tools)}`;
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

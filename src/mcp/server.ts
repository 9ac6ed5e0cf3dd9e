/** The MCP server: tools and prompts of one mode behind the protocol. The only importer of the MCP SDK's code. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { AnyApiConnection, ApiByMode, ApiConnection } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { didYouMean } from "../domain/nearest.ts";
import { plainText, redactSecrets } from "../domain/text.ts";
import type { StoreSecret } from "../toolkit/context.ts";
import { hintsByEffect, type Tool } from "../toolkit/define-tool.ts";
import { toolsByMode } from "../tools/index.ts";
import { createConfirmations } from "./confirmation.ts";
import { askUser, canShowForm } from "./elicitation.ts";
import { identity } from "./identity.ts";
import { instructionsFor, writeNote } from "./instructions.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";
import { invalidParams } from "./malformed-params.ts";
import type { PromptRequests } from "./prompts.ts";
import type { ToolResult } from "./result.ts";
import { callTool } from "./tool-call.ts";

export interface ServerSettings {
  readonly version: string;
  readonly now: () => Date;
  /** Takes a line for the person who runs the server; never the protocol's stream. */
  readonly log: (line: string) => void;
  readonly storeSecret: StoreSecret;
  /** The changes under way. */
  readonly changes: Set<Promise<unknown>>;
  /** Aborts when the process is ending. */
  readonly shutdownSignal: AbortSignal;
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
  const { now, log, storeSecret, changes, shutdownSignal, isReadOnly } = settings;
  const tools = toolsOfMode.filter(({ effect }) => !isReadOnly || effect === "read");
  const confirm = settings.confirmsWrites ? createConfirmations(now) : undefined;
  const offers = (wanted: string): boolean => tools.some(({ name }) => name === wanted);
  const callSettings = { connection, now, log, storeSecret, changes, shutdownSignal, confirm, offers };
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
  const inputSchemaOf = async (tool: Tool<M>): Promise<ObjectJsonSchema> => {
    // `initialize` is answered before the converter is loaded.
    const { inputJsonSchema } = await import("./json-schema.ts");
    const known = inputSchemas.get(tool.name) ?? inputJsonSchema(tool.input);
    inputSchemas.set(tool.name, known);
    return known;
  };
  const clean = (text: string): string => redactSecrets(text, connection.secrets);

  const listTools = async () => {
    const { outputJsonSchema } = await import("./json-schema.ts");
    const described = tools.map(async (tool) =>
      describeTool(tool, await inputSchemaOf(tool), outputJsonSchema(tool.output), settings),
    );
    return { tools: await Promise.all(described) };
  };
  let listing: ReturnType<typeof listTools> | undefined;
  server.setRequestHandler(ListToolsRequestSchema, () => {
    listing ??= listTools();
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
      inputSchema: await inputSchemaOf(tool),
      received: params.arguments ?? {},
      signal: extra.signal,
      progress,
      ask: !canShowForm(server.getClientCapabilities()?.elicitation)
        ? undefined
        : (question) => askUser(server, clean(question), AbortSignal.any([extra.signal, shutdownSignal])),
    });
  });

  let prompts: Promise<PromptRequests> | undefined;
  const promptDesk = (): Promise<PromptRequests> => {
    prompts ??= import("./prompts.ts").then(({ promptRequests }) =>
      promptRequests({ mode, now, clean, openWorkspace }),
    );
    return prompts;
  };
  server.setRequestHandler(ListPromptsRequestSchema, async () => (await promptDesk()).list());
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }) =>
    (await promptDesk()).get(params.name, params.arguments ?? {}),
  );
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }) =>
    ref.type === "ref/prompt"
      ? (await promptDesk()).complete(ref.name, argument, context?.arguments ?? {})
      : { completion: { values: [] } },
  );

  server.onerror = (error) => log(clean(`protocol: ${plainText(error.message, 300)}`));
  return server;
}

const describeTool = <M extends Mode>(
  tool: Tool<M>,
  inputSchema: ObjectJsonSchema,
  outputSchema: ObjectJsonSchema,
  settings: ServerSettings,
) => ({
  name: tool.name,
  title: tool.title,
  description: tool.effect === "read" ? tool.description : `${tool.description} ${writeNote(settings)}`,
  inputSchema,
  outputSchema,
  annotations: hintsByEffect[tool.effect],
});

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

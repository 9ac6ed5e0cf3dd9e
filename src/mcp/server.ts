/** The MCP server: what it declares, and who answers each request. Tools and prompts are loaded when they are first asked for. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type ClientCapabilities,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  InitializeRequestSchema,
  LATEST_PROTOCOL_VERSION,
  ListPromptsRequestSchema,
  ListToolsRequestSchema,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/sdk/types.js";
import type { AnyApiConnection, ApiByMode } from "../api/index.ts";
import { plainText, redactSecrets } from "../domain/text.ts";
import { askUser, canShowForm } from "./elicitation.ts";
import { identity } from "./identity.ts";
import { instructionsFor } from "./instructions.ts";
import type { PromptRequests } from "./prompts.ts";
import type { ToolResult } from "./result.ts";
import type { ToolRequests, ToolSettings } from "./tools.ts";
import { refuseResources, serveResources, showsPages, viewCapabilities } from "./view.ts";

const capabilities = { tools: {}, prompts: {}, completions: {} };

const versionFor = (wanted: string): string =>
  SUPPORTED_PROTOCOL_VERSIONS.includes(wanted) ? wanted : LATEST_PROTOCOL_VERSION;

/**
 * `log` takes a line for the person who runs the server, never the protocol's stream; `changes` holds those under way;
 * `shutdownSignal` aborts when the process is ending.
 */
export interface ServerSettings extends ToolSettings {
  readonly version: string;
  /** A client that shows pages inside the chat is offered one. */
  readonly offersView: boolean;
}

export function createServer(connection: AnyApiConnection, settings: ServerSettings): Server {
  const { now, log } = settings;
  const clean = (text: string): string => redactSecrets(text, connection.secrets);
  const serverInfo = { ...identity, version: settings.version };
  const server = new Server(serverInfo, {
    // What the SDK accepts handlers for; what a client is told is in the handshake.
    capabilities: { ...capabilities, ...viewCapabilities },
    // Given so that the SDK does not construct its own, which takes milliseconds and generates code.
    jsonSchemaValidator: {
      getValidator: () => () => ({ valid: false, data: undefined, errorMessage: "not used" }),
    },
  });
  let client: ClientCapabilities = {};
  const hasView = (): boolean => settings.offersView && showsPages(client);
  server.setRequestHandler(InitializeRequestSchema, ({ params }) => {
    // Some hosts ask twice, first without capabilities: what they said last counts.
    client = params.capabilities;
    if (hasView()) serveResources(server, clean);
    else refuseResources(server);
    return {
      protocolVersion: versionFor(params.protocolVersion),
      capabilities: hasView() ? { ...capabilities, ...viewCapabilities } : capabilities,
      serverInfo,
      instructions: instructionsFor(connection.mode, settings),
    };
  });

  let tools: Promise<ToolRequests> | undefined;
  const loadTools = (): Promise<ToolRequests> => {
    tools ??= import("./tools.ts").then(({ toolRequests }) => toolRequests(connection, settings));
    return tools;
  };
  let prompts: Promise<PromptRequests> | undefined;
  const loadPrompts = (): Promise<PromptRequests> => {
    prompts ??= import("./prompts.ts").then(({ promptRequests }) =>
      promptRequests({ mode: connection.mode, now, clean, openWorkspace: workspaceOpener(connection, now) }),
    );
    return prompts;
  };

  server.setRequestHandler(ListToolsRequestSchema, async () => (await loadTools()).list(hasView()));

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<ToolResult> => {
    const { signal } = extra;
    const token = params._meta?.progressToken;
    const progress = (done: number, total: number, message: string): void => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress: done, total, message };
      extra
        .sendNotification({ method: "notifications/progress", params: notification })
        .catch(() => undefined);
    };
    const ask = canShowForm(client.elicitation)
      ? (question: string) =>
          askUser(server, clean(question), AbortSignal.any([signal, settings.shutdownSignal]))
      : undefined;
    const { name, arguments: received = {} } = params;
    return (await loadTools()).call({ name, arguments: received, signal, progress, ask, hasView: hasView() });
  });

  server.setRequestHandler(ListPromptsRequestSchema, async () => (await loadPrompts()).list());
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }) =>
    (await loadPrompts()).get(params.name, params.arguments ?? {}),
  );
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }) =>
    ref.type === "ref/prompt"
      ? (await loadPrompts()).complete(ref.name, argument, context?.arguments ?? {})
      : { completion: { values: [] } },
  );

  server.onerror = (error) => log(clean(`protocol: ${plainText(error.message, 300)}`));
  return server;
}

/** undefined with a virtual key, which sees no workspace. */
const workspaceOpener = (
  connection: AnyApiConnection,
  now: () => Date,
): ((signal: AbortSignal) => ApiByMode["manager"]) | undefined =>
  connection.mode === "manager" ? (signal) => connection.open({ now: now(), signal }) : undefined;

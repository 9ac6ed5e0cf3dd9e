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
import type { AnyApiConnection } from "../api/index.ts";
import { redactSecrets, toPlainText } from "../domain/text.ts";
import { askUser, canShowForm } from "./elicitation.ts";
import { identity } from "./identity.ts";
import { writeInstructions } from "./instructions.ts";
import type { PromptRequests, PromptSettings } from "./prompts.ts";
import { refuseResources, serveResources } from "./resources.ts";
import type { ToolResult } from "./result.ts";
import type { ToolRequests, ToolSettings } from "./tools.ts";
import { showsViews, viewCapabilities } from "./view-offer.ts";

const capabilities = { tools: {}, prompts: {}, completions: {} };

const chooseProtocolVersion = (wanted: string): string =>
  SUPPORTED_PROTOCOL_VERSIONS.includes(wanted) ? wanted : LATEST_PROTOCOL_VERSION;

export interface ServerSettings extends ToolSettings {
  readonly version: string;
  /** A client that shows pages inside the chat is offered one. */
  readonly offersView: boolean;
}

export function createServer(connection: AnyApiConnection, settings: ServerSettings): Server {
  const server = new Server(
    { ...identity, version: settings.version },
    {
      // The SDK accepts handlers for these only; what a client is told is in the answer to `initialize`.
      capabilities: { ...capabilities, ...viewCapabilities },
      // Given so that the SDK does not construct its own, which takes milliseconds and generates code.
      jsonSchemaValidator: {
        getValidator: () => () => ({ valid: false, data: undefined, errorMessage: "not used" }),
      },
    },
  );
  const client = answerInitialize(server, connection, settings);
  answerTools(server, connection, settings, client);
  answerPrompts(server, connection, settings);
  const clean = createCleaner(connection);
  server.onerror = (error) => settings.log(clean(`protocol: ${toPlainText(error.message, 300)}`));
  return server;
}

const createCleaner =
  ({ secrets }: AnyApiConnection) =>
  (text: string): string =>
    redactSecrets(text, secrets);

/** What the client has said of itself in its last `initialize`. */
interface ConnectedClient {
  readonly capabilities: () => ClientCapabilities;
  readonly hasView: () => boolean;
}

function answerInitialize(
  server: Server,
  connection: AnyApiConnection,
  settings: ServerSettings,
): ConnectedClient {
  let declared: ClientCapabilities = {};
  const hasView = (): boolean => settings.offersView && showsViews(declared);
  server.setRequestHandler(InitializeRequestSchema, ({ params }) => {
    // Some hosts ask twice, first without capabilities: what they said last counts.
    declared = params.capabilities;
    if (hasView()) serveResources(server, createCleaner(connection));
    else refuseResources(server);
    return {
      protocolVersion: chooseProtocolVersion(params.protocolVersion),
      capabilities: hasView() ? { ...capabilities, ...viewCapabilities } : capabilities,
      serverInfo: { ...identity, version: settings.version },
      instructions: writeInstructions(connection.mode, settings),
    };
  });
  return { capabilities: () => declared, hasView };
}

function answerTools(
  server: Server,
  connection: AnyApiConnection,
  settings: ServerSettings,
  client: ConnectedClient,
): void {
  const clean = createCleaner(connection);
  let tools: Promise<ToolRequests> | undefined;
  const loadTools = (): Promise<ToolRequests> => {
    tools ??= import("./tools.ts").then(({ createToolRequests }) => createToolRequests(connection, settings));
    return tools;
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => (await loadTools()).list(client.hasView()));

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
    const ask = canShowForm(client.capabilities().elicitation)
      ? (question: string) =>
          askUser(server, clean(question), AbortSignal.any([signal, settings.shutdownSignal]))
      : undefined;
    const { name, arguments: received = {} } = params;
    const hasView = client.hasView();
    return (await loadTools()).call({ name, arguments: received, signal, progress, ask, hasView });
  });
}

function answerPrompts(server: Server, connection: AnyApiConnection, { now }: ServerSettings): void {
  const clean = createCleaner(connection);
  let prompts: Promise<PromptRequests> | undefined;
  const loadPrompts = (): Promise<PromptRequests> => {
    prompts ??= import("./prompts.ts").then(({ createPromptRequests }) =>
      createPromptRequests({
        mode: connection.mode,
        now,
        clean,
        openWorkspace: createWorkspaceOpener(connection),
      }),
    );
    return prompts;
  };
  server.setRequestHandler(ListPromptsRequestSchema, async () => (await loadPrompts()).list());
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }) =>
    (await loadPrompts()).get(params.name, params.arguments ?? {}),
  );
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }) =>
    ref.type === "ref/prompt"
      ? (await loadPrompts()).complete(ref.name, argument, context?.arguments ?? {})
      : { completion: { values: [] } },
  );
}

/** undefined with a virtual key, which sees no workspace. */
const createWorkspaceOpener = (connection: AnyApiConnection): PromptSettings["openWorkspace"] =>
  connection.mode === "manager" ? (call) => connection.open(call) : undefined;

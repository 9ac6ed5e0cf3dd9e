/** Tools as the protocol asks for them: their list and their calls. Loaded at the first such request, after the handshake. */
import type { AnyApiConnection, ApiConnection } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { suggestNearest } from "../domain/nearest.ts";
import { redactSecrets, toPlainText } from "../domain/text.ts";
import { hintsByEffect, type Tool } from "../toolkit/define-tool.ts";
import { toolsByMode } from "../tools/index.ts";
import type { Arguments } from "./arguments.ts";
import { type Ask, createConfirm } from "./confirmation.ts";
import { type ChangeSettings, tellOfAgreement } from "./instructions.ts";
import { createInvalidParamsError } from "./invalid-params.ts";
import { type ObjectJsonSchema, toInputJsonSchema, toOutputJsonSchema } from "./json-schema.ts";
import type { ToolResult } from "./result.ts";
import { callTool, type ProcessSettings } from "./tool-call.ts";
import { viewMetaOf } from "./view-offer.ts";

export interface ToolSettings extends ChangeSettings, ProcessSettings {}

/** A call as the protocol brings it. */
export interface ReceivedCall {
  readonly name: string;
  readonly arguments: Arguments;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, message: string) => void;
  readonly ask: Ask;
  /** The client shows the view, a page inside the chat. */
  readonly hasView: boolean;
}

interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ObjectJsonSchema;
  readonly outputSchema: ObjectJsonSchema;
  readonly annotations: { [hint: string]: boolean };
  readonly _meta?: Record<string, unknown>;
}

export interface ToolRequests {
  /** @param hasView the client shows the view, a page inside the chat */
  list(hasView: boolean): { tools: ListedTool[] };
  /** @throws an error of the protocol for a tool that is not there */
  call(received: ReceivedCall): Promise<ToolResult>;
}

export function createToolRequests(connection: AnyApiConnection, settings: ToolSettings): ToolRequests {
  // Two calls, so that the compiler knows of each mode that its tools fit its API.
  return connection.mode === "vk"
    ? createRequestsOfMode(connection, toolsByMode.vk, settings)
    : createRequestsOfMode(connection, toolsByMode.manager, settings);
}

function createRequestsOfMode<M extends Mode>(
  connection: ApiConnection<M>,
  toolsOfMode: readonly Tool<M>[],
  settings: ToolSettings,
): ToolRequests {
  const { mode, secrets } = connection;
  const { now, log, storeSecret, changes, shutdownSignal, isReadOnly } = settings;
  const tools = toolsOfMode.filter(({ effect }) => !isReadOnly || effect === "read");
  const confirm = settings.confirmsWrites ? createConfirm(now) : undefined;
  const isOffered = (wanted: string): boolean => tools.some(({ name }) => name === wanted);
  const callSettings = { connection, now, log, storeSecret, changes, shutdownSignal, confirm, isOffered };
  const inputSchemas = new Map<string, ObjectJsonSchema>();
  const inputSchemaOf = (tool: Tool<M>): ObjectJsonSchema => {
    const schema = inputSchemas.get(tool.name) ?? toInputJsonSchema(tool.input);
    inputSchemas.set(tool.name, schema);
    return schema;
  };
  let listing: { tools: ListedTool[] } | undefined;
  return {
    list(hasView) {
      listing ??= { tools: tools.map((tool) => describeTool(tool, inputSchemaOf(tool), settings)) };
      if (!hasView) return listing;
      const addViewMeta = (tool: ListedTool, index: number): ListedTool => ({
        ...tool,
        ...viewMetaOf(tools[index]),
      });
      return { tools: listing.tools.map(addViewMeta) };
    },

    async call({ name: wanted, arguments: received, ...rest }) {
      const tool = tools.find(({ name }) => name === wanted);
      if (tool !== undefined)
        return callTool(callSettings, { tool, inputSchema: inputSchemaOf(tool), received, ...rest });
      throw createInvalidParamsError(redactSecrets(explainUnknownTool(wanted, mode, tools), secrets));
    },
  };
}

const describeTool = <M extends Mode>(
  tool: Tool<M>,
  inputSchema: ObjectJsonSchema,
  settings: ChangeSettings,
): ListedTool => ({
  name: tool.name,
  title: tool.title,
  description: tool.effect === "read" ? tool.description : `${tool.description} ${tellOfAgreement(settings)}`,
  inputSchema,
  outputSchema: toOutputJsonSchema(tool.output),
  annotations: { ...hintsByEffect[tool.effect] },
});

function explainUnknownTool(name: string, mode: Mode, tools: readonly { readonly name: string }[]): string {
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
  return `Unknown tool "${toPlainText(name, 64)}".${suggestNearest(name, tools)}`;
}

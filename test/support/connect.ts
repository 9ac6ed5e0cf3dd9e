/** An MCP client on the real server, in this process, over real HTTP to a fresh API double. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import {
  type CallToolResult,
  CallToolResultSchema,
  type ElicitRequest,
  ElicitRequestSchema,
  type ElicitResult,
  type Progress,
} from "@modelcontextprotocol/sdk/types.js";
import { connectApi } from "../../src/api/index.ts";
import { type Environment, readConfig } from "../../src/config.ts";
import type { Mode } from "../../src/domain/mode.ts";
import { createSecretStore } from "../../src/mcp/secret-file.ts";
import { createServer } from "../../src/mcp/server.ts";
import { type ApiDouble, credentials, type Switches, startApiDouble } from "../api-double/server.ts";

/** A Sunday morning late in a month: the billing cycle, 7 and 30 days are three different windows. */
export const testNow = new Date("2026-11-22T09:30:00Z");

export interface ConnectOptions {
  readonly now?: Date;
  readonly switches?: Partial<Switches>;
  /** Over the environment that follows from the credential. Secrets of new keys need HOME or XDG_DATA_HOME here. */
  readonly environment?: Environment;
  /** The client shows pages inside the chat. */
  readonly hasPages?: boolean;
  /** Answers the server's questions; without it the client offers no elicitation. */
  readonly elicit?: (params: ElicitRequest["params"]) => ElicitResult | Promise<ElicitResult>;
}

/** What a client declares that shows pages inside the chat. */
export const showsPages = {
  extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } },
};

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface CallOutcome {
  readonly isError: boolean;
  readonly text: string;
  /** Empty for an error, which is text only. */
  readonly structured: Record<string, unknown>;
}

export interface Connection extends AsyncDisposable {
  readonly client: Client;
  readonly double: ApiDouble;
  /** Lines that the server wrote for the person who runs it. */
  readonly logs: string[];
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<CallOutcome>;
}

/** `who`: a mode, which comes with its usual credential, or a credential of the double. */
export async function connect(who: Mode | (string & {}), options: ConnectOptions = {}): Promise<Connection> {
  const now = options.now ?? testNow;
  const double = await startApiDouble({ now: () => now, switches: options.switches ?? {} });
  const logs: string[] = [];
  const config = readConfig({ ...environmentFor(who, double.url), ...options.environment }, "linux");
  const server = createServer(connectApi(config, "alephant-mcp/test"), {
    version: "0.0.0-test",
    now: () => now,
    log: (line) => logs.push(line),
    storeSecret: createSecretStore(config.keyFolder),
    changes: new Set(),
    shutdownSignal: new AbortController().signal,
    isReadOnly: config.isReadOnly,
    confirmsWrites: config.confirmsWrites,
    offersView: config.offersView,
  });
  const client = new Client(
    { name: "test", version: "0" },
    {
      capabilities: {
        ...(options.elicit === undefined ? {} : { elicitation: { form: {} } }),
        ...(options.hasPages === true ? showsPages : {}),
      },
    },
  );
  const { elicit } = options;
  if (elicit !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => elicit(params));
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(serverSide), client.connect(clientSide)]);
  return {
    client,
    double,
    logs,
    call: (name, args, callOptions) => call(client, name, args, callOptions),
    async [Symbol.asyncDispose]() {
      await client.close();
      await double.stop();
    },
  };
}

/** What a host would set for the double at `url`; no rate limit of the server's own. */
export function environmentFor(who: Mode | (string & {}), url: string): Record<string, string> {
  const common = { ALEPHANT_API_BASE_URL: url, ALEPHANT_RATE_LIMIT_RPM: "0" };
  if (who === "manager" || who.startsWith("pat_")) {
    return {
      ...common,
      ALEPHANT_PAT: who === "manager" ? credentials.patAdmin : who,
      ALEPHANT_WORKSPACE_ID: credentials.workspaceId,
    };
  }
  return { ...common, ALEPHANT_VIRTUAL_KEY: who === "vk" ? credentials.virtualKey : who };
}

export async function call(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  { onProgress, signal }: CallOptions = {},
): Promise<CallOutcome> {
  const result = await client.request(
    { method: "tools/call", params: { name, arguments: args } },
    CallToolResultSchema,
    {
      ...(onProgress === undefined ? {} : { onprogress: onProgress }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return outcomeOf(result);
}

export function outcomeOf(result: CallToolResult): CallOutcome {
  const [content, ...more] = result.content;
  if (content?.type !== "text" || more.length > 0) throw new Error("A result must be exactly one text.");
  const isError = result.isError === true;
  if (isError === (result.structuredContent !== undefined)) {
    throw new Error("Structured content belongs to every result but an error.");
  }
  // Some hosts show the model only the one, some only the other.
  if (!isError && content.text !== JSON.stringify(result.structuredContent)) {
    throw new Error("Text and structured content differ.");
  }
  return { isError, text: content.text, structured: result.structuredContent ?? {} };
}

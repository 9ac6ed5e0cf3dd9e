/** The four tools that write, and two places to try them: the real server in this process, and the compiled binary. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type ApiDouble, startApiDouble } from "../api-double/server.ts";
import {
  type CallOptions,
  type CallOutcome,
  type ConnectOptions,
  call,
  connect,
  environmentFor,
} from "./connect.ts";
import { binaryCommand } from "./spawn.ts";

export interface WritingSession extends AsyncDisposable {
  readonly client: Client;
  readonly double: ApiDouble;
  /** The user's own directory, which is gone after the session. */
  readonly home: string;
  /** What the server wrote beside the protocol. */
  log(): string;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<CallOutcome>;
}

export interface Venue {
  readonly name: string;
  open(options?: ConnectOptions & { readonly who?: string }): Promise<WritingSession>;
}

export const inProcess: Venue = {
  name: "in this process",
  async open({ who = "manager", environment, ...options } = {}) {
    const home = await createHome();
    const connection = await connect(who, { ...options, environment: { HOME: home, ...environment } });
    return {
      client: connection.client,
      double: connection.double,
      home,
      log: () => connection.logs.join("\n"),
      call: connection.call,
      async [Symbol.asyncDispose]() {
        await connection[Symbol.asyncDispose]();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};

export const inBinary: Venue = {
  name: "the binary",
  async open({ who = "manager", environment, elicit, now = new Date(), switches = {} } = {}) {
    const home = await createHome();
    const double = await startApiDouble({ now: () => now, switches });
    const variables = { ...environmentFor(who, double.url), HOME: home, ...environment };
    const env = Object.fromEntries(
      Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const [command, ...args] = binaryCommand;
    const transport = new StdioClientTransport({ command, args, env, stderr: "pipe" });
    let log = "";
    transport.stderr?.on("data", (chunk) => {
      log += String(chunk);
    });
    const client = new Client(
      { name: "test", version: "0" },
      { capabilities: elicit === undefined ? {} : { elicitation: { form: {} } } },
    );
    if (elicit !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => elicit(params));
    await client.connect(transport);
    return {
      client,
      double,
      home,
      log: () => log,
      call: (name, args, options) => call(client, name, args, options),
      async [Symbol.asyncDispose]() {
        await client.close();
        await double.stop();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};

export const venues: readonly Venue[] = [inProcess, inBinary];

const createHome = (): Promise<string> => mkdtemp(join(tmpdir(), "alephant-mcp-home-"));

export interface Write {
  readonly tool: string;
  /** Arguments of a change that the double accepts. */
  args(double: ApiDouble): Record<string, unknown>;
  /** Others, for the same tool. */
  otherArgs(double: ApiDouble): Record<string, unknown>;
  /** The request that makes the change. */
  readonly method: "POST" | "PATCH" | "PUT";
  path(double: ApiDouble): string;
  /** The tool that shows whether it took effect. */
  readonly shownBy: string;
}

export const masterKeyId = ({ world }: ApiDouble): string => world.masterKeys[0]?.id ?? "";
export const supportBotKeyId = ({ world }: ApiDouble): string => world.planted.supportBot.keyId;

export const writes: readonly Write[] = [
  {
    tool: "create_virtual_key",
    args: (double) => ({ label: "ci-nightly", master_key_id: masterKeyId(double), budget_cents: 2500 }),
    otherArgs: (double) => ({ label: "ci-nightly", master_key_id: masterKeyId(double), budget_cents: 2501 }),
    method: "POST",
    path: () => "/api/v1/virtual-keys",
    shownBy: "list_virtual_keys",
  },
  {
    tool: "update_key_budget",
    args: (double) => ({ key_id: supportBotKeyId(double), budget_cents: 30000, budget_action: "alert_only" }),
    otherArgs: (double) => ({ key_id: supportBotKeyId(double), budget_cents: 30000, budget_action: "block" }),
    method: "PATCH",
    path: (double) => `/api/v1/virtual-keys/${supportBotKeyId(double)}`,
    shownBy: "list_virtual_keys",
  },
  {
    tool: "revoke_virtual_key",
    args: (double) => ({ key_id: supportBotKeyId(double) }),
    otherArgs: (double) => ({ key_id: double.world.planted.unboundKeyId }),
    method: "POST",
    path: (double) => `/api/v1/virtual-keys/${supportBotKeyId(double)}/revoke`,
    shownBy: "list_virtual_keys",
  },
  {
    tool: "set_budget_policy",
    args: () => ({ budget_cents: 800000, action: "block" }),
    otherArgs: () => ({ budget_cents: 800000, action: "alert_only" }),
    method: "PUT",
    path: () => "/api/v1/policies/budget-control",
    shownBy: "get_workspace_budget_status",
  },
];

/** The requests that changed something or tried to, `METHOD path`, in their order. */
export const sentWrites = ({ requests }: Pick<ApiDouble, "requests">): string[] =>
  requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

/** The body of the last of them. */
export const lastBody = ({ requests }: Pick<ApiDouble, "requests">): unknown =>
  requests.findLast(({ method }) => method !== "GET")?.body;

/** The first call, which changes nothing, and the same call with the token that it gave. */
export async function confirmedCall(
  session: Pick<WritingSession, "call">,
  tool: string,
  args: Record<string, unknown>,
): Promise<{ readonly preview: CallOutcome; readonly done: CallOutcome }> {
  const preview = await session.call(tool, args);
  const token = preview.structured["confirmation_token"];
  return { preview, done: await session.call(tool, { ...args, confirmation_token: token }) };
}

// The built program and the next generation of the SDK's client, which asks for protocol 2026-07-28 first.
import { describe, expect, test } from "bun:test";
import { Client, type ElicitRequest, type ElicitResult, type Progress } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { Mode } from "../../src/domain/mode.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { type ApiDouble, startApiDouble } from "../api-double/server.ts";
import { modes } from "../support/catalogue.ts";
import { environmentFor } from "../support/connect.ts";
import { binaryCommand } from "../support/spawn.ts";
import { sentWrites, supportBotKeyId } from "../support/writing.ts";

/** A transport of any other class is probed in place: refusal and handshake share one process. */
class OtherStdioTransport extends StdioClientTransport {}

const transports = [
  { name: "probed beside", Transport: StdioClientTransport },
  { name: "probed in place", Transport: OtherStdioTransport },
] as const;

interface Session extends AsyncDisposable {
  readonly client: Client;
  readonly double: ApiDouble;
  stderr(): string;
}

interface SessionOptions {
  readonly mode: Mode;
  readonly Transport?: typeof StdioClientTransport;
  readonly elicit?: (params: ElicitRequest["params"]) => ElicitResult;
}

async function open({ mode, Transport = StdioClientTransport, elicit }: SessionOptions): Promise<Session> {
  const double = await startApiDouble();
  const [command, ...args] = binaryCommand;
  const env = environmentFor(mode, double.url);
  const transport = new Transport({ command, args, env, stderr: "pipe" });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const client = new Client(
    { name: "test", version: "0" },
    {
      versionNegotiation: { mode: "auto" },
      capabilities: elicit === undefined ? {} : { elicitation: { form: {} } },
    },
  );
  if (elicit !== undefined) client.setRequestHandler("elicitation/create", ({ params }) => elicit(params));
  await client.connect(transport);
  return {
    client,
    double,
    stderr: () => stderr,
    async [Symbol.asyncDispose]() {
      await client.close();
      await double.stop();
    },
  };
}

describe.each([...transports])("$name", ({ Transport }) => {
  test.each([...modes])(
    "%s: it falls back to the handshake, and every read answers",
    async (mode) => {
      await using session = await open({ mode, Transport });
      const { client, double } = session;
      expect(client.getProtocolEra()).toBe("legacy");
      expect(client.getNegotiatedProtocolVersion()).toBe("2025-11-25");
      expect(client.getServerVersion()).toMatchObject({ name: "alephant-mcp", title: "Alephant" });
      expect(client.getInstructions()?.length).toBeWithin(200, 1_901);
      const { tools } = await client.listTools();
      expect(tools).toHaveLength(toolsByMode[mode].length);
      expect(double.requests).toEqual([]);
      const callable = tools.filter(
        ({ annotations, inputSchema }) =>
          annotations?.readOnlyHint === true && (inputSchema.required ?? []).length === 0,
      );
      expect(callable.length).toBeGreaterThanOrEqual(8);
      for (const { name } of callable) {
        // The client checks each result against the output schema that was listed.
        const { isError, structuredContent } = await client.callTool({ name });
        expect({ name, isError }).toEqual({ name, isError: undefined });
        expect(structuredContent).toHaveProperty("warnings");
      }
      expect(session.stderr()).toMatch(new RegExp(`^alephant-mcp: [^\\n]*${mode} mode, [^\\n]*\\n$`));
    },
    20_000,
  );
});

test("prompts, and the completion of their arguments", async () => {
  await using session = await open({ mode: "manager" });
  const { client, double } = session;
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toContain("cost_deep_dive");
  for (const { name } of prompts) {
    const { messages } = await client.getPrompt({ name });
    expect(messages).toMatchObject([{ role: "user", content: { type: "text" } }]);
  }
  const ref = { type: "ref/prompt", name: "cost_deep_dive" } as const;
  const targets = await client.complete({ ref, argument: { name: "target", value: "d" } });
  expect(targets.completion.values).toEqual(["department"]);
  const agents = await client.complete({
    ref,
    argument: { name: "target_id", value: "support bot" },
    context: { arguments: { target: "agent" } },
  });
  expect(agents.completion.values).toEqual([double.world.planted.supportBot.agentId]);
});

test("progress arrives, up to the end", async () => {
  await using session = await open({ mode: "manager" });
  const seen: Progress[] = [];
  const { isError } = await session.client.callTool(
    { name: "get_executive_dashboard" },
    { onprogress: (progress) => seen.push(progress) },
  );
  expect(isError).toBeUndefined();
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)?.progress).toBe(seen.at(-1)?.total ?? -1);
});

test("a cancelled call ends its request, and the next call is answered", async () => {
  await using session = await open({ mode: "vk" });
  const { client, double } = session;
  double.fault({ path: "/api/v1/cockpit/usage-summary", effect: { kind: "silence" } });
  const controller = new AbortController();
  const outcome = client
    .callTool({ name: "get_usage_summary" }, { signal: controller.signal })
    .catch((error: unknown) => error);
  const findSummary = () => double.requests.find(({ path }) => path.endsWith("usage-summary"));
  while (findSummary() === undefined) await Bun.sleep(5);
  controller.abort();
  expect(await outcome).toBeInstanceOf(Error);
  while (findSummary()?.aborted !== true) await Bun.sleep(5);
  expect((await client.callTool({ name: "get_my_scope" })).isError).toBeUndefined();
});

const createBudgetChange = (double: ApiDouble) => ({
  name: "update_key_budget",
  arguments: { key_id: supportBotKeyId(double), budget_cents: 30000, budget_action: "alert_only" },
});

test("a change asks the user through the client", async () => {
  const asked: ElicitRequest["params"][] = [];
  await using session = await open({
    mode: "manager",
    elicit: (params) => {
      asked.push(params);
      return { action: "accept", content: { confirm: true } };
    },
  });
  const { client, double } = session;
  const { structuredContent } = await client.callTool(createBudgetChange(double));
  expect(structuredContent).toMatchObject({ status: "done" });
  expect(asked).toMatchObject([{ requestedSchema: { type: "object", required: ["confirm"] } }]);
  expect(sentWrites(double)).toHaveLength(1);
});

test("a client that cannot ask gets a preview, and nothing is changed", async () => {
  await using session = await open({ mode: "manager" });
  const { client, double } = session;
  const { structuredContent } = await client.callTool(createBudgetChange(double));
  expect(structuredContent).toMatchObject({ status: "needs_confirmation" });
  expect(sentWrites(double)).toEqual([]);
});

test("what the model got wrong is a result, an unknown tool an error of the protocol", async () => {
  await using session = await open({ mode: "vk" });
  const { client, double } = session;
  const wrong = await client.callTool({ name: "get_usage_summary", arguments: { period: "year" } });
  expect(wrong.isError).toBe(true);
  await expect(client.callTool({ name: "get_usage_sumary" })).rejects.toMatchObject({ code: -32602 });
  expect(double.requests).toEqual([]);
});

test("a client that insists on 2026-07-28 is refused at once, and told why", async () => {
  const [command, ...args] = binaryCommand;
  const client = new Client(
    { name: "test", version: "0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const env = environmentFor("vk", "http://127.0.0.1:9");
  const transport = new StdioClientTransport({ command, args, env, stderr: "ignore" });
  await expect(client.connect(transport)).rejects.toThrow(
    "the server did not offer pinned protocol version 2026-07-28",
  );
});

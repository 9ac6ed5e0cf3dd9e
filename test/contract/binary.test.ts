// What is shipped, as a host meets it: a process that speaks MCP on its standard streams.
import { describe, expect, test } from "bun:test";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { type ApiDouble, startApiDouble } from "../api-double/server.ts";
import { environmentFor, outcomeOf } from "../support/connect.ts";
import { handshake, messagesIn, programs, spawnClient, spawnRaw, toolCall } from "../support/spawn.ts";

const toolNames = [
  "check_alephant_connection",
  "get_cost_by_model",
  "get_daily_costs",
  "get_my_budget",
  "get_my_recent_requests",
  "get_my_scope",
  "get_usage_summary",
  "list_available_models",
];

/** How long the server may take to end once its host has gone. */
const endMs = 1_000;

describe.each(programs)("$name", (program) => {
  async function withDouble<T>(use: (double: ApiDouble) => Promise<T>): Promise<T> {
    const double = await startApiDouble();
    try {
      return await use(double);
    } finally {
      await double.stop();
    }
  }

  const start = (double: ApiDouble) => spawnRaw(program, { environment: environmentFor("vk", double.url) });

  test("lists its tools and prompts without asking the API, and answers every call", () =>
    withDouble(async (double) => {
      await using server = await spawnClient(program, { environment: environmentFor("vk", double.url) });
      const { client } = server;
      const { tools } = await client.listTools();
      const { prompts } = await client.listPrompts();
      expect(tools.map(({ name }) => name).sort()).toEqual(toolNames);
      expect(prompts.map(({ name }) => name)).toEqual(["cost_audit_report"]);
      expect(double.requests).toEqual([]);
      for (const { name } of tools) {
        // The client checks each result against the output schema that was listed.
        const { isError, structured } = outcomeOf(
          CallToolResultSchema.parse(await client.callTool({ name })),
        );
        expect({ name, isError, speaksFor: structured["speaks_for"] }).toEqual({
          name,
          isError: false,
          speaksFor: 'virtual key "support-bot-prod" (agent "Support Bot") in workspace "Northwind Labs"',
        });
      }
      expect(server.stderr()).toMatch(/^alephant-mcp: \d+\.\d+\.\d+, vk mode, http:\/\/127\.0\.0\.1:\d+\n$/);
    }));

  test("in manager mode every tool that needs no argument answers too", () =>
    withDouble(async (double) => {
      await using server = await spawnClient(program, { environment: environmentFor("manager", double.url) });
      const { client } = server;
      const { tools } = await client.listTools();
      const callable = tools.filter(
        ({ annotations, inputSchema }) =>
          annotations?.readOnlyHint === true && (inputSchema.required ?? []).length === 0,
      );
      expect(callable.length).toBeGreaterThan(12);
      for (const { name } of callable) {
        const result = CallToolResultSchema.parse(await client.callTool({ name }));
        expect({ name, isError: outcomeOf(result).isError }).toEqual({ name, isError: false });
      }
      expect(server.stderr()).not.toContain("bug in");
    }));

  test("stdout carries JSON-RPC only, one answer to each request", () =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake, toolCall(1, "get_usage_summary"), toolCall(2, "get_my_scope"));
      await Promise.all([server.answer("init"), server.answer(1), server.answer(2)]);
      await server.closeInput();
      expect(await server.exited).toEqual({ code: 0, signal: null });
      const ids = messagesIn(server.stdout()).map(({ id }) => id);
      expect(ids.toSorted()).toEqual([1, 2, "init"]);
    }));

  test("a request that is followed at once by the end of input still gets its answer", () =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake, toolCall(1, "get_usage_summary"));
      await server.closeInput();
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(await server.answer(1)).toMatchObject({
        result: { structuredContent: { cost_usd: expect.any(Number) } },
      });
    }));

  test("bad configuration: exit code 1, nothing on stdout, every bad variable on stderr", async () => {
    await using server = spawnRaw(program, {
      environment: {
        ALEPHANT_API_BASE_URL: "alephant",
        ALEPHANT_PAT: "vk-swapped",
        ALEPHANT_WORKSPACE_ID: "7",
      },
    });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.stdout()).toBe("");
    for (const name of ["ALEPHANT_API_BASE_URL", "ALEPHANT_PAT", "ALEPHANT_WORKSPACE_ID"]) {
      expect(server.stderr()).toContain(`- ${name} `);
    }
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s ends it with code 0", (signal) =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake);
      await server.answer("init");
      const sent = performance.now();
      server.kill(signal);
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - sent).toBeLessThan(endMs);
    }),
  );

  test.each(["end of input", "SIGTERM"] as const)("%s ends it while a call waits for a silent API", (how) =>
    withDouble(async (double) => {
      double.fault({ effect: { kind: "silence" } });
      await using server = start(double);
      server.send(...handshake, toolCall(1, "get_usage_summary"));
      await server.answer("init");
      while (double.requests.length === 0) await Bun.sleep(5);
      const sent = performance.now();
      if (how === "SIGTERM") server.kill(how);
      else await server.closeInput();
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - sent).toBeLessThan(endMs);
      expect(messagesIn(server.stdout()).map(({ id }) => id)).toEqual(["init"]);
    }),
  );

  test("it ends when nobody reads its output any more", () =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake);
      await server.answer("init");
      await server.closeOutput();
      server.send({ jsonrpc: "2.0", id: 1, method: "tools/list" });
      expect(await server.exited).toEqual({ code: 0, signal: null });
    }));

  test("lines that are no message are answered, and the session goes on", () =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake);
      await server.answer("init");
      server.write("{not json}\n\n");
      expect(await server.answer(null)).toMatchObject({ error: { code: -32700 } });
      server.send([toolCall(1, "get_my_scope")], { jsonrpc: "2.0", id: 2, method: "ping" });
      expect(await server.answer(2)).toMatchObject({ result: {} });
      await server.closeInput();
      await server.exited;
      const errors = messagesIn(server.stdout()).filter((message) => "error" in message);
      expect(errors).toMatchObject([{ error: { code: -32700 } }, { id: null, error: { code: -32600 } }]);
    }));

  test("an unknown tool is a protocol error with a clean message", () =>
    withDouble(async (double) => {
      await using server = start(double);
      server.send(...handshake, toolCall(1, "get_usage_sumary"), toolCall(2, "list_agents"));
      expect(await server.answer(1)).toMatchObject({
        error: { code: -32602, message: 'Unknown tool "get_usage_sumary". Did you mean get_usage_summary?' },
      });
      expect(await server.answer(2)).toMatchObject({ error: { code: -32602 } });
      expect(double.requests).toEqual([]);
    }));
});

// What clients leave over in their messages, to the built program: null where there is nothing, empty choices, arguments of
// their own, answers that are none, lines that are too long.
import { describe, expect, test } from "bun:test";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { serveRaw } from "../support/raw-server.ts";
import {
  handshake,
  type Message,
  messagesIn,
  type ServerProcess,
  spawnRaw,
  theBinary,
} from "../support/spawn.ts";
import { sentWrites, supportBotKeyId } from "../support/writing.ts";

const double = await useApiDouble();

const start = (mode: "vk" | "manager" = "vk"): ServerProcess =>
  spawnRaw(theBinary, { environment: environmentFor(mode, double.url) });

const createRequest = (id: number, method: string, params: unknown): Message => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});
const createToolCall = (id: number, name: string, args: unknown): Message =>
  createRequest(id, "tools/call", { name, arguments: args });

describe("null where there is nothing", () => {
  test.each<[string, unknown, unknown]>([
    ["tools/list", null, { tools: expect.any(Array) }],
    ["tools/list", { cursor: null }, { tools: expect.any(Array) }],
    ["prompts/list", { cursor: null, _meta: null }, { prompts: expect.any(Array) }],
    ["ping", null, {}],
    ["tools/call", { name: "get_my_scope", arguments: null }, { structuredContent: expect.any(Object) }],
    ["prompts/get", { name: "cost_audit_report", arguments: null }, { messages: expect.any(Array) }],
  ])("%s with %j", async (method, params, result) => {
    await using server = start();
    server.send(...handshake, createRequest(1, method, params));
    expect(await server.answer(1)).toMatchObject({ result });
  });

  test("a notification", async () => {
    await using server = start();
    server.send(handshake[0], { jsonrpc: "2.0", method: "notifications/initialized", params: null });
    server.send(createRequest(1, "ping", null));
    await server.answer(1);
    await server.closeInput();
    await server.exited;
    expect(server.stderr()).not.toContain("protocol");
  });
});

describe("arguments that were not given", () => {
  const filters = {
    status: null,
    entity_type: null,
    search: null,
    sort_by: null,
    page: null,
    page_size: null,
  };
  test.each<[string, Message, Message]>([
    ["get_usage_summary", { period: "billing_cycle" }, { period: null }],
    ["get_daily_costs", { period: "7d" }, { period: "7d", chart: null }],
    ["get_daily_costs", { period: "7d" }, { period: "7d", chart: "" }],
    ["list_virtual_keys", {}, filters],
    ["list_virtual_keys", {}, { entity_type: "", status: "", sort_by: "" }],
    ["list_agents", {}, { department_id: "", search: null }],
  ])("%s: %j is %j", async (name, given, leftOver) => {
    await using server = start("manager");
    server.send(...handshake, createToolCall(1, name, given), createToolCall(2, name, leftOver));
    const [expected, found] = [await server.answer(1), await server.answer(2)];
    const withoutTime = ({ result }: Message) =>
      JSON.stringify(result)
        .replaceAll(/"as_of[^,]*/g, "")
        .replaceAll(/as_of[^,]*/g, "");
    expect(withoutTime(found)).toBe(withoutTime(expected));
  });

  test.each([{ key_id: null }, { key_id: "" }])("%j is no key", async (args) => {
    await using server = start("manager");
    server.send(...handshake, createToolCall(1, "revoke_virtual_key", args));
    expect(await server.answer(1)).toMatchObject({ result: { isError: true } });
  });

  test.each([null, ""])("%j is no token", async (token) => {
    await using server = start("manager");
    const args = { key_id: supportBotKeyId(double), confirmation_token: token };
    server.send(...handshake, createToolCall(1, "revoke_virtual_key", args));
    const { result } = await server.answer(1);
    expect(JSON.stringify(result)).not.toContain('"status":"done"');
    expect(sentWrites(double)).toEqual([]);
  });
});

test.each(["task_progress", "random_string", "wait_for_previous"])("%s of the host's own", async (name) => {
  await using server = start();
  server.send(
    ...handshake,
    createToolCall(1, "get_my_scope", { [name]: "x" }),
    createToolCall(2, "get_my_scope", { [`${name}s`]: "x" }),
  );
  expect(await server.answer(1)).toMatchObject({
    result: {
      structuredContent: { warnings: [`Ignored, because it is no argument of this tool: ${name}.`] },
    },
  });
  expect(await server.answer(2)).toMatchObject({ result: { isError: true } });
});

describe("questions", () => {
  const initialize = (capabilities: unknown): Message =>
    createRequest(0, "initialize", {
      protocolVersion: "2025-11-25",
      capabilities,
      clientInfo: { name: "test", version: "0" },
    });
  const createArgs = () => ({ key_id: supportBotKeyId(double), budget_cents: 1, budget_action: "block" });
  const asked = (server: ServerProcess) =>
    messagesIn(server.stdout()).find(({ method }) => method === "elicitation/create");

  test("a client that shows only URLs is not sent a form", async () => {
    await using server = start("manager");
    server.send(initialize({ elicitation: { url: {} } }), ...handshake.slice(1));
    server.send(createToolCall(5, "update_key_budget", createArgs()));
    expect(await server.answer(5)).toMatchObject({
      result: { structuredContent: { status: "needs_confirmation" } },
    });
    expect(asked(server)).toBeUndefined();
  });

  test.each([{}, { form: {} }, { form: {}, url: {} }])(
    "a client that declares %j is asked",
    async (elicitation) => {
      await using server = start("manager");
      server.send(initialize({ elicitation }), ...handshake.slice(1));
      server.send(createToolCall(5, "update_key_budget", createArgs()));
      while (asked(server) === undefined) await Bun.sleep(5);
      server.send({
        jsonrpc: "2.0",
        id: asked(server)?.["id"],
        result: { action: "accept", content: { confirm: true } },
      });
      expect(await server.answer(5)).toMatchObject({ result: { structuredContent: { status: "done" } } });
    },
  );

  test.each([{ result: null }, { result: 7 }, { error: null }, { error: "no" }])(
    "the answer %j is no answer: the token is offered",
    async (answer) => {
      await using server = start("manager");
      server.send(initialize({ elicitation: {} }), ...handshake.slice(1));
      server.send(createToolCall(5, "update_key_budget", createArgs()));
      while (asked(server) === undefined) await Bun.sleep(5);
      const question = asked(server)?.["id"];
      server.send({ jsonrpc: "2.0", id: question, ...answer });
      while (!server.stdout().includes("needs_confirmation")) await Bun.sleep(5);
      expect(sentWrites(double)).toEqual([]);
    },
  );
});

describe("a line that is too long", () => {
  const long = "x".repeat(11 * 1024 * 1024);
  const writeMessage = (id: unknown): string =>
    `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"get_my_scope","arguments":{"a":"${long}"}}}\n`;

  test.each([7, "seven"])("is answered by its id %j", async (id) => {
    await using server = start();
    server.send(...handshake);
    server.write(writeMessage(id));
    expect(await server.answer(id)).toMatchObject({ error: { code: -32700 } });
    server.send(createRequest(8, "ping", {}));
    expect(await server.answer(8)).toMatchObject({ result: {} });
  });

  test("has no id where it comes after what is long, or where it may be an answer", async () => {
    await using server = start();
    server.send(...handshake);
    server.write(`{"jsonrpc":"2.0","method":"ping","params":{"a":"${long}"},"id":7}\n`);
    server.write(`{"jsonrpc":"2.0","id":1,"result":{"a":"${long}"}}\n`);
    server.send(createRequest(8, "ping", {}));
    await server.answer(8);
    const errors = messagesIn(server.stdout()).filter((each) => "error" in each);
    expect(errors.map(({ id }) => id)).toEqual([null, null]);
  });
});

test.each(["gzip", "br"])("an answer that claims %s and is none arrived damaged", async (encoding) => {
  await using api = await serveRaw((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding });
    response.end("this is not compressed");
  });
  await using server = spawnRaw(theBinary, { environment: environmentFor("manager", api.url) });
  server.send(...handshake, createToolCall(1, "get_subscription_info", {}));
  const { result } = await server.answer(1);
  expect(JSON.stringify(result)).toContain("The answer arrived damaged");
  expect(JSON.stringify(result)).not.toContain("could not be reached");
});

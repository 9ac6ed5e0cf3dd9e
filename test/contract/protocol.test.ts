// What the protocol allows and few clients send, to the built program.
import { expect, test } from "bun:test";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
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
const createRequest = (id: number | string, method: string, params?: Message): Message => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params === undefined ? {} : { params }),
});

test("it claims tools, prompts and completions, and no notification of changed lists", async () => {
  await using server = start();
  server.send(...handshake);
  const { result } = await server.answer("init");
  expect(result).toMatchObject({ protocolVersion: "2025-11-25" });
  expect(result).toHaveProperty("capabilities", { tools: {}, prompts: {}, completions: {} });
});

test.each([0, "", "0", 7])(
  "request %j is called off: its HTTP request ends, and no answer follows",
  async (id) => {
    double.fault({ effect: { kind: "silence" } });
    await using server = start();
    server.send(...handshake, createRequest(id, "tools/call", { name: "get_usage_summary" }));
    // What the key speaks for is asked once for all calls; the figures are this call's own request.
    const findFigures = () => double.requests.find(({ path }) => path.endsWith("usage-summary"));
    while (findFigures() === undefined) await Bun.sleep(5);
    server.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id } });
    while (findFigures()?.aborted !== true) await Bun.sleep(5);
    server.send(createRequest("well?", "ping"));
    await server.answer("well?");
    await server.closeInput();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(messagesIn(server.stdout()).map((message) => message["id"])).toEqual(["init", "well?"]);
  },
);

test("a change that is called off while the user is asked takes its question back", async () => {
  await using server = start("manager");
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: { form: {} } },
    clientInfo: { name: "test", version: "0" },
  };
  const name = "revoke_virtual_key";
  server.send(createRequest("init", "initialize", params), ...handshake.slice(1));
  server.send(createRequest(0, "tools/call", { name, arguments: { key_id: supportBotKeyId(double) } }));
  const findSent = (wanted: string) => messagesIn(server.stdout()).find(({ method }) => method === wanted);
  while (findSent("elicitation/create") === undefined) await Bun.sleep(5);
  server.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 0 } });
  while (findSent("notifications/cancelled") === undefined) await Bun.sleep(5);
  const question = Number(findSent("elicitation/create")?.["id"]);
  // A client built on the SDK cannot be told of request 0.
  expect(question).toBeGreaterThan(0);
  expect(findSent("notifications/cancelled")).toMatchObject({ params: { requestId: question } });
  server.send({ jsonrpc: "2.0", id: question, result: { action: "accept", content: { confirm: true } } });
  server.send(createRequest("well?", "ping"));
  await server.answer("well?");
  await server.closeInput();
  await server.exited;
  const ids = messagesIn(server.stdout()).flatMap(({ id }) => (id === undefined ? [] : [id]));
  expect(ids).toEqual(["init", question, "well?"]);
  expect(sentWrites(double)).toEqual([]);
});

test("of two requests with one id, each has its own answer", async () => {
  await using server = start();
  server.send(...handshake, createRequest(0, "tools/list"), createRequest(0, "prompts/list"));
  await server.closeInput();
  await server.exited;
  const results = messagesIn(server.stdout()).flatMap(({ id, result }) => (id === 0 ? [result] : []));
  expect(results).toHaveLength(2);
  expect(results).toContainEqual(expect.objectContaining({ tools: expect.any(Array) }));
  expect(results).toContainEqual(expect.objectContaining({ prompts: expect.any(Array) }));
});

test.each([0, "", "t"])("progress comes with the token %j", async (progressToken) => {
  await using server = start("manager");
  const params = { name: "get_executive_dashboard", arguments: {}, _meta: { progressToken } };
  server.send(...handshake, createRequest(0, "tools/call", params));
  expect(await server.answer(0)).toMatchObject({ result: { structuredContent: {} } });
  const notified = messagesIn(server.stdout()).flatMap(({ method, params }) =>
    method === "notifications/progress" ? [params] : [],
  );
  expect(notified.length).toBeGreaterThan(1);
  for (const each of notified) expect(each).toMatchObject({ progressToken, message: expect.any(String) });
});

test("without a token there is no progress", async () => {
  await using server = start("manager");
  server.send(...handshake, createRequest(1, "tools/call", { name: "get_executive_dashboard" }));
  await server.answer(1);
  expect(server.stdout()).not.toContain("notifications/progress");
});

test("a call that asks to run as a task is an ordinary call: tasks are not claimed", async () => {
  await using server = start();
  server.send(...handshake);
  server.send(createRequest(1, "tools/call", { name: "get_my_scope", task: { ttl: 60_000 } }));
  server.send(createRequest(2, "tools/call", { name: "get_my_scope", arguments: {}, task: null }));
  for (const id of [1, 2]) {
    expect(await server.answer(id)).toMatchObject({ result: { structuredContent: { warnings: [] } } });
  }
});

test("arguments may be left out, and digits may come as text", async () => {
  await using server = start();
  server.send(...handshake, createRequest(1, "tools/call", { name: "get_my_recent_requests" }));
  server.send(
    createRequest(2, "tools/call", {
      name: "get_my_recent_requests",
      arguments: { limit: "3", offset: "0" },
    }),
  );
  server.send(createRequest(3, "prompts/get", { name: "cost_audit_report" }));
  expect(await server.answer(1)).toMatchObject({ result: { structuredContent: { returned: 20 } } });
  expect(await server.answer(2)).toMatchObject({ result: { structuredContent: { returned: 3 } } });
  expect(await server.answer(3)).toMatchObject({ result: { messages: [{ role: "user" }] } });
});

/** Protocol 2026-07-28 has no handshake: every request says what it speaks. */
const modern: Message = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

test("server/discover is an unknown method, and the handshake that follows on the same pipe works", async () => {
  await using server = start();
  server.send(createRequest("probe", "server/discover", { _meta: modern }));
  // Any code of the 2026-07-28 revision, −32022 above all, would promise that we speak it.
  expect(await server.answer("probe")).toEqual({
    jsonrpc: "2.0",
    id: "probe",
    error: { code: -32601, message: "Method not found" },
  });
  server.send(...handshake, createRequest(1, "tools/list"));
  expect(await server.answer(1)).toMatchObject({ result: { tools: expect.any(Array) } });
});

test("a client that speaks 2026-07-28 without asking first cannot change anything without the user", async () => {
  await using server = start("manager");
  const args = { key_id: supportBotKeyId(double), budget_cents: 1, budget_action: "block" };
  server.send(createRequest(1, "tools/call", { name: "update_key_budget", arguments: args, _meta: modern }));
  expect(await server.answer(1)).toMatchObject({
    result: { structuredContent: { status: "needs_confirmation" } },
  });
  expect(sentWrites(double)).toEqual([]);
});

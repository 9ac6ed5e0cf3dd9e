// What no host should send, to the built program: every request that deserves an answer gets exactly one, and it goes on.
import { describe, expect, test } from "bun:test";
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

const double = await useApiDouble();

const start = (): ServerProcess => spawnRaw(theBinary, { environment: environmentFor("vk", double.url) });
const createRequest = (id: unknown, method: string, params?: unknown): Message => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params === undefined ? {} : { params }),
});
const megabyte = 1024 * 1024;

/** Everything that comes for these lines, after the answer to the handshake; the server must be well afterwards. */
async function collectAnswers(...lines: readonly (string | Uint8Array)[]): Promise<Message[]> {
  await using server = start();
  server.send(...handshake);
  await server.answer("init");
  for (const line of lines) {
    server.write(line);
    server.write("\n");
  }
  server.send(createRequest("well?", "ping"));
  expect(await server.answer("well?")).toMatchObject({ result: {} });
  await server.closeInput();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  // Nothing that the caller did wrong is a fault of the server, and nothing of it is repeated at length.
  expect(server.stderr().replace(/^alephant-mcp: [\d.]+, vk mode, .*\n/, "").length).toBeLessThan(500);
  const [first, ...rest] = messagesIn(server.stdout());
  expect(first?.["id"]).toBe("init");
  return rest.filter(({ id }) => id !== "well?");
}

const collectAnswer = async (message: unknown): Promise<Message[]> => collectAnswers(JSON.stringify(message));

describe("lines that are no message", () => {
  const garbage = Uint8Array.from({ length: 4_000 }, (_, index) => {
    const byte = (index * 197 + (index >> 3)) % 256;
    return byte === 0x0a ? 0 : byte;
  });

  test.each<readonly [what: string, line: string | Uint8Array, code: number]>([
    ["text", "hello", -32700],
    ["a cut-off object", '{"jsonrpc":"2.0","id":1,"method":"ping"', -32700],
    ["binary", garbage, -32700],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00), -32700],
    ["a zero byte", "\u0000", -32700],
    ["a hundred thousand brackets", "[".repeat(100_000), -32700],
    ["HTTP", "POST / HTTP/1.1\r", -32700],
    ["a batch", JSON.stringify([createRequest(1, "ping"), createRequest(2, "ping")]), -32600],
    ["an empty batch", "[]", -32600],
    ["a number", "7", -32600],
    ["null", "null", -32600],
    ["id null", JSON.stringify(createRequest(null, "ping")), -32600],
    ["an object for an id", JSON.stringify(createRequest({}, "ping")), -32600],
    ["another protocol", '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ["no method", '{"jsonrpc":"2.0","id":1}', -32600],
    ["a line over the limit", `"${"x".repeat(10 * megabyte)}"`, -32700],
  ])("%s", async (_what, line, code) => {
    const answers = await collectAnswers(line);
    expect(answers).toEqual([{ jsonrpc: "2.0", id: null, error: { code, message: expect.any(String) } }]);
  });

  test("what is no request gets no answer", async () => {
    const silent = [
      "",
      "   ",
      "\r",
      JSON.stringify({ jsonrpc: "2.0", method: "notifications/nothing", params: { a: 1 } }),
      JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 99 } }),
      JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: [] }),
      JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized", params: "x" }),
      JSON.stringify({ jsonrpc: "2.0", id: 5, result: {} }), // an answer to nothing
    ];
    expect(await collectAnswers(...silent)).toEqual([]);
  });

  test("nesting that nothing can walk through does not end it", async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const answers = await collectAnswers(
      `{"jsonrpc":"2.0","method":"notifications/x","params":[${deep}]}`,
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":[${deep}]}`,
      `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_my_scope","arguments":{"a":${deep}}}}`,
    );
    expect(answers).toHaveLength(2);
  });
});

describe("requests", () => {
  test.each<readonly [what: string, message: Message, code: number]>([
    ["an unknown method", createRequest(1, "resources/list"), -32601],
    ["a method of every object", createRequest(1, "__proto__"), -32601],
    ["a fractional id", createRequest(1.5, "ping"), -32600],
    ["an id beyond whole numbers", createRequest(2 ** 60, "ping"), -32600],
    ["a list for params", createRequest(1, "ping", []), -32600],
    ["text for params", createRequest(1, "tools/call", "get_my_scope"), -32600],
    ["something beside them", { ...createRequest(1, "ping"), extra: true }, -32600],
    ["an object for a progress token", createRequest(1, "ping", { _meta: { progressToken: {} } }), -32600],
    ["initialize without params", createRequest(1, "initialize", {}), -32602],
    ["tools/call without params", createRequest(1, "tools/call"), -32602],
    ["tools/call without a name", createRequest(1, "tools/call", {}), -32602],
    ["tools/call with a number for a name", createRequest(1, "tools/call", { name: 7 }), -32602],
    ["a list of arguments", createRequest(1, "tools/call", { name: "get_my_scope", arguments: [] }), -32602],
    ["a tool of every object", createRequest(1, "tools/call", { name: "constructor" }), -32602],
    ["prompts/get without params", createRequest(1, "prompts/get"), -32602],
    ["an unknown prompt", createRequest(1, "prompts/get", { name: "toString" }), -32602],
    ["a number in a prompt", createPromptCall({ period: 7 }), -32602],
    ["completion of nothing", createRequest(1, "completion/complete", {}), -32602],
    ["a number for a cursor", createRequest(1, "tools/list", { cursor: 5 }), -32602],
  ])("%s", async (_what, message, code) => {
    const answers = await collectAnswer(message);
    expect(answers).toEqual([
      { jsonrpc: "2.0", id: message["id"], error: { code, message: expect.any(String) } },
    ]);
    // One line for a person: no dump, no stack.
    expect(JSON.stringify(answers)).not.toMatch(/\\n|invalid_type|\bat .*:\d+/);
  });

  function createPromptCall(args: unknown): Message {
    return createRequest(1, "prompts/get", { name: "cost_audit_report", arguments: args });
  }

  test.each([0, -1, "", "0", "text", Number.MAX_SAFE_INTEGER])("the id %j is good", async (id) => {
    expect(await collectAnswer(createRequest(id, "ping"))).toEqual([{ jsonrpc: "2.0", id, result: {} }]);
  });

  test("prompts/get without arguments takes what it presets", async () => {
    expect(await collectAnswer(createRequest(1, "prompts/get", { name: "cost_audit_report" }))).toMatchObject(
      [{ result: { messages: [{ role: "user" }] } }],
    );
  });

  test("two with one id are two answers, also when the input ends at once", async () => {
    await using server = start();
    server.send(
      ...handshake,
      createRequest(7, "tools/list"),
      createRequest(7, "prompts/list"),
      createRequest(7, "ping"),
    );
    await server.closeInput();
    await server.exited;
    const ids = messagesIn(server.stdout()).map(({ id }) => id);
    expect(ids.toSorted()).toEqual([7, 7, 7, "init"]);
  });

  test("before initialize, and a second initialize, are answered", async () => {
    await using server = start();
    server.send(createRequest(1, "tools/list"), createRequest(2, "tools/call", { name: "get_my_scope" }));
    server.send(createRequest(3, "ping"), ...handshake, ...handshake);
    await Promise.all([1, 2, 3, "init"].map((id) => server.answer(id)));
    await server.closeInput();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(messagesIn(server.stdout())).toHaveLength(5);
  });

  test("a line of nearly 10 MB is an ordinary line", async () => {
    const filler = "x".repeat(10 * megabyte - 200);
    const [answer, ...more] = await collectAnswer(
      createRequest(1, "tools/call", { name: "get_my_scope", arguments: { filler } }),
    );
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ result: { isError: true } });
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  });
});

test("10,000 requests at once: 10,000 answers", async () => {
  await using server = start();
  const ids = Array.from({ length: 10_000 }, (_, index) => index);
  const flood = ids.map((id) => {
    if (id % 20 === 0) return createRequest(id, "tools/list");
    if (id % 100 === 1)
      return createRequest(id, "tools/call", { name: "get_my_scope", arguments: { no: 1 } });
    return createRequest(id, id % 7 === 0 ? "no/such/method" : "ping");
  });
  server.send(...handshake, ...flood);
  while (server.stdout().split("\n").length <= ids.length + 1) await Bun.sleep(20);
  await server.closeInput();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  const answered = messagesIn(server.stdout()).flatMap(({ id }) => (typeof id === "number" ? [id] : []));
  expect(answered.toSorted((a, b) => a - b)).toEqual(ids);
}, 20_000);

test("half a line, then the end of input: nothing is done of it, and it ends", async () => {
  await using server = start();
  server.send(...handshake);
  await server.answer("init");
  server.write(JSON.stringify(createRequest(1, "tools/call", { name: "get_my_scope" })));
  const before = double.requests.length;
  await server.closeInput();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(messagesIn(server.stdout())).toHaveLength(1);
  expect(double.requests).toHaveLength(before);
});

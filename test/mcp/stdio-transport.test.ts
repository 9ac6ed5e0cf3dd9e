import { expect, test } from "bun:test";
import type { StdioPipes } from "../../src/mcp/stdio-pipes.ts";
import { StdioTransport } from "../../src/mcp/stdio-transport.ts";

/** A transport on pipes of the test's own. */
function transportOn(write?: StdioPipes["write"]) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const input = writable.getWriter();
  const encoder = new TextEncoder();
  const written: unknown[] = [];
  const received: unknown[] = [];
  const closed = Promise.withResolvers<void>();
  const transport = new StdioTransport({
    input: readable,
    write: write ?? (async (text) => void written.push(JSON.parse(text))),
  });
  transport.onmessage = (message) => received.push(message);
  transport.onclose = closed.resolve;
  void transport.start();
  return {
    transport,
    written,
    received,
    closed: closed.promise,
    type: (text: string) => input.write(encoder.encode(text)),
    typeBytes: (bytes: Uint8Array) => input.write(bytes),
    end: () => input.close(),
  };
}

const createPing = (id: number | string) => ({ jsonrpc: "2.0" as const, id, method: "ping" });
const writeLine = (message: unknown): string => `${JSON.stringify(message)}\n`;

test("messages come one a line, however the lines are cut, and are answered by their own ids", async () => {
  const { type, typeBytes, end, received, written, closed, transport } = transportOn();
  await type(writeLine(createPing(1)) + writeLine(createPing(2)) + writeLine(createPing(3)).slice(0, 10));
  await type(writeLine(createPing(3)).slice(10));
  const [last] = [{ ...createPing("vier"), params: { text: "Zürich €" } }];
  for (const byte of new TextEncoder().encode(writeLine(last))) await typeBytes(Uint8Array.of(byte));
  await type(`\r\n\n${JSON.stringify(createPing(5))}\r\n`);
  await type(writeLine(createPing(0)) + writeLine(createPing("")));
  for (let id = 1; id <= 7; id++) await transport.send({ jsonrpc: "2.0", id, result: {} });
  await end();
  await closed;
  expect(received).toEqual([
    createPing(1),
    createPing(2),
    createPing(3),
    { ...last, id: 4 },
    createPing(5),
    createPing(6),
    createPing(7),
  ]);
  const ids = [1, 2, 3, "vier", 5, 0, ""];
  expect(written).toEqual(ids.map((id) => ({ jsonrpc: "2.0", id, result: {} })));
});

test("a last line without its end is no message", async () => {
  const { type, end, received, closed } = transportOn();
  await type(JSON.stringify(createPing(1)));
  await end();
  await closed;
  expect(received).toEqual([]);
});

const parseError = { jsonrpc: "2.0", id: null, error: { code: -32700, message: expect.any(String) } };
const invalid = { jsonrpc: "2.0", id: null, error: { code: -32600, message: expect.any(String) } };

test.each([
  ["{not json}", parseError],
  ["undefined", parseError],
  ["\u0000", parseError],
  [JSON.stringify([createPing(1)]), invalid],
  ["null", invalid],
  ["7", invalid],
  ["{}", invalid],
  ['{"jsonrpc":"1.0","id":1,"method":"ping"}', invalid],
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', invalid],
  ['{"jsonrpc":"2.0","id":{},"method":"ping"}', invalid],
  ['{"jsonrpc":"2.0","method":7}', invalid],
  ['{"jsonrpc":"2.0","id":1}', invalid],
])("%j is answered, and the next line is read", async (text, answer) => {
  const { type, end, received, written, closed } = transportOn();
  await type(`${text}\n${writeLine({ jsonrpc: "2.0", method: "notifications/initialized" })}`);
  await end();
  await closed;
  expect(written).toEqual([answer]);
  expect(received).toHaveLength(1);
});

test.each([
  { jsonrpc: "2.0", id: 1.5, method: "ping" },
  { jsonrpc: "2.0", id: 1, method: "ping", params: [] },
  { jsonrpc: "2.0", id: "a", method: "ping", extra: true },
])("%j would never be answered by the SDK: it is refused by its id", async (request) => {
  const { type, end, received, written, closed } = transportOn();
  await type(writeLine(request));
  await end();
  await closed;
  const message =
    "Invalid request: id must be text or a whole number, params an object, and no unknown member present";
  expect(written).toEqual([{ jsonrpc: "2.0", id: request.id, error: { code: -32600, message } }]);
  expect(received).toEqual([]);
});

test("a dump of issues becomes a sentence, and the caller's fault", async () => {
  const { transport, written, type } = transportOn();
  await type(writeLine(createPing(1)) + writeLine(createPing(2)));
  const message = JSON.stringify([
    { path: ["params"], message: "Invalid input: expected object, received undefined" },
  ]);
  await transport.send({ jsonrpc: "2.0", id: 1, error: { code: -32603, message } });
  await transport.send({ jsonrpc: "2.0", id: 2, error: { code: -32603, message: "Internal error" } });
  expect(written).toMatchObject([
    { error: { code: -32602, message: "Invalid params: params: expected object, received undefined" } },
    { error: { code: -32603, message: "Internal error" } },
  ]);
});

test("a message that cannot be taken does not end the session", async () => {
  const { transport, type, end, closed } = transportOn();
  const taken: unknown[] = [];
  const errors: string[] = [];
  transport.onerror = ({ message }) => errors.push(message);
  transport.onmessage = (message) => {
    if (taken.push(message) === 1) throw new Error("too deep");
  };
  await type(writeLine({ jsonrpc: "2.0", method: "a" }) + writeLine({ jsonrpc: "2.0", method: "b" }));
  await end();
  await closed;
  expect(taken).toHaveLength(2);
  expect(errors).toEqual(["too deep"]);
});

test("two requests with one id are two answers to wait for", async () => {
  const { transport, type, end, closed, written } = transportOn();
  await type(writeLine(createPing(1)) + writeLine(createPing(1)));
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
  await end();
  const first = await Promise.race([closed.then(() => "closed"), Bun.sleep(50).then(() => "open")]);
  await transport.send({ jsonrpc: "2.0", id: 2, result: {} });
  await closed;
  expect(first).toBe("open");
  expect(written).toEqual([1, 1].map((id) => ({ jsonrpc: "2.0", id, result: {} })));
});

test.each([0, "", "a", 7])("the cancellation of %j reaches the SDK, and no answer leaves", async (id) => {
  const { transport, type, end, received, written, closed } = transportOn();
  const cancellation = (requestId: unknown) => ({
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId },
  });
  await type(
    writeLine(createPing(99)) +
      writeLine(createPing(id)) +
      writeLine(cancellation(id)) +
      writeLine(cancellation("unknown")),
  );
  await transport.send({ jsonrpc: "2.0", id: 2, result: {} });
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
  await end();
  await closed;
  expect(received).toEqual([createPing(1), createPing(2), cancellation(2)]);
  expect(written).toEqual([{ jsonrpc: "2.0", id: 99, result: {} }]);
});

test("the server's own requests count from 1 on the wire, with their cancellations and answers", async () => {
  const { transport, type, end, received, written, closed } = transportOn();
  const question = { jsonrpc: "2.0", id: 0, method: "elicitation/create", params: {} } as const;
  const cancellation = {
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId: 0 },
  } as const;
  await transport.send(question);
  await transport.send(cancellation);
  await type(writeLine({ jsonrpc: "2.0", id: 1, result: {} }));
  await type(writeLine({ jsonrpc: "2.0", id: 2, error: { code: -1, message: "no" } }));
  await end();
  await closed;
  expect(written).toEqual([
    { ...question, id: 1 },
    { ...cancellation, params: { requestId: 1 } },
  ]);
  expect(received).toEqual([
    { jsonrpc: "2.0", id: 0, result: {} },
    { jsonrpc: "2.0", id: 1, error: { code: -1, message: "no" } },
  ]);
});

test("a line beyond all measure is refused without being kept", async () => {
  const { type, end, received, written, closed } = transportOn();
  for (let megabyte = 0; megabyte < 11; megabyte++) await type("x".repeat(1024 * 1024));
  await type(`\n${writeLine({ jsonrpc: "2.0", method: "notifications/initialized" })}`);
  await end();
  await closed;
  expect(written).toEqual([parseError]);
  expect(received).toHaveLength(1);
});

test("the end of input waits for the answers that are under way", async () => {
  const { transport, type, end, closed, written } = transportOn();
  await type(writeLine(createPing(1)));
  await end();
  const first = await Promise.race([closed.then(() => "closed"), Bun.sleep(50).then(() => "open")]);
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
  await closed;
  expect(first).toBe("open");
  expect(written).toEqual([{ jsonrpc: "2.0", id: 1, result: {} }]);
});

test("when nobody reads any more, it closes once and is silent", async () => {
  const { transport, closed, type, end } = transportOn(() => Promise.reject(new Error("EPIPE")));
  let closings = 0;
  const before = transport.onclose;
  transport.onclose = () => {
    closings++;
    before?.();
  };
  await type(writeLine(createPing(1)) + writeLine(createPing(2)));
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
  await transport.send({ jsonrpc: "2.0", id: 2, result: {} });
  await closed;
  await type(writeLine(createPing(3)));
  await end();
  await Bun.sleep(10);
  expect(closings).toBe(1);
});

test("a host that does not read is not listened to, until it reads", async () => {
  const unread: (() => void)[] = [];
  const { transport, type, received } = transportOn(
    () => new Promise<void>((resolve) => unread.push(resolve)),
  );
  await type(writeLine(createPing(1)));
  while (received.length === 0) await Bun.sleep(1);
  void transport.send({ jsonrpc: "2.0", id: 1, result: { text: "x".repeat(17 * 1024 * 1024) } });
  void type(writeLine(createPing(2))); // was asked for before the answer was there
  void type(writeLine(createPing(3)));
  await Bun.sleep(20);
  expect(received.length).toBeLessThan(3);
  for (const read of unread) read();
  while (received.length < 3) await Bun.sleep(1);
});

test("what was handed over can be waited for", async () => {
  const unread: (() => void)[] = [];
  const { transport } = transportOn(() => new Promise<void>((resolve) => unread.push(resolve)));
  await transport.flush();
  void transport.send({ jsonrpc: "2.0", method: "notifications/message" });
  let isFlushed = false;
  const flushed = transport.flush().then(() => {
    isFlushed = true;
  });
  await Bun.sleep(5);
  expect(isFlushed).toBe(false);
  for (const read of unread) read();
  await flushed;
});

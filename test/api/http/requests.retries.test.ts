// Reads: what is repeated, how often and when; and what ends a request.
import { expect, test } from "bun:test";
import { createRateLimiter } from "../../../src/api/http/rate-limiter.ts";
import { failureOf, openTo, readThing, thing } from "../../support/http.ts";
import { type Responder, sendJson, serveRaw } from "../../support/raw-server.ts";

const unavailable: Responder = (response) => sendJson(response, 503, { message: "later" });
const silence: Responder = () => undefined;

/** Milliseconds from the first to the second request. */
const pauseOf = ({ arrivals }: { readonly arrivals: readonly { readonly at: number }[] }): number =>
  (arrivals[1]?.at ?? Number.NaN) - (arrivals[0]?.at ?? Number.NaN);

const passing: readonly { readonly name: string; readonly respond: Responder; readonly kind: string }[] = [
  ...[502, 503, 504].map((status) => ({
    name: `HTTP ${status}`,
    respond: (response: Parameters<Responder>[0]) => sendJson(response, status, {}),
    kind: "unavailable",
  })),
  { name: "HTTP 429", respond: (response) => sendJson(response, 429, {}), kind: "too_many_requests" },
  { name: "a reset", respond: (response) => response.socket?.resetAndDestroy(), kind: "network" },
  {
    name: "a connection that ends in the middle of the answer",
    respond: (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write('{"thing":', () => response.socket?.destroy());
    },
    kind: "network",
  },
];

// At the same time, because each waits out its retries.
test.concurrent.each([...passing])("$name is tried three times in all", async ({ respond, kind }) => {
  await using server = await serveRaw(respond);
  const error = await failureOf(readThing(openTo(server.url)));
  expect<string>(error.kind).toBe(kind);
  expect(server.arrivals).toHaveLength(3);
});

test("a fault that passes goes unnoticed", async () => {
  await using server = await serveRaw((response, index, arrival) =>
    index === 0 ? unavailable(response, index, arrival) : sendJson(response, 200, thing),
  );
  expect(await readThing(openTo(server.url))).toEqual(thing);
  expect(server.arrivals).toHaveLength(2);
});

const inASecond = new Date("2026-11-22T09:30:01Z").toUTCString();
const serverTime = new Date("2026-11-22T09:30:00Z").toUTCString();

test.concurrent.each([
  ["seconds", { "retry-after": "1" }],
  ["a date, against the API's own clock", { "retry-after": inASecond, date: serverTime }],
  ["a date that is past: a second all the same", { "retry-after": serverTime, date: inASecond }],
])("Retry-After in %s is waited out", async (_, headers) => {
  await using server = await serveRaw((response, index) =>
    index === 0 ? sendJson(response, 429, {}, headers) : sendJson(response, 200, thing),
  );
  expect(await readThing(openTo(server.url))).toEqual(thing);
  expect(pauseOf(server)).toBeGreaterThanOrEqual(990);
});

test("a Retry-After beyond the call's time is told at once", async () => {
  await using server = await serveRaw((response) => sendJson(response, 429, {}, { "retry-after": "3600" }));
  const { kind, facts } = await failureOf(readThing(openTo(server.url)));
  expect({ kind, seconds: facts.retryAfterSeconds }).toEqual({ kind: "too_many_requests", seconds: 3600 });
  expect(server.arrivals).toHaveLength(1);
});

test.each([[{}], [{ "retry-after": "soon" }]])("429 with %j names no time", async (headers) => {
  await using server = await serveRaw((response) => sendJson(response, 429, {}, headers));
  const { facts } = await failureOf(readThing(openTo(server.url, { timeLimitMs: 1_000 })));
  expect(facts).not.toHaveProperty("retryAfterSeconds");
});

test("no retry that could not be answered in time", async () => {
  await using server = await serveRaw(unavailable);
  const { kind } = await failureOf(readThing(openTo(server.url, { timeLimitMs: 1_000 })));
  expect(kind).toBe("unavailable");
  expect(server.arrivals).toHaveLength(1);
});

test.each<[string, Responder]>([
  ["no answer", silence],
  [
    "an answer that never ends",
    (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write('{"thing":');
    },
  ],
])("%s ends with the call's time", async (_, respond) => {
  await using server = await serveRaw(respond);
  const { kind } = await failureOf(readThing(openTo(server.url, { timeLimitMs: 200 })));
  expect(kind).toBe("timeout");
  expect(server.arrivals).toHaveLength(1);
});

test("nobody listens", async () => {
  const server = await serveRaw(silence);
  await server[Symbol.asyncDispose]();
  const { kind, facts } = await failureOf(readThing(openTo(server.url)));
  expect(kind).toBe("network");
  expect(facts.detail).not.toContain("127.0.0.1");
  expect(facts).not.toHaveProperty("isOutcomeUnknown");
});

test("cancelling closes the connection", async () => {
  const arrived = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await using server = await serveRaw((response) => {
    response.on("close", closed.resolve);
    arrived.resolve();
  });
  const controller = new AbortController();
  const failure = failureOf(readThing(openTo(server.url, { signal: controller.signal })));
  await arrived.promise;
  controller.abort("no longer wanted"); // the SDK aborts with the client's text
  expect((await failure).facts.detail).toBe("The call was cancelled");
  await closed.promise;
  expect(server.arrivals).toHaveLength(1);
});

test("cancelling ends the wait before a retry", async () => {
  const arrived = Promise.withResolvers<void>();
  await using server = await serveRaw((response) => {
    sendJson(response, 429, {}, { "retry-after": "10" });
    arrived.resolve();
  });
  const controller = new AbortController();
  const failure = failureOf(readThing(openTo(server.url, { signal: controller.signal })));
  await arrived.promise;
  await Bun.sleep(50);
  controller.abort();
  expect((await failure).facts.detail).toBe("The call was cancelled");
  expect(server.arrivals).toHaveLength(1);
});

test("the limiter pays for every request that leaves, and says when the next one may", async () => {
  await using server = await serveRaw(unavailable);
  const limiter = createRateLimiter(2);
  const { kind, facts } = await failureOf(readThing(openTo(server.url, { settings: { limiter } })));
  // The third attempt would have had to wait for a minute.
  expect({ kind, isLocalLimit: facts.isLocalLimit }).toEqual({
    kind: "too_many_requests",
    isLocalLimit: true,
  });
  expect(facts.retryAfterSeconds).toBeWithin(55, 62);
  expect(server.arrivals).toHaveLength(2);
});

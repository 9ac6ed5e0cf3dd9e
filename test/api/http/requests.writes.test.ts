// Writes leave once, whatever happens; and where the outcome is not known, the error says so.
import { describe, expect, test } from "bun:test";
import { failureOf, openTo, readThing, thing } from "../../support/http.ts";
import { type Responder, sendJson, serveRaw } from "../../support/raw-server.ts";

interface Case {
  readonly name: string;
  readonly respond: Responder;
  readonly isOutcomeUnknown: boolean;
  /** Left out: the usual one, which would leave time for a repetition. */
  readonly timeLimitMs?: number;
}

const createStatusCase = (status: number, isOutcomeUnknown: boolean): Case => ({
  name: `HTTP ${status}`,
  respond: (response) => sendJson(response, status, {}, { "retry-after": "1" }),
  isOutcomeUnknown,
});

const cases: readonly Case[] = [
  ...[400, 401, 403, 404, 409, 422, 429].map((status) => createStatusCase(status, false)),
  ...[408, 500, 502, 503, 504].map((status) => createStatusCase(status, true)),
  { name: "a reset", respond: (response) => response.socket?.resetAndDestroy(), isOutcomeUnknown: true },
  {
    name: "an answer that breaks off",
    respond: (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write('{"thing":', () => response.socket?.destroy());
    },
    isOutcomeUnknown: true,
  },
  { name: "no answer", respond: () => undefined, isOutcomeUnknown: true, timeLimitMs: 300 },
  { name: "an empty answer", respond: (response) => response.end(), isOutcomeUnknown: true },
  { name: "a web page", respond: (response) => response.end("<html>"), isOutcomeUnknown: true },
  {
    name: "an answer of another form",
    respond: (response) => sendJson(response, 200, { other: 1 }),
    isOutcomeUnknown: true,
  },
  {
    name: "a redirect",
    respond: (response) => response.writeHead(307, { location: "/elsewhere" }).end(),
    isOutcomeUnknown: false,
  },
  {
    name: "a redirect to what has become of it",
    respond: (response) => response.writeHead(303, { location: "/elsewhere" }).end(),
    isOutcomeUnknown: true,
  },
];

describe.each(["POST", "PUT", "PATCH"] as const)("%s", (method) => {
  const write = (url: string, timeLimitMs?: number) =>
    readThing(openTo(url, timeLimitMs === undefined ? {} : { timeLimitMs }), {
      method,
      body: { label: "once" },
    });

  test.each([...cases])("$name: sent once", async ({ respond, isOutcomeUnknown, timeLimitMs }) => {
    await using server = await serveRaw(respond);
    const { facts } = await failureOf(write(server.url, timeLimitMs));
    expect(server.arrivals.map((arrival) => arrival.method)).toEqual([method]);
    expect(facts.isOutcomeUnknown ?? false).toBe(isOutcomeUnknown);
  });

  test("a kept connection that dies with the request: sent once", async () => {
    await using server = await serveRaw((response, _, arrival) => {
      if (arrival.method === "GET") sendJson(response, 200, thing);
      else response.socket?.destroy();
    });
    // Two reads leave a connection open that the write could use.
    const request = openTo(server.url);
    await readThing(request);
    await readThing(request);
    const { facts } = await failureOf(write(server.url));
    expect(server.arrivals.map((arrival) => arrival.method)).toEqual(["GET", "GET", method]);
    expect(facts.isOutcomeUnknown).toBe(true);
  });

  test("cancelled on its way: its answer still counts", async () => {
    const host = new AbortController();
    await using server = await serveRaw((response) => {
      host.abort();
      setTimeout(() => sendJson(response, 200, thing), 100);
    });
    expect(await readThing(openTo(server.url, { signal: host.signal }), { method, body: {} })).toEqual(thing);
  });

  test("cancelled before it left: not sent", async () => {
    await using server = await serveRaw((response) => sendJson(response, 200, thing));
    const signal = AbortSignal.abort("no longer wanted");
    const { facts } = await failureOf(readThing(openTo(server.url, { signal }), { method, body: {} }));
    expect(facts.detail).toBe("The call was cancelled");
    expect(server.arrivals).toEqual([]);
  });

  test("nobody listens: nothing was changed", async () => {
    const server = await serveRaw(() => undefined);
    await server[Symbol.asyncDispose]();
    const { kind, facts } = await failureOf(write(server.url));
    expect(kind).toBe("network");
    expect(facts).not.toHaveProperty("isOutcomeUnknown");
  });
});

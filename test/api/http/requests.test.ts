import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { path } from "../../../src/api/http/path.ts";
import { failureOf, openTo, readThing, Thing, thing, thingPath } from "../../support/http.ts";
import { type Responder, sendJson, serveRaw } from "../../support/raw-server.ts";

const answersThing: Responder = (response) => sendJson(response, 200, thing);

test("what is sent", async () => {
  await using server = await serveRaw(answersThing);
  const request = openTo(server.url);
  expect(await readThing(request, { query: { period: "7d", page: 2, left: undefined } })).toEqual(thing);
  await readThing(request, { method: "POST", body: { label: "über" } });
  await readThing(request, { isAnonymous: true });
  expect(
    server.arrivals.map(({ method, url, body, headers }) => ({
      line: `${method} ${url}`,
      body,
      authorization: headers.authorization,
      agent: headers["user-agent"],
      accept: headers.accept,
      type: headers["content-type"],
    })),
  ).toEqual([
    { ...usual, line: "GET /api/v1/thing?period=7d&page=2", body: "", type: undefined },
    { ...usual, line: "POST /api/v1/thing", body: '{"label":"über"}', type: "application/json" },
    { ...usual, line: "GET /api/v1/thing", body: "", type: undefined, authorization: undefined },
  ]);
});

const usual = {
  authorization: "Bearer vk-of-the-test",
  agent: "alephant-mcp/test",
  accept: "application/json",
};

test("a value in a path is one segment, whatever it holds", async () => {
  await using server = await serveRaw(answersThing);
  await openTo(server.url)(path`/api/v1/agents/${"a/../b?c=d#e%2F é"}/analytics`, Thing);
  expect(server.arrivals[0]?.url).toBe("/api/v1/agents/a%2F..%2Fb%3Fc%3Dd%23e%252F%20%C3%A9/analytics");
});

test.each(["", ".", ".."])("%j is no segment", (id) => {
  expect(() => path`/api/v1/agents/${id}`).toThrow("an id may not be empty, . or ..");
});

test("gzip is understood", async () => {
  await using server = await serveRaw((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(JSON.stringify(thing)));
  });
  expect(await readThing(openTo(server.url))).toEqual(thing);
});

test("characters that are cut between two packets arrive whole", async () => {
  const bytes = Buffer.from(JSON.stringify({ thing: "Zürich €" }));
  await using server = await serveRaw(async (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    for (const byte of bytes) {
      response.write(Buffer.of(byte));
      await Bun.sleep(1);
    }
    response.end();
  });
  expect(await readThing(openTo(server.url))).toEqual({ thing: "Zürich €" });
});

test.each([
  [400, "invalid_request"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "conflict"],
  [422, "invalid_request"],
  [500, "server_error"],
  [501, "server_error"],
] as const)("HTTP %d is %s, and is not repeated", async (status, kind) => {
  await using server = await serveRaw((response) => sendJson(response, status, { message: "No." }));
  const error = await failureOf(readThing(openTo(server.url)));
  expect(error.kind).toBe(kind);
  expect(error.facts).toEqual({
    request: "GET /api/v1/thing",
    status,
    detail: "The API says: No.",
    // The route names nothing that could be unknown.
    ...(status === 404 ? { isRouteMissing: true } : {}),
  });
  expect(server.arrivals).toHaveLength(1);
});

test.each([
  [{ code: "TIER_FEATURE_DISABLED", message: "Not in your plan" }, "plan"],
  [{ code: 40300, message: "This token lacks the required scope: write" }, "scope"],
  [{ code: 40301, message: "This token belongs to another workspace" }, "workspace"],
  [{ message: "no" }, undefined],
] as const)("403 with %j: %s", async (body, forbiddenReason) => {
  await using server = await serveRaw((response) => sendJson(response, 403, body));
  const { facts } = await failureOf(readThing(openTo(server.url)));
  expect(facts.forbiddenReason).toBe(forbiddenReason);
});

const detail = "The API says: Not this way";

test.each([
  [
    { code: 40010, message: "Not this way" },
    { code: "40010", detail },
  ],
  [{ error: { code: "BAD", message: "Not this way" } }, { code: "BAD", detail }],
  [
    { code: 40010, error: "Not this way" },
    { code: "40010", detail },
  ],
  [{ message: "Not\u001b[2J\nthis\u202e way" }, { detail }],
  [{ message: "" }, {}],
  [{ message: { text: "x" } }, {}],
  [["Not this way"], {}],
  ["Not this way", {}],
])("the API's own words out of %j", async (body, expected) => {
  await using server = await serveRaw((response) => sendJson(response, 400, body));
  const { facts } = await failureOf(readThing(openTo(server.url)));
  expect(facts).toEqual({ request: "GET /api/v1/thing", status: 400, ...expected });
});

test("the API's own words are cut to 300 characters", async () => {
  await using server = await serveRaw((response) => sendJson(response, 400, { message: "n".repeat(5000) }));
  const { facts } = await failureOf(readThing(openTo(server.url)));
  expect(facts.detail).toBe(`The API says: ${"n".repeat(299)}…`);
});

const unusable: readonly { readonly name: string; readonly respond: Responder; readonly detail: string }[] = [
  {
    name: "cut JSON",
    respond: (response) => response.end('{"thing":"he'),
    detail: "The body is not valid JSON",
  },
  { name: "no body", respond: (response) => response.writeHead(204).end(), detail: "The body is empty" },
  {
    name: "a web page",
    respond: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
    detail:
      "A web page came back instead of JSON: ALEPHANT_API_BASE_URL does not look like the API's address",
  },
  {
    name: "a failure inside HTTP 200",
    respond: (response) => sendJson(response, 200, { code: 50001, message: "collector failed", data: null }),
    detail: "The body reports failure 50001: collector failed",
  },
  {
    name: "another answer than this one",
    respond: (response) => sendJson(response, 200, { data: { thing: 7 } }),
    detail: "thing: Invalid type: Expected string but received 7",
  },
  {
    name: "more than 16 MiB, packed small",
    respond: (response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify({ thing: "x".repeat(16 * 1024 * 1024) })));
    },
    detail: "The body is larger than 16 MiB",
  },
  {
    name: "brackets without end",
    respond: (response) => response.end("[".repeat(500_000)),
    detail: "The body is not valid JSON",
  },
];

test.each([...unusable])("$name is an unexpected response", async ({ respond, detail }) => {
  await using server = await serveRaw(respond);
  const error = await failureOf(readThing(openTo(server.url)));
  expect(error).toMatchObject({ kind: "unexpected_response", facts: { detail } });
  expect(server.arrivals).toHaveLength(1);
});

test("an answer without body is one where it is expected", async () => {
  await using server = await serveRaw((response) => response.writeHead(204).end());
  const request = openTo(server.url);
  expect(await request(thingPath, v.null(), { method: "POST", acceptsEmptyAnswer: true })).toBeNull();
});

test.each([301, 302, 307, 308])("HTTP %d to the same or another origin is not followed", async (status) => {
  await using other = await serveRaw(answersThing);
  await using server = await serveRaw((response, index) => {
    const location = index === 0 ? `${other.url}/api/v1/thing?key=secret` : "/api/v2/thing";
    response.writeHead(status, { location }).end();
  });
  const elsewhere = await failureOf(readThing(openTo(server.url)));
  expect(elsewhere.facts.detail).toContain(`The API redirects to ${other.url}; credentials are not carried`);
  const here = await failureOf(readThing(openTo(server.url)));
  expect(here.facts.detail).toContain(`The API redirects to ${server.url};`);
  expect([server.arrivals.length, other.arrivals.length]).toEqual([2, 0]);
});

test("where reads are shared, one address is asked once, and each reader checks the answer for itself", async () => {
  await using server = await serveRaw(answersThing);
  const request = openTo(server.url, { sharesReads: true });
  const stopped = AbortSignal.abort();
  expect(
    await Promise.all([readThing(request), readThing(request), readThing(request, { signal: stopped })]),
  ).toEqual([thing, thing, thing]);
  await readThing(request, { query: { page: 2 } });
  expect((await failureOf(request(thingPath, v.object({ other: v.string() })))).kind).toBe(
    "unexpected_response",
  );
  await readThing(request, { method: "POST" });
  await readThing(request, { method: "POST" });
  const arrived = server.arrivals.map(({ method, url }) => `${method} ${url}`);
  expect(arrived.sort()).toEqual([
    "GET /api/v1/thing",
    "GET /api/v1/thing?page=2",
    "POST /api/v1/thing",
    "POST /api/v1/thing",
  ]);
});

import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { rowsIn } from "../support/workspace.ts";

const name = "get_my_recent_requests";

test("the newest requests", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { limit: 3 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    requests: ["created_at","model","provider","status","input_tokens","output_tokens","cost_usd","latency_ms","id"]
      ["2026-11-22T08:58:10Z","gpt-4o","openai","success",8796,1445,0.04,984,"9c9dde8b-122d-4dfe-a14e-34c32d5c64aa"]
      ["2026-11-22T08:57:45Z","gpt-4o","openai","success",5540,910,0.03,621,"5907fa1c-4783-4480-a558-3d616eaf7362"]
      ["2026-11-22T08:49:51Z","claude-3-5-haiku","anthropic","success",7590,1177,0.01,791,"04785577-f5d0-4bda-a1b0-4d6ef549fe7b"]
    returned: 3
    total: 10963
    next_offset: 3
    of_returned: {"failed":0,"cost_usd":0.08,"tokens":25458,"slowest_ms":984}
    source: "cockpit/recent-requests (live)"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/recent-requests?limit=3&offset=0",
    "GET /api/v1/cockpit/scope",
  ]);
});

test("twenty by default, newest first, as many as the key made in 30 days", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const own = world.requestsBetween(new Date("2026-10-24T00:00:00Z"), new Date("2026-11-23T00:00:00Z"));
  const ofKey = own.filter(({ keyId }) => keyId === world.planted.supportBot.keyId);
  const newest = ofKey.toReversed().slice(0, 20);
  expect(structured).toMatchObject({
    returned: 20,
    total: ofKey.length,
    next_offset: 20,
    of_returned: {
      tokens: newest.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
      slowest_ms: Math.max(...newest.map(({ latencyMsSum }) => latencyMsSum)),
      failed: newest.reduce((sum, { failedRequests }) => sum + failedRequests, 0),
    },
  });
});

test("a request that cost less than half a cent is no free one", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { limit: 100 });
  const free = rowsIn(structured, "requests").filter((row) => row["cost_usd"] === 0);
  expect(free.length).toBeGreaterThan(0);
  expect(structured["warnings"]).toEqual([
    `${free.length} of these requests show a cost of 0: the API rounds to cents, so each cost nothing or less than half a cent, and of_returned.cost_usd is no exact sum.`,
  ]);
});

test("fractions of a cent, where the API sends them, are kept", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/recent-requests",
    effect: {
      kind: "status",
      status: 200,
      body: {
        degraded: false,
        data: [0.42, 3].map((cents) => ({ tokens_in: 10, tokens_out: 2, cost_cents: cents })),
      },
    },
  });
  const { structured } = await connection.call(name);
  expect(rowsIn(structured, "requests")).toMatchObject([{ cost_usd: 0.0042 }, { cost_usd: 0.03 }]);
  expect(structured["warnings"]).toEqual([]);
});

test("the last page has no next one", async () => {
  await using connection = await connect("vk");
  const first = await connection.call(name, { limit: 1 });
  const total = Number(first.structured["total"]);
  const { structured } = await connection.call(name, { limit: 10, offset: total - 4 });
  expect(structured).toMatchObject({ returned: 4, total, next_offset: null });
  const beyond = await connection.call(name, { limit: 10, offset: total + 5 });
  expect(beyond.structured).toMatchObject({ returned: 0, total, next_offset: null });
});

test("the placeholder of older deployments is not an empty list of requests", async () => {
  await using connection = await connect("vk", { switches: { recentRequests: "placeholder" } });
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    requests: []
    returned: 0
    total: null
    next_offset: null
    of_returned: {"failed":null,"cost_usd":null,"tokens":null,"slowest_ms":null}
    source: "cockpit/recent-requests (cache)"
    warnings: ["Alephant marked this answer as degraded (\\"Recent requests are not available yet\\"): its data source was not available, and figures it sent as 0 or left out are unknown, not zero.","Recent requests are not available here; that does not mean that there were none."]"
  `);
});

test.each([
  [{ limit: 0 }, "limit must be at least 1, not 0."],
  [{ limit: 101 }, "limit must be at most 100, not 101."],
  [{ limit: 2.5 }, "limit must be a whole number, not 2.5."],
  [{ offset: -1 }, "offset must be at least 0, not -1."],
  [{ limit: "" }, 'limit must be of type number, not "".'],
  [{ limit: true }, "limit must be of type number, not true."],
  [{ limit: [5] }, "limit must be of type number, not Array."],
  [{ offsett: 5 }, 'Unknown argument "offsett". Did you mean offset? Valid: limit, offset.'],
])("%j is refused before any request", async (args, explanation) => {
  await using connection = await connect("vk");
  const { isError, text } = await connection.call(name, args);
  expect({ isError, text }).toEqual({
    isError: true,
    text: `${name} failed. ${explanation} No request was sent.`,
  });
  expect(connection.double.requests).toEqual([]);
});

test("digits in text count as the number", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { limit: "2", offset: "1" });
  expect(structured).toMatchObject({ returned: 2, next_offset: 3 });
});

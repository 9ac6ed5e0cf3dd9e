import { expect, test } from "bun:test";
import { type ApiDouble, credentials } from "../api-double/server.ts";
import { type CallOutcome, connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";

const name = "check_alephant_connection";

/** Address and latency differ from run to run. */
const withoutChance = ({ structured }: CallOutcome, { url }: ApiDouble): string =>
  outline(structured)
    .replaceAll(url, "http://api.test")
    .replaceAll(/"latency_ms":\d+/g, '"latency_ms":0');

test("a working connection", async () => {
  await using connection = await connect("vk");
  const outcome = await connection.call(name);
  expect(withoutChance(outcome, connection.double)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    ok: true
    mode: "vk"
    credential: "accepted"
    base_url: "http://api.test"
    api_version: "1.4.2"
    api_status: "healthy"
    probes: [{"route":"/api/v1/cockpit/health","ok":true,"latency_ms":0},{"route":"/api/v1/cockpit/scope","ok":true,"latency_ms":0}]
    problems: []
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/health",
    "GET /api/v1/cockpit/scope",
  ]);
});

test("the health route gets no credential", async () => {
  await using connection = await connect("vk");
  await connection.call(name);
  const [health, scope] = connection.double.requests.toSorted((a, b) => a.path.localeCompare(b.path));
  expect(health?.headers).not.toHaveProperty("authorization");
  expect(scope?.headers).toMatchObject({ authorization: `Bearer ${credentials.virtualKey}` });
  expect(scope?.headers).not.toHaveProperty("x-workspace-id");
});

test.each([
  credentials.revokedVirtualKey,
  credentials.disabledVirtualKey,
  credentials.expiredVirtualKey,
  "vk-never-existed",
])("health is well, and the key %p is refused", async (key) => {
  await using connection = await connect(key);
  const outcome = await connection.call(name);
  expect(outcome.structured).toMatchObject({ ok: false, credential: "refused", api_status: "healthy" });
});

test("what to do about a refused key", async () => {
  await using connection = await connect(credentials.revokedVirtualKey);
  expect(withoutChance(await connection.call(name), connection.double)).toMatchInlineSnapshot(`
    "speaks_for: "one virtual key"
    as_of: "2026-11-22T09:30:00Z"
    ok: false
    mode: "vk"
    credential: "refused"
    base_url: "http://api.test"
    api_version: "1.4.2"
    api_status: "healthy"
    probes: [{"route":"/api/v1/cockpit/health","ok":true,"latency_ms":0},{"route":"/api/v1/cockpit/scope","ok":false,"latency_ms":0}]
    problems: [{"what":"Alephant did not accept the credential (HTTP 401): GET /api/v1/cockpit/scope. The API says: authentication failed.","fix":"The virtual key may be wrong, disabled, expired or revoked, or belong to another deployment. Check ALEPHANT_VIRTUAL_KEY (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it."}]
    warnings: ["Whom the key speaks for could not be read."]"
  `);
});

test("nobody listens", async () => {
  await using connection = await connect("vk");
  await connection.double.stop();
  const { isError, structured } = await connection.call(name);
  expect(isError).toBe(false);
  expect(structured).toMatchObject({
    ok: false,
    credential: "unknown",
    api_status: null,
    probes: [{ ok: false }, { ok: false }],
    // Two routes, one problem.
    problems: [{ what: expect.stringContaining("could not be reached"), fix: expect.any(String) }],
  });
});

test("a base URL that leads to a web page", async () => {
  await using connection = await connect("vk");
  connection.double.fault({ effect: { kind: "html" } });
  expect(withoutChance(await connection.call(name), connection.double)).toMatchInlineSnapshot(`
    "speaks_for: "one virtual key"
    as_of: "2026-11-22T09:30:00Z"
    ok: false
    mode: "vk"
    credential: "unknown"
    base_url: "http://api.test"
    api_version: null
    api_status: null
    probes: [{"route":"/api/v1/cockpit/health","ok":false,"latency_ms":0},{"route":"/api/v1/cockpit/scope","ok":false,"latency_ms":0}]
    problems: [{"what":"The answer is not what the Alephant API sends (HTTP 200): GET /api/v1/cockpit/health. A web page came back instead of JSON: ALEPHANT_API_BASE_URL does not look like the API's address.","fix":"Check that ALEPHANT_API_BASE_URL is the API's address (for example https://alephant.io). If it is, this deployment's API differs from the documented one; no figure was guessed."}]
    warnings: ["Whom the key speaks for could not be read."]"
  `);
});

test("an API that reports itself unhealthy is a warning: the key was accepted", async () => {
  await using connection = await connect("vk", { switches: { degraded: true } });
  expect(withoutChance(await connection.call(name), connection.double)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    ok: true
    mode: "vk"
    credential: "accepted"
    base_url: "http://api.test"
    api_version: "1.4.2"
    api_status: "unhealthy"
    probes: [{"route":"/api/v1/cockpit/health","ok":true,"latency_ms":0},{"route":"/api/v1/cockpit/scope","ok":true,"latency_ms":0}]
    problems: []
    warnings: ["Alephant marked this answer as degraded (\\"Analytics temporarily unavailable\\"): its data source was not available, and figures it sent as 0 or left out are unknown, not zero.","Alephant reports itself unhealthy: collector down (6000 ms), database up (6 ms). Figures may be missing or late."]"
  `);
});

test("components in another form, and with names to harm a terminal, are no reason to call the API unreachable", async () => {
  await using connection = await connect("vk");
  const components = { redis: "up", "\u001b[2Jqueue\n": { status: "slow", latencyMs: 5 }, none: null };
  const body = { status: "impaired", version: "1.4.2", components };
  connection.double.fault({ path: "/api/v1/cockpit/health", effect: { kind: "status", status: 200, body } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    ok: true,
    warnings: [
      "Alephant reports itself impaired: redis unknown, queue slow (5 ms), none unknown. Figures may be missing or late.",
    ],
  });
});

test("there are no arguments", async () => {
  await using connection = await connect("vk");
  const { isError, text } = await connection.call(name, { verbose: true });
  expect({ isError, text }).toMatchInlineSnapshot(`
    {
      "isError": true,
      "text": "check_alephant_connection failed. Unknown argument "verbose". There are no arguments. No request was sent.",
    }
  `);
  expect(connection.double.requests).toEqual([]);
});

// No token in anything that leaves the process: neither in an answer nor on stderr, whatever goes wrong.
import { expect, test } from "bun:test";
import { type ApiDouble, type Fault, type FaultEffect, startApiDouble } from "../api-double/server.ts";
import { environmentFor } from "../support/connect.ts";
import { handshake, type Message, programs, spawnRaw, toolCall } from "../support/spawn.ts";

/** In the platform's form, and one that only its owner would know for a credential. */
const tokens = ["vk-live-1f0c9d7e5a3b4c2d8e6f7a9b0c1d2e3f", `opaque.${"Zq7".repeat(40)}`] as const;
/** As much of a token as nobody may see: more is shown only of a key's public prefix. */
const telling = 20;

const program = programs[0];

interface Session {
  readonly environment: Readonly<Record<string, string>>;
  readonly messages: readonly Message[];
}

/** Everything that the server printed. */
async function recordSession({ environment, messages }: Session): Promise<string> {
  if (program === undefined) throw new Error("There is nothing to start.");
  await using server = spawnRaw(program, { environment });
  const ids = messages.flatMap(({ id }) => (typeof id === "number" ? [id] : []));
  try {
    server.send(...handshake, ...messages);
    await Promise.all(ids.map((id) => server.answer(id)));
  } catch {
    // It refused to start: what it printed is what is looked at.
  }
  await server.closeInput();
  await server.exited;
  return server.stdout() + server.stderr();
}

function expectNoToken(printed: string, token: string): void {
  expect(printed.length).toBeGreaterThan(0);
  expect(printed).not.toContain(token.slice(0, telling));
  expect(printed).not.toContain(token.slice(-telling));
}

const everyTool = [
  toolCall(1, "check_alephant_connection"),
  toolCall(2, "get_usage_summary"),
  toolCall(3, "get_my_scope"),
  toolCall(4, "list_available_models"),
];

const effects: readonly { readonly name: string; readonly effect: (token: string) => FaultEffect }[] = [
  ...[400, 401, 403, 404, 422, 500].map((status) => ({
    name: `HTTP ${status} that repeats it`,
    effect: (token: string): FaultEffect => ({
      kind: "status",
      status,
      body: { code: `BAD_${token}`, message: `Bearer ${token} ${"is not good. ".repeat(30)}` },
      headers: { "x-echo": token },
    }),
  })),
  {
    name: "an error that repeats it where words are cut",
    effect: (token) => ({
      kind: "status",
      status: 500,
      body: { error: { message: `${"x".repeat(300 - telling - 2)} ${token}` } },
    }),
  },
  {
    name: "a failure inside HTTP 200",
    effect: (token) => ({ kind: "nonzero_code", message: `no: ${token}` }),
  },
  {
    name: "a web page with it",
    effect: (token) => ({
      kind: "custom",
      respond: () => ({ status: 200, headers: { "content-type": "text/html" }, body: `<p>${token}</p>` }),
    }),
  },
  {
    name: "a redirect to an address with it",
    effect: (token) => ({ kind: "redirect", to: `http://other.test/${token}?key=${token}` }),
  },
  {
    name: "an answer with it for a name",
    effect: (token) => ({
      kind: "status",
      status: 200,
      body: {
        [token]: 1,
        virtual_key: { label: token, id: token },
        entity: { name: `of ${token}`, type: "agent" },
      },
    }),
  },
  { name: "a body that ends early", effect: () => ({ kind: "truncated_json" }) },
];

async function withDouble(
  faults: readonly Fault[],
  use: (double: ApiDouble) => Promise<void>,
): Promise<void> {
  const double = await startApiDouble();
  for (const fault of faults) double.fault(fault);
  try {
    await use(double);
  } finally {
    await double.stop();
  }
}

test.each(effects)("$name", async ({ effect }) => {
  for (const token of tokens) {
    await withDouble([{ effect: effect(token) }], async ({ url }) => {
      const printed = await recordSession({ environment: environmentFor(token, url), messages: everyTool });
      expect(everyTool.every(({ id }) => printed.includes(`"id":${id}`))).toBe(true);
      expectNoToken(printed, token);
    });
  }
});

test("nobody listens", async () => {
  const [token] = tokens;
  const environment = environmentFor(token, "http://127.0.0.1:9");
  expectNoToken(await recordSession({ environment, messages: everyTool }), token);
});

test.each([...tokens])("it comes back from the host: %s", async (token) => {
  await withDouble([], async ({ url }) => {
    const messages: Message[] = [
      toolCall(1, "get_usage_summary", { period: token }),
      toolCall(2, "get_usage_summary", { [token]: 1 }),
      toolCall(3, token),
      toolCall(4, "list_available_models", { search: token.repeat(5) }),
      { jsonrpc: "2.0", id: 5, method: "prompts/get", params: { name: token } },
      {
        jsonrpc: "2.0",
        id: 6,
        method: "prompts/get",
        params: { name: "cost_audit_report", arguments: { period: token } },
      },
      { jsonrpc: "2.0", id: 7, method: token },
      { jsonrpc: "2.0", id: 8, method: "tools/call", params: { name: { token } } },
      { jsonrpc: "1.0", id: null, method: token },
    ];
    expectNoToken(await recordSession({ environment: environmentFor(token, url), messages }), token);
  });
});

const [token] = tokens;
const pat = "pat_admin_0123456789abcdef0123456789abcdef";

test.each<Readonly<Record<string, string>>>([
  { ALEPHANT_API_BASE_URL: token },
  { ALEPHANT_API_BASE_URL: `https://${token}@alephant.test` },
  { ALEPHANT_API_BASE_URL: `https://alephant.test/?key=${token}` },
  { ALEPHANT_API_BASE_URL: `https://alephant.test/${token}` },
  { ALEPHANT_API_BASE_URL: `http://${token}.test` },
  { ALEPHANT_WORKSPACE_ID: token, ALEPHANT_PAT: pat },
  { ALEPHANT_PAT: token },
  { ALEPHANT_VIRTUAL_KEY: pat },
  { ALEPHANT_VIRTUAL_KEY: `${token}\r\nX-Injected: 1` },
  { ALEPHANT_RATE_LIMIT_RPM: token },
])("it stands in the wrong place: %j", async (wrong) => {
  const environment = {
    ...environmentFor("vk", "https://alephant.test"),
    ALEPHANT_VIRTUAL_KEY: token,
    ...wrong,
  };
  const printed = await recordSession({ environment, messages: [] });
  expectNoToken(printed, token);
  expectNoToken(printed, pat);
});

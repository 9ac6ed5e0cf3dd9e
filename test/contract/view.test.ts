// Pages inside the chat, by the built programs: what a client is told that shows them, and that nobody else is told anything.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type CallToolResult, CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { loadViewPage } from "../../src/mcp/view-page.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor, showsPages } from "../support/connect.ts";
import {
  handshake,
  type Message,
  type Program,
  programs,
  spawnClient,
  spawnRaw,
  theBinary,
  toolCall,
} from "../support/spawn.ts";

setDefaultTimeout(60_000);

const pageUri = "ui://alephant/chart.html";
const pageType = "text/html;profile=mcp-app";
const [, initialized] = handshake;

const createInitialize = (id: string, capabilities: Message): Message => ({
  jsonrpc: "2.0",
  id,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities, clientInfo: { name: "test", version: "0" } },
});
const createRequest = (id: string, method: string, params: Message = {}): Message => ({
  jsonrpc: "2.0",
  ...{ id, method, params },
});

const now = new Date();
const double = await useApiDouble({ now: () => now });

const environmentOf = (more: Readonly<Record<string, string>> = {}) => ({
  ...environmentFor("manager", double.url),
  ...more,
});

const asked = [
  createRequest("tools", "tools/list"),
  createRequest("prompts", "prompts/list"),
  createRequest("resources", "resources/list"),
  createRequest("templates", "resources/templates/list"),
  createRequest("page", "resources/read", { uri: pageUri }),
  createRequest("odd", "resources/read", { uri: 5 }),
];

/** The answers as they were written, by id; of a call without the second at which it was made. */
async function collectAnswers(
  program: Program,
  openings: readonly Message[],
  environment = environmentOf(),
): Promise<string[]> {
  await using server = spawnRaw(program, { environment });
  for (const opening of openings) {
    server.send(opening);
    await server.answer(String(opening["id"]));
  }
  if (initialized !== undefined) server.send(initialized);
  server.send(...asked, toolCall(1, "get_daily_costs"));
  for (const { id } of asked) await server.answer(String(id));
  await server.answer(1);
  const lines = server.stdout().trim().split("\n");
  return lines.map((line) => line.replaceAll(/as_of\\?":\\?"[^"\\]+/g, "as_of")).sort();
}

describe.each([...programs])("$name", (program) => {
  test("whoever does not declare the extension is told nothing of it, byte for byte", async () => {
    const plain = await collectAnswers(program, [createInitialize("init", {})]);
    const text = plain.join("\n");
    for (const word of ["_meta", "ui://", "extensions", '"resources":']) expect(text).not.toContain(word);
    const [noMethod] = plain.filter((line) => line.includes('"id":"resources"'));
    expect(JSON.parse(noMethod ?? "")).toEqual({
      jsonrpc: "2.0",
      id: "resources",
      error: { code: -32601, message: "Method not found" },
    });
    const otherTypes = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html"] } } };
    expect(await collectAnswers(program, [createInitialize("init", otherTypes)])).toEqual(plain);
    const switchedOff = environmentOf({ ALEPHANT_UI: "off" });
    expect(await collectAnswers(program, [createInitialize("init", showsPages)], switchedOff)).toEqual(plain);
  });

  test("whoever declares it gets the page, and beside each result what the page draws", async () => {
    await using plain = await spawnClient(program, { environment: environmentOf() });
    await using server = await spawnClient(program, {
      environment: environmentOf(),
      capabilities: showsPages,
    });
    const { client } = server;
    expect(client.getServerCapabilities()).toEqual({
      ...{ tools: {}, prompts: {}, completions: {}, resources: {} },
      extensions: { "io.modelcontextprotocol/ui": {} },
    });

    const { tools } = await client.listTools();
    const drawn = tools.filter(({ _meta }) => _meta?.["ui/resourceUri"] === pageUri);
    expect(drawn.map(({ name }) => name)).toEqual([
      "get_daily_costs",
      "get_executive_dashboard",
      "get_sparklines",
      "get_usage_timeseries",
    ]);
    for (const { _meta } of drawn) expect(_meta?.["ui"]).toEqual({ resourceUri: pageUri });
    const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint === false);
    expect(changing.length).toBeGreaterThan(0);
    for (const { _meta } of changing) expect(_meta).toEqual({ ui: { visibility: ["model"] } });
    expect(tools.map(({ _meta, ...tool }) => tool)).toEqual((await plain.client.listTools()).tools);

    const { resources } = await client.listResources();
    expect(resources.map(({ uri, mimeType }) => [uri, mimeType])).toEqual([[pageUri, pageType]]);
    expect((await client.listResourceTemplates()).resourceTemplates).toEqual([]);
    const { contents } = await client.readResource({ uri: pageUri });
    expect(contents).toEqual([
      {
        ...{ uri: pageUri, mimeType: pageType, text: await loadViewPage() },
        _meta: { ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true } },
      },
    ]);
    await expect(client.readResource({ uri: "ui://alephant/other.html" })).rejects.toMatchObject({
      code: -32002,
      data: { uri: "ui://alephant/other.html" },
    });

    const call = async (which: typeof client, args: Record<string, unknown>): Promise<CallToolResult> =>
      CallToolResultSchema.parse(await which.callTool({ name: "get_daily_costs", arguments: args }));
    const { _meta, ...result } = await call(client, { period: "7d" });
    const writeTimeless = (value: unknown): string =>
      JSON.stringify(value).replaceAll(/as_of\\?":\\?"[^"\\]+/g, "");
    expect(writeTimeless(result)).toBe(writeTimeless(await call(plain.client, { period: "7d" })));
    expect(_meta).toMatchObject({
      "io.alephant/view": {
        ...{ tool: "get_daily_costs", title: "Daily costs", arguments: { period: "7d" } },
        chart: { title: expect.stringMatching(/^Cost by day in USD/) },
        controls: [{ name: "period", options: ["24h", "7d", "30d", "billing_cycle"], value: "7d" }],
      },
    });
    expect(server.stderr()).not.toContain("bug in");
  });
});

test("a first handshake may be a probe: what is declared last counts", async () => {
  const [probe, real] = [createInitialize("probe", {}), createInitialize("init", showsPages)];
  const withPage = (answers: readonly string[]): boolean => answers.some((line) => line.includes("ui://"));
  expect(withPage(await collectAnswers(theBinary, [probe, real]))).toBe(true);
  expect(
    withPage(
      await collectAnswers(theBinary, [createInitialize("probe", showsPages), createInitialize("init", {})]),
    ),
  ).toBe(false);
});

test("days beside the usual words stay a choice", async () => {
  await using server = await spawnClient(theBinary, {
    environment: environmentOf(),
    capabilities: showsPages,
  });
  const period = new Date().toISOString().slice(0, 7);
  const { _meta } = await server.client.callTool({ name: "get_daily_costs", arguments: { period } });
  const options = [period, "24h", "7d", "30d", "billing_cycle"];
  expect(_meta).toMatchObject({
    "io.alephant/view": { controls: [{ name: "period", options, value: period }] },
  });
});

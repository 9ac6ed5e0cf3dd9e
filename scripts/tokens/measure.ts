// What a model has to read, in tokens: the list of tools, and the result of each tool's default call.

import { CallToolResultSchema, type Tool } from "@modelcontextprotocol/sdk/types.js";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import type { Mode } from "../../src/domain/mode.ts";
import { startApiDouble, type World } from "../../test/api-double/server.ts";
import { type CallOutcome, environmentFor, outcomeOf } from "../../test/support/connect.ts";
import { spawnClient, theBinary } from "../../test/support/spawn.ts";

export const encoding = "o200k_base";

/** What no change may exceed. */
export const ceilings = {
  /** Name, description and input schema of all tools: what every host shows the model. */
  definitions: { vk: 1_000, manager: 4_200 },
  /** With titles, output schemas and annotations. */
  list: { vk: 1_900, manager: 7_500 },
  /** The default calls of all tools together. */
  results: { vk: 5_000, manager: 15_750 },
  /** A single one. */
  result: 4_000,
} as const;

export interface ToolTokens {
  readonly name: string;
  readonly definition: number;
  readonly whole: number;
  readonly result: number;
}

export interface ModeTokens {
  readonly mode: Mode;
  readonly instructions: number;
  readonly definitions: number;
  readonly list: number;
  readonly results: number;
  readonly tools: readonly ToolTokens[];
}

const countTokens = (text: string): number => encode(text).length;

/** A session with the built executable on a fresh double, both by the real clock. */
export async function measureTokens(mode: Mode): Promise<ModeTokens> {
  const double = await startApiDouble();
  try {
    await using server = await spawnClient(theBinary, { environment: environmentFor(mode, double.url) });
    const { client } = server;
    const { tools: listed } = await client.listTools();
    const results = await countResultTokens(listed, double.world, async (name, args) =>
      outcomeOf(CallToolResultSchema.parse(await client.callTool({ name, arguments: args }))),
    );
    return {
      mode,
      instructions: countTokens(client.getInstructions() ?? ""),
      definitions: countTokens(JSON.stringify(listed.map(definitionOf))),
      list: countTokens(JSON.stringify(listed)),
      results: sumTokens(results),
      tools: listed.map((tool) => ({
        name: tool.name,
        definition: countTokens(JSON.stringify(definitionOf(tool))),
        whole: countTokens(JSON.stringify(tool)),
        result: results.get(tool.name) ?? Number.NaN,
      })),
    };
  } finally {
    await double.stop();
  }
}

const definitionOf = ({ name, description, inputSchema }: Tool) => ({ name, description, inputSchema });

type Call = (name: string, args: Record<string, unknown>) => Promise<CallOutcome>;

/** By the name of the tool. A host shows the model either the text or the structured content: one of them is counted. */
export async function countResultTokens(
  tools: readonly { readonly name: string }[],
  world: World,
  call: Call,
): Promise<ReadonlyMap<string, number>> {
  const required = listRequiredArguments(world);
  const results = new Map<string, number>();
  for (const { name } of tools) {
    const { isError, text } = await call(name, required[name] ?? {});
    if (isError) throw new Error(text);
    results.set(name, countTokens(text));
  }
  return results;
}

export const sumTokens = (results: ReadonlyMap<string, number>): number =>
  [...results.values()].reduce((sum, tokens) => sum + tokens, 0);

/** What a call cannot do without; everything else is left to its default. */
function listRequiredArguments(world: World): Readonly<Record<string, Record<string, unknown>>> {
  const { agents, members, departments, virtualKeys } = world;
  const [agent, member, department, key] = [agents, members, departments, virtualKeys].map(
    ([each]) => each?.id,
  );
  return {
    compare_entity_periods: { entity_type: "agent", entity_id: agent },
    create_virtual_key: { label: "ci-nightly" },
    get_agent_analytics: { agent_id: agent },
    get_department_analytics: { department_id: department },
    get_member_analytics: { member_id: member },
    get_usage_timeseries: { metric: "cost" },
    revoke_virtual_key: { key_id: key },
    set_budget_policy: { budget_cents: 800_000, action: "block" },
    update_key_budget: { key_id: key, budget_cents: 5_000, budget_action: "block" },
  };
}

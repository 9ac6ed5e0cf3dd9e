// What a model has to read: the built server's list of tools, and the result of each tool's default call, in tokens.

import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import type { Mode } from "../../src/mode.ts";
import { startApiDouble, type World } from "../../test/api-double/server.ts";
import { environmentFor, outcomeOf } from "../../test/support/connect.ts";
import { spawnClient, theBinary } from "../../test/support/spawn.ts";

export const encoding = "o200k_base";

export interface ToolTokens {
  readonly name: string;
  /** Name, description and input schema: what every host shows the model. */
  readonly definition: number;
  /** With title, output schema and annotations. */
  readonly whole: number;
  /** Of the default call. */
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

/** A session with the built executable on a fresh double, both by the real clock. */
export async function measured(mode: Mode): Promise<ModeTokens> {
  const double = await startApiDouble();
  try {
    await using server = await spawnClient(theBinary, { environment: environmentFor(mode, double.url) });
    const { client } = server;
    const { tools: listed } = await client.listTools();
    const required = requiredArguments(double.world);
    const tools: ToolTokens[] = [];
    for (const tool of listed) {
      const result = await client.callTool({ name: tool.name, arguments: required[tool.name] ?? {} });
      const { isError, text } = outcomeOf(CallToolResultSchema.parse(result));
      if (isError) throw new Error(text);
      tools.push({
        name: tool.name,
        definition: tokens(JSON.stringify(definitionOf(tool))),
        whole: tokens(JSON.stringify(tool)),
        result: tokens(text),
      });
    }
    return {
      mode,
      instructions: tokens(client.getInstructions() ?? ""),
      definitions: tokens(JSON.stringify(listed.map(definitionOf))),
      list: tokens(JSON.stringify(listed)),
      results: tools.reduce((sum, { result }) => sum + result, 0),
      tools,
    };
  } finally {
    await double.stop();
  }
}

export const tokens = (text: string): number => encode(text).length;

const definitionOf = ({ name, description, inputSchema }: Tool) => ({ name, description, inputSchema });

/** What a call cannot do without; everything else is left to its default. */
export function requiredArguments(world: World): Readonly<Record<string, Record<string, unknown>>> {
  const [agent, member, department, key] = [
    world.agents,
    world.members,
    world.departments,
    world.virtualKeys,
  ].map(([first]) => first?.id);
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

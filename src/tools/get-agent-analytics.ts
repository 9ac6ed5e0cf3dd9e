import * as v from "valibot";
import { defineTool } from "../toolkit/define-tool.ts";
import { describeEntityUsage, EntityUsageOutput, readEntityUsage } from "../toolkit/entity-usage.ts";
import { EntityPeriodInput, idInput } from "../toolkit/inputs.ts";

export const getAgentAnalytics = defineTool({
  name: "get_agent_analytics",
  title: "Agent analytics",
  description:
    "One agent's usage over a period: cost in USD, requests, tokens, unit costs, change against the days before, and each day. For why it changed, use compare_entity_periods.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ agent_id: idInput("From list_agents"), period: EntityPeriodInput }),
  output: EntityUsageOutput,
  async handler({ api, now }, { agent_id: id, period }) {
    const usage = await readEntityUsage(api, now, period, { kind: "agent", id });
    return describeEntityUsage(id, usage, period, now);
  },
});

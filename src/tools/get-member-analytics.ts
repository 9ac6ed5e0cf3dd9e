import * as v from "valibot";
import { defineTool } from "../toolkit/define-tool.ts";
import { describeEntityUsage, EntityUsageOutput, readEntityUsage } from "../toolkit/entity-usage.ts";
import { EntityPeriodInput, idInput } from "../toolkit/inputs.ts";

export const getMemberAnalytics = defineTool({
  name: "get_member_analytics",
  title: "Member analytics",
  description:
    "One member's usage over a period (Team plan and up): cost in USD, requests, tokens, unit costs, change against the days before, and each day. For why it changed, use compare_entity_periods.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ member_id: idInput("From list_members"), period: EntityPeriodInput }),
  output: EntityUsageOutput,
  async handler({ api, now }, { member_id: id, period }) {
    const usage = await readEntityUsage(api, now, period, { kind: "member", id });
    return describeEntityUsage(id, usage, period, now);
  },
});

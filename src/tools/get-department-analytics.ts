import * as v from "valibot";
import { defineTool } from "../toolkit/define-tool.ts";
import { describeEntityUsage, EntityUsageOutput, readEntityUsage } from "../toolkit/entity-usage.ts";
import { EntityPeriodInput, idInput } from "../toolkit/inputs.ts";

export const getDepartmentAnalytics = defineTool({
  name: "get_department_analytics",
  title: "Department analytics",
  description:
    "One department's usage over a period (Enterprise plan): cost in USD, requests, tokens, unit costs, change against the days before, and each day. For why it changed, use compare_entity_periods.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ department_id: idInput("From list_departments"), period: EntityPeriodInput }),
  output: EntityUsageOutput,
  async handler({ api, now }, { department_id: id, period }) {
    const usage = await readEntityUsage(api, now, period, { kind: "department", id });
    return describeEntityUsage(id, usage, period, now);
  },
});

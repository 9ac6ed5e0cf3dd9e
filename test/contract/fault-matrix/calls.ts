/** The columns of the matrix: every tool of both modes, and the four changes themselves. */
import type { Mode } from "../../../src/domain/mode.ts";
import { toolsByMode } from "../../../src/tools/index.ts";
import type { World } from "../../api-double/server.ts";

export interface Column {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** A tool that is there to tell what is wrong: its answer is the diagnosis, and no error. */
  readonly diagnoses?: true;
  /** A preview that does without what could not be read. */
  readonly doesWithout?: RegExp;
}

function listArguments({
  planted,
  departments,
  masterKeys,
}: World): Readonly<Record<string, Column["args"]>> {
  const { agentId, keyId } = planted.supportBot;
  return {
    get_agent_analytics: { agent_id: agentId },
    get_member_analytics: { member_id: planted.twoKeyMember.memberId },
    get_department_analytics: { department_id: departments[0]?.id },
    get_usage_timeseries: { metric: "requests" },
    compare_entity_periods: { entity_type: "agent", entity_id: agentId },
    create_virtual_key: { label: "nightly", master_key_id: masterKeys[0]?.id },
    update_key_budget: { key_id: keyId, budget_cents: 777, budget_action: "alert_only" },
    revoke_virtual_key: { key_id: keyId },
    set_budget_policy: { budget_cents: 12_345, action: "alert_only" },
  };
}

export function listColumns(mode: Mode, world: World): readonly Column[] {
  const known = listArguments(world);
  return toolsByMode[mode].flatMap(({ name }): Column[] => {
    const column = { tool: name, args: known[name] ?? {} };
    if (name === "check_alephant_connection") return [{ ...column, diagnoses: true }];
    if (name !== "create_virtual_key") return [column];
    return [
      { tool: name, args: { label: "nightly" } },
      { ...column, doesWithout: /The master key could not be looked up; the API may refuse its id/ },
    ];
  });
}

export const changes = ["create_virtual_key", "update_key_budget", "revoke_virtual_key", "set_budget_policy"];

export function listChangeColumns(world: World): readonly Column[] {
  const known = listArguments(world);
  return changes.map((tool) => ({ tool, args: known[tool] ?? {} }));
}

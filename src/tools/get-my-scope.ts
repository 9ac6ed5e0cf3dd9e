import * as v from "valibot";
import { defineTool } from "../toolkit/define-tool.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";

const maxModels = 100;

const Name = v.nullable(v.string());

export const getMyScope = defineTool({
  name: "get_my_scope",
  title: "My scope",
  description:
    "Whom this virtual key speaks for: key (label, prefix, status, allowed models, rate limit), workspace, and the agent or member with department that it is bound to. Says which figures the other tools can see.",
  modes: ["vk"],
  effect: "read",
  input: v.strictObject({}),
  output: v.object({
    virtual_key: v.object({
      id: Name,
      label: Name,
      prefix: Name,
      status: Name,
      allowed_models: v.nullable(v.array(v.string())),
      rate_limit_rpm: v.nullable(v.number()),
    }),
    workspace: v.object({ id: Name, name: Name }),
    bound_to: v.pipe(
      v.nullable(v.object({ type: Name, id: Name, name: Name, department: Name, department_id: Name })),
      v.description("Agent or member; null when unbound or unknown"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }) {
    const { virtualKey, workspace, entity, source, warnings } = await api.scope();
    return {
      virtual_key: {
        id: virtualKey.id,
        label: virtualKey.label,
        prefix: virtualKey.prefix,
        status: virtualKey.status,
        allowed_models: virtualKey.allowedModels?.slice(0, maxModels) ?? null,
        rate_limit_rpm: virtualKey.rateLimitRpm,
      },
      workspace,
      bound_to: entity && {
        type: entity.type,
        id: entity.id,
        name: entity.name,
        department: entity.department,
        department_id: entity.departmentId,
      },
      source,
      warnings: [
        ...warnings,
        ...((virtualKey.allowedModels?.length ?? 0) > maxModels
          ? [`The key may use ${virtualKey.allowedModels?.length} models; the first ${maxModels} are shown.`]
          : []),
      ],
    };
  },
});

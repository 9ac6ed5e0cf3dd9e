import * as v from "valibot";
import { roundUsd } from "../money.ts";
import { Source, Warnings } from "../result.ts";
import { toTimestamp } from "../time.ts";
import { defineWrite } from "../tool.ts";
import { ConfirmationTokenInput, idInput } from "../tool-input.ts";
import { keyById } from "../virtual-key-lookup.ts";

export const revokeVirtualKey = defineWrite({
  name: "revoke_virtual_key",
  title: "Revoke a virtual key",
  description: "Revokes one virtual key for good. Everything that uses the key stops working at once.",
  modes: ["manager"],
  effect: "revoke",
  input: v.strictObject({
    key_id: idInput("From list_virtual_keys"),
    confirmation_token: ConfirmationTokenInput,
  }),
  output: v.object({ id: v.string(), key_status: v.string(), source: Source, warnings: Warnings }),
  async preview({ api }, { key_id }) {
    const key = await keyById(api, key_id);
    const owner =
      key.entityType === null ? "nobody" : `${key.entityType} ${key.entityName ?? key.entityId ?? ""}`;
    return {
      summary: `Revoke the virtual key "${key.label ?? key_id}" (${key.prefix ?? "prefix unknown"}), bound to ${owner}. This cannot be undone.`,
      before: { key: key.label, status: key.status },
      after: { key: key.label, status: "revoked" },
      facts: {
        last_used: key.lastUsedAt && toTimestamp(key.lastUsedAt),
        spent_usd: roundUsd(key.spent),
      },
      warnings: [
        ...(key.status === "revoked" ? ["The key is revoked already."] : []),
        ...(key.lastUsedAt === null && key.spent === null
          ? ["Whether the key is still in use is unknown."]
          : []),
      ],
    };
  },
  async handler({ api }, { key_id }) {
    await api.revokeVirtualKey(key_id);
    return { id: key_id, key_status: "revoked", source: "virtual-keys", warnings: [] };
  },
});

/** The budget policy, and what the API answers to a change; as loosely typed as they are documented. */

import * as v from "valibot";
import type { PlainObject } from "../../domain/json.ts";
import { fields } from "../http/fields.ts";
import { isJsonObject, writeMemberNames } from "../http/json-object.ts";
import { Loose, Numeric, optional } from "../http/wire.ts";

/** The stored budget policy: a free document, of which unknown members must survive a change. */
export type PolicyConfig = PlainObject;

const bareConfigMembers = ["amount", "thresholds", "exceededAction", "currency"];

/**
 * What is documented does not settle where the policy's members stand: under `config`, or bare. When neither is found,
 * nothing is assumed, because what was not found would be overwritten.
 */
export const PolicyResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.rawTransform(({ dataset, addIssue, NEVER }): { config: PolicyConfig } => {
    const { config } = dataset.value;
    if (isJsonObject(config)) return { config };
    if (bareConfigMembers.some((name) => name in dataset.value)) return { config: dataset.value };
    addIssue({ message: `no budget configuration, only ${writeMemberNames(dataset.value)}` });
    return NEVER;
  }),
);

/** The members of the policy that are known. */
export const PolicyFields = fields({
  amount: Loose.UsdLimit,
  period: Loose.Text,
  currency: Loose.Text,
  thresholds: v.fallback(optional(v.pipe(v.array(Numeric), v.maxLength(20))), null),
  exceededAction: Loose.Text,
});

/**
 * A created key. Its secret is the longest text that starts with `vk-`, in whatever member; those whose names speak of a
 * prefix, something masked, a label or a name are passed over.
 */
export const CreatedKeyResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload) => {
    const inner = ["virtualKey", "virtual_key", "key"].map((name) => payload[name]).find(isJsonObject);
    const members = { ...payload, ...inner };
    const [secret = null] = findSecrets(payload, 3).sort((a, b) => b.length - a.length);
    const { id, label, keyPrefix, prefix, status } = members;
    return {
      id: v.parse(Loose.Text, id),
      label: v.parse(Loose.Text, label),
      prefix: v.parse(Loose.Text, keyPrefix ?? members["key_prefix"] ?? prefix),
      status: v.parse(Loose.Text, status),
      secret,
    };
  }),
);

/** Visible ASCII of limited length: the one text of the API that reaches a file, or the reader, as it is. */
const secretForm = /^vk-[\x21-\x7e]{1,500}$/;

function findSecrets(members: PlainObject, depth: number): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    if (/prefix|masked|label|name/i.test(name)) return [];
    if (typeof value === "string") return secretForm.test(value) ? [value] : [];
    return isJsonObject(value) && depth > 1 ? findSecrets(value, depth - 1) : [];
  });
}

/** What a changed key's answer says of its budget, if anything. */
export const PatchedKeyResponse = v.fallback(
  v.nullable(
    fields({
      budget: Loose.Usd,
      budgetCents: Loose.Cents,
      budgetAction: Loose.Text,
    }),
  ),
  null,
);

/** What a revoked key's answer says of its status, if anything. */
export const RevokedKeyResponse = v.fallback(v.nullable(fields({ status: Loose.Text })), null);

/** The answer to a change whose shape is unknown: nothing in it is relied upon. */
export const AnyResponse = v.unknown();

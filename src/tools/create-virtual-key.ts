import * as v from "valibot";
import { keyAction, type NewVirtualKey } from "../api/workspace/writes.ts";
import { formatBudgetAction } from "../domain/budget.ts";
import { centsToUsd, roundUsd } from "../domain/money.ts";
import { quoteName, toPlainText } from "../domain/text.ts";
import { isDay } from "../domain/time.ts";
import type { Context } from "../toolkit/context.ts";
import { defineWrite } from "../toolkit/define-tool.ts";
import { BudgetActionInput, BudgetCents, idInput } from "../toolkit/inputs.ts";
import { MasterKeyChoice, offerMasterKeys } from "../toolkit/new-key-choice.ts";
import { lookUpNames } from "../toolkit/new-key-names.ts";
import {
  endOfDay,
  modelsIn,
  refuseContradictions,
  tellBudget,
  warnOfOptions,
} from "../toolkit/new-key-options.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";

const Name = v.nullable(v.string());

/** Shown in a preview, a label must not look like more than one line. */
const isPlainLine = (text: string): boolean => toPlainText(text, 100) === text;

export const createVirtualKey = defineWrite({
  name: "create_virtual_key",
  title: "Create a virtual key",
  description:
    "Creates a virtual key. Without master_key_id it lists the master keys to choose from. Bind the key with entity_type and entity_id, else its usage is attributed to nobody. The secret goes to a file only the user can read, and is shown if that fails.",
  modes: ["manager"],
  effect: "create",
  input: v.strictObject({
    label: v.pipe(
      v.string(),
      v.minLength(1),
      v.maxLength(100),
      v.check(isPlainLine, "one line of visible characters, without blanks at its ends"),
      v.description("Name of the key"),
    ),
    master_key_id: v.optional(idInput("Provider key behind it; omit to see the choices")),
    budget_cents: v.optional(v.pipe(BudgetCents, v.description("Limit in US cents; omit for none"))),
    budget_action: v.optional(BudgetActionInput),
    budget_window: v.optional(
      v.pipe(v.picklist(["daily", "weekly", "monthly"]), v.description("When the budget resets")),
    ),
    rate_limit_rpm: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(10_000),
        v.description("Requests a minute; omit for none"),
      ),
    ),
    entity_type: v.optional(
      v.pipe(v.picklist(["agent", "member"]), v.description("Whom to bind the key to")),
    ),
    entity_id: v.optional(idInput("Id of that agent or member")),
    expires_on: v.optional(
      v.pipe(
        v.string(),
        v.check(isDay, "a day as YYYY-MM-DD"),
        v.description("Last day of validity (UTC), YYYY-MM-DD; omit for never"),
      ),
    ),
    allowed_models: v.optional(
      v.pipe(
        v.string(),
        v.maxLength(2000),
        v.check((list) => /^[\w .:/@,+-]*$/.test(list), "a comma list of model ids"),
        v.description("Comma list of model ids; omit for all"),
      ),
    ),
  }),
  output: v.object({
    id: Name,
    label: Name,
    prefix: Name,
    key_status: Name,
    secret_file: v.pipe(Name, v.description("Readable by the user only; holds the key")),
    secret: v.optional(v.pipe(v.string(), v.description("Only when the file could not be written"))),
    master_keys: v.optional(MasterKeyChoice.entries.master_keys),
    source: Source,
    warnings: Warnings,
  }),
  async preview({ api, now }, input) {
    refuseContradictions(input, now);
    const { label, master_key_id: masterKeyId, entity_type, entity_id, expires_on } = input;
    if (masterKeyId === undefined) return offerMasterKeys(await api.masterKeys());
    const names = await lookUpNames(api, masterKeyId, entity_type, entity_id);
    const budget = input.budget_cents === undefined ? null : centsToUsd(input.budget_cents);
    const limit = budget === null ? "without a budget" : tellBudget(budget, input);
    const owner = names.owner?.name == null ? entity_id : `${quoteName(names.owner.name)} (${entity_id})`;
    const binding = entity_type === undefined ? "bound to nobody" : `for ${entity_type} ${owner}`;
    return {
      summary: `Create the virtual key ${quoteName(label)} ${limit}, ${binding}.`,
      before: null,
      after: {
        label,
        master_key_id: masterKeyId,
        bound_to: entity_type === undefined ? null : `${entity_type} ${entity_id}`,
        budget_usd: roundUsd(budget),
        budget_window: input.budget_window ?? null,
        at_limit: formatBudgetAction(
          input.budget_action === undefined ? null : keyAction[input.budget_action],
        ),
        rate_limit_rpm: input.rate_limit_rpm ?? null,
        expires_on: expires_on ?? null,
        allowed_models: input.allowed_models ?? null,
      },
      facts: {
        master_key: names.masterKey?.label ?? null,
        ...(entity_type === undefined ? {} : { bound_to_name: names.owner?.name ?? null }),
      },
      warnings: [...names.warnings, ...warnOfOptions(input)],
      commit: (ctx) =>
        createKey(ctx, {
          label,
          masterKeyId,
          budgetCents: input.budget_cents,
          budgetAction: input.budget_action,
          budgetWindow: input.budget_window,
          rateLimitRpm: input.rate_limit_rpm,
          entityType: entity_type,
          entityId: entity_id,
          expiresAt: expires_on && endOfDay(expires_on).toISOString(),
          allowedModels: modelsIn(input.allowed_models),
        }),
    };
  },
  unredactedMember: "secret",
  tellOperator: ({ secret_file: file, secret }) =>
    file !== null
      ? `The key's secret is in ${file}.`
      : secret === undefined
        ? ""
        : "The key's secret could not be stored: revoke the key and create another.",
});

async function createKey({ api, storeSecret }: Context<"manager">, key: NewVirtualKey) {
  const created = await api.createVirtualKey(key);
  const facts = {
    id: created.id,
    label: created.label ?? key.label,
    prefix: created.prefix,
    key_status: created.status,
  };
  const source = "virtual-keys";
  if (created.secret === null) {
    const warnings = [
      "The API's answer held no secret. Look into the dashboard, or revoke this key and create another.",
    ];
    return { ...facts, secret_file: null, source, warnings };
  }
  const stored = await storeSecret(`${key.label} ${created.id?.slice(0, 8) ?? ""}`, created.secret);
  if (stored.path !== null) return { ...facts, secret_file: stored.path, source, warnings: [] };
  return {
    ...facts,
    secret_file: null,
    secret: created.secret,
    source,
    warnings: [
      `The secret could not be written to a file (${stored.problem}), so it is here: it is shown only this once. Tell the user to store it safely and to consider it seen by this conversation.`,
    ],
  };
}

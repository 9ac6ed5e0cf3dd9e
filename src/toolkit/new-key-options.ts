/** The options of a new virtual key: what they mean, what contradicts itself, and what to warn of. */
import { InputError } from "../domain/errors.ts";
import { formatUsd, type Usd } from "../domain/money.ts";
import { warnOfZeroBudget } from "./inputs.ts";

interface KeyOptions {
  readonly entity_type?: "agent" | "member" | undefined;
  readonly entity_id?: string | undefined;
  readonly budget_cents?: number | undefined;
  readonly budget_action?: string | undefined;
  readonly budget_window?: string | undefined;
  readonly expires_on?: string | undefined;
  readonly allowed_models?: string | undefined;
}

/** @throws InputError */
export function refuseContradictions({ entity_type, entity_id, expires_on }: KeyOptions, now: Date): void {
  if ((entity_type === undefined) !== (entity_id === undefined)) {
    throw new InputError(
      "entity_type and entity_id belong together: give both, or neither for an unbound key.",
    );
  }
  if (expires_on !== undefined && endOfDay(expires_on) <= now) {
    throw new InputError(`expires_on ${expires_on} is over; it must be today or later (UTC).`);
  }
}

/** A key works through the day on which it expires. */
export const endOfDay = (day: string): Date => new Date(`${day}T23:59:59Z`);

/** The ids of a comma list; undefined where it names none, as an empty list would forbid every model. */
export function modelsIn(list = ""): string[] | undefined {
  const models = list.split(",").flatMap((model) => model.trim() || []);
  return models.length === 0 ? undefined : models;
}

export function tellBudget(
  budget: Usd,
  { budget_window: window, budget_action: action }: KeyOptions,
): string {
  const stated = [window, action && `at the limit ${action}`].filter((each) => each !== undefined);
  return `with a budget of ${formatUsd(budget)}${stated.length === 0 ? "" : ` (${stated.join(", ")})`}`;
}

export function warnOfOptions(options: KeyOptions): string[] {
  const isLimited = options.budget_cents !== undefined;
  return [
    ...(isLimited ? [] : ["The key has no budget: it can spend without limit."]),
    ...(!isLimited && options.budget_action !== undefined
      ? ["Without a budget there is no limit at which the action could happen."]
      : []),
    ...warnOfZeroBudget(options.budget_cents),
    ...(options.entity_type === undefined
      ? [
          "The key is bound to no agent or member: its cost will be attributed to nobody, and its own reports may be empty or cover the whole workspace.",
        ]
      : []),
    ...(options.expires_on === undefined ? ["The key never expires."] : []),
    ...(hasUndocumentedOptions(options)
      ? [
          "Binding, budget action and window, expiry and allowed models are not documented for creation; the API may refuse or ignore them.",
        ]
      : []),
  ];
}

const hasUndocumentedOptions = (options: KeyOptions): boolean =>
  [
    options.entity_type,
    options.budget_action,
    options.budget_window,
    options.expires_on,
    options.allowed_models,
  ].some((value) => value !== undefined);

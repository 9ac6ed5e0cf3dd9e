/** A call that changes something: preview, the user's agreement, then the change that was previewed. */
import * as v from "valibot";
import { ApiError } from "../domain/errors.ts";
import type { PlainObject } from "../domain/json.ts";
import type { Mode } from "../domain/mode.ts";
import { toTimestamp } from "../domain/time.ts";
import type { Context } from "../toolkit/context.ts";
import type { DeepReadonly, PreparedWrite, Preview } from "../toolkit/define-tool.ts";
import { Warnings } from "../toolkit/outputs.ts";
import type { Ask, Confirm, Decision } from "./confirmation.ts";

export interface WriteCall<M extends Mode> {
  readonly tool: string;
  readonly prepared: PreparedWrite<M>;
  readonly ctx: Context<M>;
  /** Opens a context with a time limit of its own: that of the call runs out while the user reads. */
  readonly open: () => Context<M>;
  readonly ask: Ask;
  /** undefined: changes are made without asking (ALEPHANT_CONFIRM_WRITES=off). */
  readonly confirm: Confirm | undefined;
  /** Takes a line for the operator, free of credentials. */
  readonly log: (line: string) => void;
}

export async function makeChange<M extends Mode>(call: WriteCall<M>): Promise<PlainObject> {
  const { prepared, ctx, confirm } = call;
  const preview = await prepared.preview(ctx);
  if ("choose" in preview) return { status: "needs_input", ...preview.choose };
  if (confirm === undefined) return commitChange(call, preview, ctx);
  const { text: subject } = await ctx.api.subject();
  const { tool, ask } = call;
  const decision = await confirm(
    { tool, input: prepared.input, subject, preview, token: prepared.token },
    ask,
  );
  if (decision.status !== "confirmed") return describeUnconfirmed(decision, preview);
  if (!decision.wasAsked) return commitChange(call, preview, ctx);
  // The user's reading has taken time: the change gets a new time limit, and must still be the one that was agreed to.
  const later = call.open();
  const again = await prepared.preview(later);
  if ("choose" in again || !isSameChange(preview, again)) return describeUnconfirmed(stateChanged, preview);
  return commitChange(call, again, later);
}

async function commitChange<M extends Mode>(
  { tool, prepared, ctx, log }: WriteCall<M>,
  preview: Preview<M, PlainObject>,
  current: Context<M>,
): Promise<PlainObject> {
  const logOutcome = (outcome: string): void => {
    // The call was cancelled, or the process is ending: the answer may reach nobody.
    if (ctx.signal.aborted) log(`${tool}: ${preview.summary} ${outcome}`);
  };
  const done = await preview.commit(current).catch((error: unknown) => {
    if (error instanceof ApiError && error.facts.isOutcomeUnknown)
      logOutcome("Whether it took effect is not known.");
    throw error;
  });
  logOutcome(`Done. ${prepared.tellOperator(done)}`);
  const warnings = Array.isArray(done["warnings"]) ? done["warnings"] : [];
  return { status: "done", change: preview.summary, ...done, warnings };
}

type Shown = Omit<Preview<Mode, PlainObject>, "commit">;

const isSameChange = (a: Shown, b: Shown): boolean =>
  JSON.stringify([a.summary, a.before, a.after]) === JSON.stringify([b.summary, b.before, b.after]);

type Unconfirmed = Exclude<Decision, { status: "confirmed" }>;

const stateChanged: Unconfirmed = {
  status: "cancelled",
  note: "Nothing was changed: while the user was asked, somebody else changed the same thing. Call again for a new preview.",
};

const Members = v.record(v.string(), v.unknown());

/** The preview of a change that a second call makes, once the user has agreed. */
export const ChangeToConfirm = v.object({
  status: v.literal("needs_confirmation"),
  note: v.string(),
  change: v.string(),
  before: v.nullable(Members),
  after: Members,
  facts: v.optional(Members),
  confirmation_token: v.string(),
  expires_at: v.string(),
  warnings: Warnings,
});

function describeUnconfirmed(decision: Unconfirmed, preview: Shown): PlainObject {
  const { summary, before, after, facts, warnings } = preview;
  const shown = {
    note: decision.note,
    change: summary,
    before,
    after,
    ...(facts === undefined ? {} : { facts }),
  };
  if (decision.status !== "needs_confirmation") return { status: decision.status, ...shown, warnings };
  const proposed: DeepReadonly<v.InferOutput<typeof ChangeToConfirm>> = {
    status: decision.status,
    ...shown,
    confirmation_token: decision.confirmationToken,
    expires_at: toTimestamp(decision.expiresAt),
    warnings,
  };
  return proposed;
}

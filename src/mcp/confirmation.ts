/**
 * The user's agreement before a change: asked through the client where it can ask, else by a token that only a second call
 * with the same arguments can redeem. Whatever goes wrong on the way, nothing is changed.
 */

import type { PlainObject } from "../domain/json.ts";
import type { Mode } from "../domain/mode.ts";
import { toPlainText } from "../domain/text.ts";
import type { Preview } from "../toolkit/define-tool.ts";

/** A change that waits for the user's agreement. */
export interface ProposedChange {
  readonly tool: string;
  /** The arguments without the token. */
  readonly input: PlainObject;
  /** Whom the credential speaks for. */
  readonly subject: string;
  readonly preview: Omit<Preview<Mode, unknown>, "commit">;
  readonly token: string | undefined;
}

export type Decision =
  /** `wasAsked`: time has passed since the preview, for the user to read it. */
  | { readonly status: "confirmed"; readonly wasAsked: boolean }
  | { readonly status: "declined" | "cancelled"; readonly note: string }
  | {
      readonly status: "needs_confirmation";
      readonly note: string;
      readonly confirmationToken: string;
      readonly expiresAt: Date;
    };

/** `none`: the time, the call or the process ended before anybody answered. */
export type UserAnswer = "accept" | "decline" | "cancel" | "none";
/** Puts the question to the user, and rejects when the client fails at that; undefined for a client that cannot ask. */
export type Ask = ((question: string) => Promise<UserAnswer>) | undefined;

/** Asks for the user's agreement to a change, by a question or by a token. */
export type Confirm = (change: ProposedChange, ask: Ask) => Promise<Decision>;

const tokenLifeMs = 600_000;
/** No person reads and declines faster; a host that answers by itself has asked nobody. */
const minHumanResponseMs = 400;

const unchanged = "Nothing was changed.";

export function createConfirm(now: () => Date): Confirm {
  const { offerToken, redeemToken } = createTokens(now);
  return async (change, ask) => {
    const { token } = change;
    const objection = token === undefined ? undefined : await redeemToken(change, token);
    const isRedeemed = token !== undefined && objection === undefined;
    if (isRedeemed) return { status: "confirmed", wasAsked: false };
    // A user who can be asked is asked: a made-up token must not be answered with a valid one.
    if (ask === undefined) return offerToken(change, objection);
    const askedAt = performance.now();
    try {
      const answer = await ask(writeQuestion(change));
      if (answer === "accept") return { status: "confirmed", wasAsked: true };
      if (answer === "none") {
        return { status: "cancelled", note: `The user did not answer in time. ${unchanged}` };
      }
      if (performance.now() - askedAt < minHumanResponseMs)
        return offerToken(change, "The client did not put the question to the user. ");
      return answer === "decline"
        ? { status: "declined", note: `The user declined. ${unchanged} Do not try again unless they ask.` }
        : { status: "cancelled", note: `The user closed the question. ${unchanged}` };
    } catch {
      return offerToken(change, "The client could not put the question to the user. ");
    }
  };
}

/** Tokens that stand for the user's agreement to one change: handed out with a preview, redeemed once. */
function createTokens(now: () => Date): {
  readonly offerToken: (change: ProposedChange, reason?: string) => Promise<Decision>;
  /** Why a token does not count; undefined when it does, and then it is used up. */
  readonly redeemToken: (change: ProposedChange, token: string) => Promise<string | undefined>;
} {
  const key = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  /** Redeemed signatures, until their token would have expired. */
  const redeemed = new Map<string, number>();

  async function sign(change: ProposedChange, expiresMs: number): Promise<string> {
    const statement = new TextEncoder().encode(writeStatement(change, expiresMs));
    const signature = await crypto.subtle.sign("HMAC", await key, statement);
    // Half of it, which RFC 2104 allows: a model has to copy every digit.
    return Array.from(new Uint8Array(signature, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    );
  }

  async function offerToken(change: ProposedChange, reason = ""): Promise<Decision> {
    // Not the time of the call: a client may have failed at the question minutes later.
    const expiresMs = now().getTime() + tokenLifeMs;
    return {
      status: "needs_confirmation",
      note: `${reason}${unchanged} Show the user this preview. Only if they agree, call ${change.tool} again with the same arguments and this confirmation_token.`,
      confirmationToken: `${expiresMs.toString(36)}.${await sign(change, expiresMs)}`,
      expiresAt: new Date(expiresMs),
    };
  }

  async function redeemToken(change: ProposedChange, token: string): Promise<string | undefined> {
    const nowMs = now().getTime();
    for (const [signature, expiresMs] of redeemed) if (expiresMs <= nowMs) redeemed.delete(signature);
    const [expiry = "", signature = ""] = token.split(".");
    const expiresMs = Number.parseInt(expiry, 36);
    if (!isSame(signature, await sign(change, expiresMs))) {
      return "The confirmation_token does not belong to this change (other arguments, another workspace or process, or the state has changed since). ";
    }
    if (expiresMs <= nowMs) return "The confirmation_token has expired. ";
    if (redeemed.has(signature)) return "The confirmation_token was used before, and works once. ";
    redeemed.set(signature, expiresMs);
    return undefined;
  }

  return { offerToken, redeemToken };
}

/** What a token is signed for. The preview is part of it: once the state has changed, the agreement no longer counts. */
function writeStatement({ tool, input, subject, preview }: ProposedChange, expiresMs: number): string {
  const sorted = Object.entries(input).sort(([a], [b]) => a.localeCompare(b));
  const { summary, before, after } = preview;
  return JSON.stringify([tool, sorted, subject, summary, before, after, expiresMs]);
}

function writeQuestion({ preview, subject }: ProposedChange): string {
  const lines = [toPlainText(preview.summary, 400), `In ${subject}.`];
  for (const [name, value] of Object.entries(preview.after)) {
    const before = preview.before?.[name];
    lines.push(
      `${name}: ${before === undefined || before === value ? "" : `${formatValue(before)} → `}${formatValue(value)}`,
    );
  }
  for (const [name, value] of Object.entries(preview.facts ?? {}))
    lines.push(`${name}: ${value === null ? "unknown" : formatValue(value)}`);
  return [...lines, ...preview.warnings.map((warning) => `Note: ${warning}`)].join("\n");
}

/** Values may be a model's words or a stranger's: one line each, so that none can pass for another line. */
const formatValue = (value: unknown): string =>
  value === null ? "none" : toPlainText(typeof value === "string" ? value : JSON.stringify(value), 300);

/** In constant time for strings of one length. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

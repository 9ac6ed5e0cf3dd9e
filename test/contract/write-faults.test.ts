// A change leaves once, whatever happens to it; and where its outcome is not known, the error says so and who can tell.
import { describe, expect, test } from "bun:test";
import type { FaultEffect } from "../api-double/server.ts";
import { sentWrites, venues, type WritingSession, writes } from "../support/writing.ts";

const unknownOutcome = "The change was sent once and is not repeated; whether it took effect is not known.";

const lost: readonly { readonly effect: FaultEffect; readonly keepAlive?: true }[] = [
  ...[500, 502, 503, 504].map((status) => ({
    effect: { kind: "status", status, headers: { "retry-after": "1" } } as const,
  })),
  { effect: { kind: "reset" } },
  { effect: { kind: "reset" }, keepAlive: true },
  { effect: { kind: "reset_mid_body" } },
  { effect: { kind: "reset_mid_body" }, keepAlive: true },
  { effect: { kind: "truncated_json" } },
  { effect: { kind: "html" } },
];

const refused: readonly { readonly effect: FaultEffect; readonly says: string }[] = [
  {
    effect: { kind: "status", status: 401, body: { code: 40100, message: "token has been revoked" } },
    says: "The API says: token has been revoked. The personal access token may be wrong, expired or revoked, or belong to another deployment. Check ALEPHANT_PAT",
  },
  {
    effect: { kind: "forbidden", reason: "scope" },
    says: "The personal access token's scope is too low (HTTP 403)",
  },
  {
    effect: { kind: "forbidden", reason: "plan" },
    says: "The workspace's plan does not include this feature (HTTP 403)",
  },
  {
    effect: { kind: "forbidden", reason: "workspace" },
    says: "Set ALEPHANT_WORKSPACE_ID to the workspace in which the token was created.",
  },
  {
    effect: { kind: "status", status: 422, body: { code: 42200, message: "not like this" } },
    says: "The API says: not like this. Correct the arguments",
  },
  {
    effect: { kind: "too_many_requests", retryAfter: 1 },
    says: "Call again in 1 seconds.",
  },
  {
    effect: { kind: "nonzero_code", code: 50001, message: "storage failed" },
    says: "The body reports failure 50001: storage failed",
  },
];

describe.each([...venues])("$name", (venue) => {
  describe.each([...writes])("$tool", ({ tool, args, method, path, shownBy }) => {
    const now = new Date();

    /** What the confirmed call says when this happens to its change, which is sent exactly once. */
    async function readFailure(
      session: WritingSession,
      effect: FaultEffect,
      keepAlive = false,
    ): Promise<string> {
      const { double } = session;
      double.reset();
      now.setTime(now.getTime() + 1); // tokens of one change and one moment are one token
      double.switches.keepAlive = keepAlive;
      const { structured } = await session.call(tool, args(double));
      double.fault({ path: (request) => request.method !== "GET", effect });
      const token = structured["confirmation_token"];
      const { isError, text } = await session.call(tool, { ...args(double), confirmation_token: token });
      const sent = sentWrites(double);
      expect({ effect, isError, sent }).toEqual({
        effect,
        isError: true,
        sent: [`${method} ${path(double)}`],
      });
      return text;
    }

    test("an answer that does not come, or says nothing: outcome unknown", async () => {
      await using session = await venue.open({ now });
      for (const { effect, keepAlive } of lost) {
        const text = await readFailure(session, effect, keepAlive);
        expect(text).toContain(unknownOutcome);
        expect(text).toMatch(
          new RegExp(`Read the current state with ${shownBy}.* before doing anything else\\.$`),
        );
        expect(text).not.toMatch(/try again/i);
      }
    });

    test("a refusal: the API's reason, and what to do", async () => {
      await using session = await venue.open({ now });
      for (const { effect, says } of refused) {
        const text = await readFailure(session, effect);
        expect(text).toContain(says);
        expect(text).not.toContain(unknownOutcome);
      }
    });

    test("a silent API and a host that cancels: sent once, and let go", async () => {
      await using session = await venue.open();
      const { double } = session;
      const { structured } = await session.call(tool, args(double));
      double.fault({ path: (request) => request.method !== "GET", effect: { kind: "silence" } });
      const host = new AbortController();
      const call = session.call(
        tool,
        { ...args(double), confirmation_token: structured["confirmation_token"] },
        { signal: host.signal },
      );
      const outcome = call.then(
        () => "answered",
        () => "given up",
      );
      while (sentWrites(double).length === 0) await Bun.sleep(5);
      host.abort();
      expect(await outcome).toBe("given up");
      while (!double.requests.some(({ aborted }) => aborted)) await Bun.sleep(5);
      // The next call is answered, and nothing was sent behind it.
      expect((await session.call(tool, args(double))).structured["status"]).toBe("needs_confirmation");
      expect(sentWrites(double)).toEqual([`${method} ${path(double)}`]);
    });
  });
});

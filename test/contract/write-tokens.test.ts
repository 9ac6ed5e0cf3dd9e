// A confirmation token stands for one change, in one process, once, for ten minutes, as long as the state is the same.
import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { testNow } from "../support/connect.ts";
import {
  inProcess,
  sentWrites,
  supportBotKeyId,
  venues,
  type Write,
  type WritingSession,
  writes,
} from "../support/writing.ts";

const foreign = "The confirmation_token does not belong to this change";

const firstOf = ([item]: readonly Write[]): Write => {
  if (item === undefined) throw new Error("There is no such tool.");
  return item;
};

describe.each([...venues])("$name", (venue) => {
  describe.each([...writes])("$tool", ({ tool, args, otherArgs }) => {
    const tokenFor = async (session: WritingSession, which = args): Promise<unknown> => {
      const { structured } = await session.call(tool, which(session.double));
      return structured["confirmation_token"];
    };

    /** Refused, with a token for what was asked this time. */
    async function expectRefused(
      session: WritingSession,
      call: Promise<{ readonly structured: Record<string, unknown> }>,
      reason: string,
    ): Promise<unknown> {
      const { status, note, confirmation_token: token } = (await call).structured;
      expect(String(note)).toStartWith(reason);
      expect(status).toBe("needs_confirmation");
      expect(String(token)).toMatch(/^\w+\.[0-9a-f]{32}$/);
      expect(sentWrites(session.double)).toEqual([]);
      return token;
    }

    test("with other arguments", async () => {
      await using session = await venue.open();
      const { double } = session;
      const token = await tokenFor(session);
      const call = session.call(tool, { ...otherArgs(double), confirmation_token: token });
      const newToken = await expectRefused(session, call, foreign);
      const done = await session.call(tool, { ...otherArgs(double), confirmation_token: newToken });
      expect(done.structured["status"]).toBe("done");
    });

    test("with another tool", async () => {
      await using session = await venue.open();
      const token = await tokenFor(session);
      const other = firstOf(writes.filter((write) => write.tool !== tool));
      const call = session.call(other.tool, { ...other.args(session.double), confirmation_token: token });
      await expectRefused(session, call, foreign);
    });

    test("of another process", async () => {
      await using session = await venue.open();
      await using elsewhere = await venue.open();
      const token = await tokenFor(elsewhere);
      const call = session.call(tool, { ...args(session.double), confirmation_token: token });
      await expectRefused(session, call, foreign);
      expect(sentWrites(elsewhere.double)).toEqual([]);
    });

    test("made up", async () => {
      await using session = await venue.open();
      const [expiry = "", signature = ""] = String(await tokenFor(session)).split(".");
      const later = (Number.parseInt(expiry, 36) + 1).toString(36);
      for (const token of ["", "garbage", `${later}.${signature}`, `${expiry}.${"0".repeat(32)}`]) {
        const call = session.call(tool, { ...args(session.double), confirmation_token: token });
        await expectRefused(session, call, foreign);
      }
    });

    test("used twice", async () => {
      await using session = await venue.open();
      const { double } = session;
      const token = await tokenFor(session);
      const once = await session.call(tool, { ...args(double), confirmation_token: token });
      expect(once.structured["status"]).toBe("done");
      double.reset(); // what it changed would otherwise be reason enough
      const call = session.call(tool, { ...args(double), confirmation_token: token });
      await expectRefused(session, call, "The confirmation_token was used before, and works once.");
    });

    test("two calls at once with one token: one change", async () => {
      await using session = await venue.open();
      const { double } = session;
      const token = await tokenFor(session);
      const both = [1, 2].map(() => session.call(tool, { ...args(double), confirmation_token: token }));
      const states = (await Promise.all(both)).map(({ structured }) => structured["status"]);
      expect(states.toSorted()).toEqual(["done", "needs_confirmation"]);
      expect(sentWrites(double)).toHaveLength(1);
    });
  });
});

test.each([...writes])("$tool: the token expires after ten minutes", async ({ tool, args }) => {
  const now = new Date(testNow);
  await using session = await inProcess.open({ now });
  const { double } = session;
  const { structured } = await session.call(tool, args(double));
  const { confirmation_token: token, expires_at: expiresAt } = structured;
  expect(expiresAt).toBe("2026-11-22T09:40:00Z");
  now.setTime(testNow.getTime() + 600_000);
  const late = await session.call(tool, { ...args(double), confirmation_token: token });
  const { status, note, confirmation_token: newToken, expires_at: newExpiry } = late.structured;
  expect({ status, note, newExpiry }).toEqual({
    status: "needs_confirmation",
    note: expect.stringMatching(/^The confirmation_token has expired\. Nothing was changed\./),
    newExpiry: "2026-11-22T09:50:00Z",
  });
  expect(sentWrites(double)).toEqual([]);
  now.setTime(now.getTime() + 599_999);
  const done = await session.call(tool, { ...args(double), confirmation_token: newToken });
  expect(done.structured["status"]).toBe("done");
});

describe("between the preview and the second call", () => {
  const [, update, revoke, policy] = writes;

  test.each([update, revoke])("the key was changed by somebody else: $tool", async (write) => {
    if (write === undefined) throw new Error("There is no such tool.");
    await using session = await inProcess.open();
    const { double } = session;
    const { structured } = await session.call(write.tool, write.args(double));
    const id = supportBotKeyId(double);
    const action = write === update ? "" : "/revoke";
    await changeBySomebody(double.url, write === update ? "PATCH" : "POST", `/virtual-keys/${id}${action}`, {
      budget: 777,
    });
    double.requests.length = 0;
    const second = await session.call(write.tool, {
      ...write.args(double),
      confirmation_token: structured["confirmation_token"],
    });
    expect(String(second.structured["note"])).toStartWith(foreign);
    expect(second.structured["before"]).toMatchObject(
      write === update ? { budget_usd: 777 } : { status: "revoked" },
    );
    expect(sentWrites(double)).toEqual([]);
  });

  test("the policy was changed by somebody else", async () => {
    if (policy === undefined) throw new Error("There is no such tool.");
    await using session = await inProcess.open();
    const { double } = session;
    const { structured } = await session.call(policy.tool, policy.args(double));
    const config = { amount: 6000, exceededAction: "alert-only" };
    await changeBySomebody(double.url, "PUT", "/policies/budget-control", { config });
    double.requests.length = 0;
    const second = await session.call(policy.tool, {
      ...policy.args(double),
      confirmation_token: structured["confirmation_token"],
    });
    expect(String(second.structured["note"])).toStartWith(foreign);
    expect(second.structured["before"]).toMatchObject({ budget_usd: 6000 });
    expect(sentWrites(double)).toEqual([]);
  });

  test.each([update, revoke, policy])("while the user is asked: $tool is not done", async (write) => {
    if (write === undefined) throw new Error("There is no such tool.");
    await using session = await inProcess.open({
      async elicit() {
        const { url } = session.double;
        if (write === policy) {
          const config = { amount: 6000, exceededAction: "alert-only" };
          await changeBySomebody(url, "PUT", "/policies/budget-control", { config });
        } else {
          await changeBySomebody(url, "POST", `/virtual-keys/${supportBotKeyId(session.double)}/revoke`, {});
        }
        return { action: "accept", content: { confirm: true } };
      },
    });
    const { double } = session;
    const { structured } = await session.call(write.tool, write.args(double));
    expect(structured["status"]).toBe("cancelled");
    expect(String(structured["note"])).toStartWith("Nothing was changed: while the user was asked");
    expect(sentWrites(double)).toHaveLength(1); // somebody's
  });

  test.each([update, revoke])("the key was only used meanwhile: $tool is done", async (write) => {
    if (write === undefined) throw new Error("There is no such tool.");
    const now = new Date(testNow);
    await using session = await inProcess.open({ now });
    const { double } = session;
    const { structured } = await session.call(write.tool, write.args(double));
    const shown = structured["facts"];
    // Another hour has charges of its own: spend and last use have moved on.
    now.setTime(testNow.getTime() - 3_600_000);
    const second = await session.call(write.tool, write.args(double));
    if (write === revoke) expect(second.structured["facts"]).not.toEqual(shown);
    const done = await session.call(write.tool, {
      ...write.args(double),
      confirmation_token: structured["confirmation_token"],
    });
    expect(done.structured["status"]).toBe("done");
  });
});

async function changeBySomebody(url: string, method: string, path: string, body: unknown): Promise<void> {
  const headers = {
    authorization: `Bearer ${credentials.patAdmin}`,
    "x-workspace-id": credentials.workspaceId,
    "content-type": "application/json",
  };
  const { status } = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}

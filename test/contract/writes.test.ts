// Nothing is changed without the user's word: each of the four writes, in this process and in what is shipped.
import { describe, expect, test } from "bun:test";
import type { ElicitRequest, ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { toolsByMode } from "../../src/tools/index.ts";
import { startApiDouble } from "../api-double/server.ts";
import { environmentFor } from "../support/connect.ts";
import { handshake, programs, spawnRaw, toolCall } from "../support/spawn.ts";
import { confirmedCall, sentWrites, venues, writes } from "../support/writing.ts";

/** Longer than any answer that nobody was asked for. */
const answerSlowly = async (answer: ElicitResult): Promise<ElicitResult> => {
  await Bun.sleep(450);
  return answer;
};

interface Refusal {
  readonly status: "declined" | "cancelled" | "needs_confirmation";
  elicit(): Promise<ElicitResult>;
}

const refusals: readonly Refusal[] = [
  // Accepted, but without the tick.
  { elicit: () => answerSlowly({ action: "accept", content: { confirm: false } }), status: "declined" },
  { elicit: () => answerSlowly({ action: "accept", content: { confirm: "true" } }), status: "declined" },
  { elicit: () => answerSlowly({ action: "accept" }), status: "declined" },
  { elicit: () => answerSlowly({ action: "decline" }), status: "declined" },
  { elicit: () => answerSlowly({ action: "cancel" }), status: "cancelled" },
  // Before anybody can have read the question.
  { elicit: async () => ({ action: "decline" }), status: "needs_confirmation" },
  { elicit: async () => ({ action: "cancel" }), status: "needs_confirmation" },
  {
    elicit: async () => {
      throw new Error("no window to show it in");
    },
    status: "needs_confirmation",
  },
];

describe.each([...venues])("$name", (venue) => {
  describe.each([...writes])("$tool", ({ tool, args, method, path }) => {
    test("without elicitation: a preview and a token first, the change with the second call", async () => {
      await using session = await venue.open();
      const { double } = session;
      const { structured } = await session.call(tool, args(double));
      const { confirmation_token: token, change } = structured;
      expect(structured).toMatchObject({
        status: "needs_confirmation",
        note: expect.stringContaining("Nothing was changed."),
        change: expect.any(String),
        after: expect.any(Object),
        confirmation_token: expect.stringMatching(/^\w+\.[0-9a-f]{32}$/),
        expires_at: expect.stringMatching(/Z$/),
      });
      expect(sentWrites(double)).toEqual([]);
      const done = await session.call(tool, { ...args(double), confirmation_token: token });
      expect(done.structured).toMatchObject({ status: "done", change });
      expect(sentWrites(double)).toEqual([`${method} ${path(double)}`]);
    });

    test("elicitation, accepted with the tick: done in one call", async () => {
      const asked: ElicitRequest["params"][] = [];
      await using session = await venue.open({
        elicit: (params) => {
          asked.push(params);
          return { action: "accept", content: { confirm: true } };
        },
      });
      const { double } = session;
      const { structured } = await session.call(tool, args(double));
      expect(structured).toMatchObject({ status: "done" });
      expect(structured).not.toHaveProperty("confirmation_token");
      expect(sentWrites(double)).toEqual([`${method} ${path(double)}`]);
      expect(asked).toHaveLength(1);
      expect(asked).toMatchObject([
        {
          requestedSchema: {
            type: "object",
            required: ["confirm"],
            properties: { confirm: { default: false } },
          },
        },
      ]);
      expect(asked[0]?.message).toContain(String(structured["change"]));
      expect(asked[0]?.message).toContain(`In workspace ${double.world.workspace.id}.`);
    });

    test("elicitation, any other answer: nothing is changed", async () => {
      await Promise.all(
        refusals.map(async ({ elicit, status }) => {
          await using session = await venue.open({ elicit });
          const { double } = session;
          const { structured, isError } = await session.call(tool, args(double));
          const { note, confirmation_token: token } = structured;
          expect({ isError, status: structured["status"] }).toEqual({ isError: false, status });
          expect(note).toContain("Nothing was changed.");
          expect(sentWrites(double)).toEqual([]);
          expect(token === undefined).toBe(status !== "needs_confirmation");
          if (token === undefined) return;
          // The way without elicitation is open then, and does not ask again.
          const done = await session.call(tool, { ...args(double), confirmation_token: token });
          expect(done.structured["status"]).toBe("done");
          expect(sentWrites(double)).toHaveLength(1);
        }),
      );
    });

    test("elicitation, with a token that was made up: the user is asked all the same", async () => {
      let questions = 0;
      await using session = await venue.open({
        elicit: () => {
          questions += 1;
          return answerSlowly({ action: "decline" });
        },
      });
      const { double } = session;
      const { structured } = await session.call(tool, { ...args(double), confirmation_token: "made.up" });
      expect({ status: structured["status"], questions }).toEqual({ status: "declined", questions: 1 });
      expect(structured).not.toHaveProperty("confirmation_token");
      expect(sentWrites(double)).toEqual([]);
    });

    test("ALEPHANT_READ_ONLY: not listed, and a call is refused with the reason", async () => {
      await using session = await venue.open({ environment: { ALEPHANT_READ_ONLY: "1" } });
      const { double } = session;
      const { tools } = await session.client.listTools();
      const reads = toolsByMode.manager.filter(({ effect }) => effect === "read");
      expect(tools.map(({ name }) => name)).toEqual(reads.map(({ name }) => name));
      const refused = session.call(tool, args(double));
      expect(refused).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`${tool} is switched off by ALEPHANT_READ_ONLY.`),
      });
      await refused.catch(() => undefined);
      expect(double.requests).toEqual([]);
    });

    test("ALEPHANT_CONFIRM_WRITES=off: done at once, and nobody is asked", async () => {
      let questions = 0;
      await using session = await venue.open({
        environment: { ALEPHANT_CONFIRM_WRITES: "off" },
        elicit: () => {
          questions += 1;
          return { action: "decline" };
        },
      });
      const { double } = session;
      const { structured } = await session.call(tool, args(double));
      expect(structured).toMatchObject({ status: "done", change: expect.any(String) });
      expect(sentWrites(double)).toEqual([`${method} ${path(double)}`]);
      expect(questions).toBe(0);
    });

    test("the list of keys or the policy cannot be read: no question, no change", async () => {
      await using session = await venue.open();
      const { double } = session;
      const { preview } = await confirmedCall(session, tool, args(double));
      expect(preview.isError).toBe(false);
      double.reset();
      double.fault({ method: "GET", effect: { kind: "status", status: 500 } });
      const { isError, structured } = await session.call(tool, args(double));
      // A new key needs no reading.
      expect({ isError, status: structured["status"] }).toEqual(
        tool === "create_virtual_key"
          ? { isError: false, status: "needs_confirmation" }
          : { isError: true, status: undefined },
      );
      expect(sentWrites(double)).toEqual([]);
    });
  });
});

test.each(["ALEPHANT_READ_ONLY", "ALEPHANT_CONFIRM_WRITES"])(
  "%s with a word that is neither on nor off: the binary does not start",
  async (name) => {
    const [program] = programs;
    if (program === undefined) throw new Error("There is nothing to start.");
    const environment = { ...environmentFor("manager", "http://127.0.0.1:9"), [name]: "maybe" };
    await using server = spawnRaw(program, { environment });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.stdout()).toBe("");
    expect(server.stderr()).toContain(`- ${name} must be on or off`);
  },
);

test("calls that come with the end of input change nothing either", async () => {
  const [program] = programs;
  if (program === undefined) throw new Error("There is nothing to start.");
  const double = await startApiDouble();
  try {
    await using server = spawnRaw(program, { environment: environmentFor("manager", double.url) });
    server.send(...handshake, ...writes.map(({ tool, args }, index) => toolCall(index, tool, args(double))));
    await server.closeInput();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(sentWrites(double)).toEqual([]);
  } finally {
    await double.stop();
  }
});

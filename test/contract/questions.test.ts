// Ordinary questions, asked of the executable: one call each, with the figures of the charges in the answer.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor, outcomeOf } from "../support/connect.ts";
import { askOn, questions } from "../support/questions.ts";
import { type SpawnedClient, spawnClient, theBinary } from "../support/spawn.ts";

setDefaultTimeout(60_000);

/** The executable's clock is the real one: this is its day. */
const now = new Date();
const double = await useApiDouble({ now: () => now });
let servers: Record<"manager" | "vk", SpawnedClient>;
const answers = new Map<string, readonly string[]>();

beforeAll(async () => {
  const [manager, vk] = await Promise.all(
    (["manager", "vk"] as const).map((mode) =>
      spawnClient(theBinary, { environment: environmentFor(mode, double.url) }),
    ),
  );
  if (manager === undefined || vk === undefined) throw new Error("No server started.");
  servers = { manager, vk };
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server[Symbol.asyncDispose]())));

async function askQuestion({ mode, calls }: (typeof questions)[number]): Promise<string[]> {
  const texts: string[] = [];
  for (const { tool, args } of calls) {
    const result = await servers[mode].client.callTool({
      name: tool,
      arguments: args?.(askOn(double.world, now)) ?? {},
    });
    const { isError, text } = outcomeOf(CallToolResultSchema.parse(result));
    if (isError) throw new Error(text);
    texts.push(text);
  }
  return texts;
}

describe.each(["manager", "vk"] as const)("%s", (mode) => {
  test.each(questions.filter((question) => question.mode === mode))("$ask", async (question) => {
    const texts = await askQuestion(question);
    answers.set(question.ask, texts);
    const text = texts.join("\n");
    const values = new Set(text.match(/-?\d+(?:\.\d+)?/g)?.map(Number));
    const wanted = question.holds(askOn(double.world, now));
    expect(wanted.length).toBeGreaterThan(0);
    const missing = wanted.filter((each) => {
      if (typeof each === "number") return !values.has(each);
      return each === undefined || !text.includes(each);
    });
    expect({ missing, text }).toEqual({ missing: [], text });
  });
});

test("one call for most of them, and little to read", () => {
  expect(questions.filter(({ calls }) => calls.length === 1).length).toBeGreaterThanOrEqual(26);
  expect(answers.size).toBe(questions.length);
  const bytes = [...answers.values()].flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeLessThanOrEqual(45_000);
});

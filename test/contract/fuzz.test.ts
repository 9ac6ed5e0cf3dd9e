// Lines and arguments that nobody thought of, to the built program. More of them by hand: FUZZ_RUNS=200 bun test fuzz
// Again from a failure: FUZZ_SEED=<its seed> FUZZ_RUNS=1 bun test fuzz
import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { isObject } from "../api-double/state.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { createArguments, createLine, deservesAnswer } from "../support/fuzzing.ts";
import { type Random, randomFrom } from "../support/random.ts";
import {
  handshake,
  type Message,
  messagesIn,
  type ServerProcess,
  spawnRaw,
  theBinary,
} from "../support/spawn.ts";

const runs = Number(process.env["FUZZ_RUNS"] ?? 3);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? 1);
const linesARun = 400;
const callsToATool = 5;
const answersWithinMs = 20_000;
const seeds = Array.from({ length: runs }, (_, index) => firstSeed + index);

const double = await useApiDouble();

const secrets = [credentials.virtualKey, credentials.patAdmin] as const;

/** Feeds a server, and checks what holds whatever it is fed. */
async function runSession(mode: "vk" | "manager", feed: (server: ServerProcess) => Promise<number>) {
  await using server = spawnRaw(theBinary, { environment: environmentFor(mode, double.url) });
  server.send(...handshake, { jsonrpc: "2.0", id: "list", method: "tools/list" });
  await server.answer("list");
  const owed = await feed(server);
  server.send({ jsonrpc: "2.0", id: "well?", method: "ping" });
  const expected = owed + 3;
  const deadline = performance.now() + answersWithinMs;
  while (server.stdout().split("\n").length - 1 < expected && performance.now() < deadline)
    await Bun.sleep(10);
  await server.closeInput();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  const messages = messagesIn(server.stdout());
  expect(messages).toHaveLength(expected);
  for (const message of messages) checkAnswer(message);
  const printed = server.stdout() + server.stderr();
  for (const secret of secrets) expect(printed.includes(secret.slice(0, 20))).toBe(false);
  expect(printed).not.toMatch(/\n\s+at |\bbunfs\b|\bnode_modules\b/);
  expect(server.stderr()).not.toContain("bug in");
  return messages;
}

function checkAnswer({ id, error, result }: Message): void {
  if (error !== undefined) {
    expect({ id, error }).toMatchObject({ error: { message: expect.not.stringContaining("\n") } });
    const code = isObject(error) ? error["code"] : undefined;
    expect({ id, error, isClear: [-32700, -32600, -32601, -32602].some((known) => known === code) }).toEqual({
      id,
      error,
      isClear: true,
    });
    return;
  }
  if (!isObject(result) || result["isError"] !== true) return;
  const [content] = Array.isArray(result["content"]) ? result["content"] : [];
  const text: unknown = isObject(content) ? content["text"] : undefined;
  expect(text).toMatch(/^\w+ failed\. \S.*[^.]{8,}\.$/s);
  expect(text).not.toContain("fault of alephant-mcp itself");
  expect(String(text).length).toBeLessThan(3_000);
}

async function runNamingSeed(seed: number, property: (random: Random) => Promise<unknown>): Promise<void> {
  try {
    await property(randomFrom(seed));
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

test.each(seeds)(
  "lines, seed %i",
  (seed) =>
    runNamingSeed(seed, (random) =>
      runSession("vk", async (server) => {
        let owed = 0;
        for (let id = 0; id < linesARun; id++) {
          const line = createLine(random, id);
          if (deservesAnswer(line)) owed++;
          server.write(Uint8Array.of(...line, 0x0a));
        }
        return owed;
      }),
    ),
  60_000,
);

describe.each(["vk", "manager"] as const)("arguments of every tool in %s mode", (mode) => {
  test.each(seeds)(
    "seed %i",
    (seed) =>
      runNamingSeed(seed, async (random) => {
        const names = new Map<number, string>();
        const messages = await runSession(mode, async (server) => {
          for (const tool of await listTools(server)) {
            for (let round = 0; round < callsToATool; round++) {
              const id = names.set(names.size, tool.name).size - 1;
              const args = createArguments(random, tool.inputSchema, secrets);
              const params = { name: tool.name, arguments: args };
              server.send({ jsonrpc: "2.0", id, method: "tools/call", params });
            }
          }
          return names.size;
        });
        // An answer each, and of the tool that was asked.
        const answered = messages.flatMap(({ id }) => (typeof id === "number" ? [id] : []));
        expect(answered.toSorted((a, b) => a - b)).toEqual([...names.keys()]);
        for (const { id, result } of messages) {
          if (typeof id !== "number" || !isObject(result) || result["isError"] !== true) continue;
          expect(JSON.stringify(result)).toContain(`${names.get(id)} failed. `);
        }
        // Nothing was changed: no confirmation was ever given.
        expect(double.requests.filter(({ method }) => method !== "GET")).toEqual([]);
      }),
    60_000,
  );
});

async function listTools(server: ServerProcess): Promise<{ name: string; inputSchema: unknown }[]> {
  const { result } = await server.answer("list");
  const tools: unknown = isObject(result) ? result["tools"] : undefined;
  if (!Array.isArray(tools)) throw new Error("There are no tools.");
  return tools.flatMap((tool) =>
    isObject(tool) ? [{ name: String(tool["name"]), inputSchema: tool["inputSchema"] }] : [],
  );
}

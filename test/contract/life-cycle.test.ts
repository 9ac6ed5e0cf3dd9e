// However its host goes away, the built program is gone within a second, with code 0, and has burned nothing.
import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import {
  binaryCommand,
  type Exit,
  handshake,
  messagesIn,
  type ServerProcess,
  spawnRaw,
  theBinary,
  toolCall,
} from "../support/spawn.ts";

const endMs = 1_000;
/** A start takes some 20 ms of a processor; a loop that waits for nothing would take all of 2 s. */
const idleCpuMs = 400;
const signals = process.platform === "win32" ? [] : (["SIGTERM", "SIGINT", "SIGHUP"] as const);

const double = await useApiDouble();
// Its first answer takes longest: it makes up the world.
const headers = { authorization: `Bearer ${credentials.virtualKey}` };
await (await fetch(`${double.url}/api/v1/cockpit/scope`, { headers })).text();

const createEnvironment = (): Record<string, string> => environmentFor("vk", double.url);

async function startServer(): Promise<ServerProcess> {
  const server = spawnRaw(theBinary, { environment: createEnvironment() });
  server.send(...handshake);
  await server.answer("init");
  return server;
}

/** With a call whose request has reached the API. */
async function startBusy(effect: "silence" | "slow"): Promise<ServerProcess> {
  double.fault({ effect: effect === "slow" ? { kind: "slow", ms: 100 } : { kind: "silence" } });
  const server = await startServer();
  server.send(toolCall(1, "get_my_scope"));
  while (double.requests.length === 0) await Bun.sleep(5);
  return server;
}

async function awaitEnd(server: ServerProcess): Promise<Exit & { readonly inTime: boolean }> {
  const from = performance.now();
  const exit = await server.exited;
  return { ...exit, inTime: performance.now() - from < endMs };
}

const orderly = { code: 0, signal: null, inTime: true };

/** What the API sees: the connection of the call that nobody waits for is closed. */
async function awaitAborted(): Promise<boolean> {
  for (let look = 0; look < 100; look++) {
    if (double.requests.every(({ aborted }) => aborted)) return true;
    await Bun.sleep(10);
  }
  return false;
}

describe("end of input", () => {
  test("before anything was sent", async () => {
    await using server = spawnRaw(theBinary, { environment: createEnvironment() });
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(server.stdout()).toBe("");
  });

  test("with a call in flight: its requests are closed", async () => {
    await using server = await startBusy("silence");
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(await awaitAborted()).toBe(true);
  });

  test("with a call that answers soon: the answer still comes", async () => {
    await using server = await startBusy("slow");
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(messagesIn(server.stdout()).map(({ id }) => id)).toContain(1);
  });

  test("with sixty-four calls in flight", async () => {
    await using server = await startBusy("silence");
    server.send(...Array.from({ length: 63 }, (_, index) => toolCall(index + 2, "get_daily_costs")));
    await Bun.sleep(50);
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
  });
});

describe("nobody reads", () => {
  test("and a call in flight comes back to a closed pipe", async () => {
    await using server = await startBusy("slow");
    await server.closeOutput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(server.stderr()).not.toMatch(/EPIPE|Error|\bat /);
  });

  test("and requests keep coming", async () => {
    await using server = await startServer();
    await server.closeOutput();
    for (let id = 0; id < 200; id++) server.send({ jsonrpc: "2.0", id, method: "tools/list" });
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(server.stderr()).not.toMatch(/EPIPE|Error|\bat /);
  });

  test("both sides at once", async () => {
    await using server = await startBusy("silence");
    await Promise.all([server.closeOutput(), server.closeInput()]);
    expect(await awaitEnd(server)).toEqual(orderly);
  });
});

describe.each(signals)("%s", (signal) => {
  test("idle", async () => {
    await using server = await startServer();
    server.kill(signal);
    expect(await awaitEnd(server)).toEqual(orderly);
  });

  test("with a call in flight", async () => {
    await using server = await startBusy("silence");
    server.kill(signal);
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(await awaitAborted()).toBe(true);
  });

  test("while it starts", async () => {
    await using server = spawnRaw(theBinary, { environment: createEnvironment() });
    server.kill(signal);
    // Before its first instruction there is nobody yet to turn the signal into code 0.
    const { inTime } = await awaitEnd(server);
    expect(inTime).toBe(true);
  });

  test("again and again", async () => {
    await using server = await startBusy("silence");
    for (let time = 0; time < 5; time++) server.kill(signal);
    expect(await awaitEnd(server)).toEqual(orderly);
  });
});

describe("a parent that is killed", () => {
  /** Starts the server as a host does, hands input on to it, and gives it no chance to say goodbye. */
  const host = `
    const server = Bun.spawn(JSON.parse(process.env.COMMAND), {
      stdin: "pipe", stdout: "inherit", stderr: "inherit", env: JSON.parse(process.env.ENVIRONMENT),
    });
    for await (const chunk of Bun.stdin.stream()) {
      server.stdin.write(chunk);
      server.stdin.flush();
    }`;

  test.each(["idle", "with a call in flight"])("leaves nothing behind: %s", async (how) => {
    const parent: ServerProcess = spawnRaw(
      { name: "a host", command: [process.execPath, "-e", host] },
      {
        environment: {
          COMMAND: JSON.stringify(binaryCommand),
          ENVIRONMENT: JSON.stringify(createEnvironment()),
        },
      },
    );
    await using _ = parent;
    if (how !== "idle") double.fault({ effect: { kind: "silence" } });
    parent.send(...handshake, ...(how === "idle" ? [] : [toolCall(1, "get_my_scope")]));
    await parent.answer("init");
    while (how !== "idle" && double.requests.length === 0) await Bun.sleep(5);
    parent.kill("SIGKILL");
    // Its output is the server's too: it ends when the last of them is gone.
    const { inTime } = await awaitEnd(parent);
    expect(inTime).toBe(true);
    expect(await awaitAborted()).toBe(true);
  });
});

describe("processor time", () => {
  test.each(["idle", "with a call in flight"])("two seconds, %s", async (how) => {
    await using server = how === "idle" ? await startServer() : await startBusy("silence");
    await Bun.sleep(2_000);
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(server.cpuMs()).toBeLessThan(idleCpuMs);
  });

  test("from the end of input to the end", async () => {
    await using server = await startBusy("silence");
    await server.closeInput();
    expect(await awaitEnd(server)).toEqual(orderly);
    expect(server.cpuMs()).toBeLessThan(idleCpuMs);
  });
});

test("a host that never reads standard error does not hold the server up", async () => {
  const child = Bun.spawn([...binaryCommand], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env["PATH"], SystemRoot: process.env["SystemRoot"], ...createEnvironment() },
  });
  const lines = [
    ...handshake,
    // Each answers no question, which is worth a line of the log.
    ...Array.from({ length: 5_000 }, (_, id) => ({ jsonrpc: "2.0", id: `stray-${id}`, result: {} })),
    { jsonrpc: "2.0", id: "last", method: "ping" },
  ];
  child.stdin.write(lines.map((message) => `${JSON.stringify(message)}\n`).join(""));
  await child.stdin.end();
  const answers = messagesIn(await child.stdout.text());
  expect(answers.map(({ id }) => id)).toEqual(["init", "last"]);
  expect(await child.exited).toBe(0);
  expect(await child.stderr.text()).toEndWith("alephant-mcp: further lines are left out.\n");
});

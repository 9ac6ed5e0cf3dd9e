/** A program that is measured: started as a host starts it, asked over its standard streams. */
import * as v from "valibot";

export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

export interface Answer {
  /** When its line was complete, by performance.now(). */
  readonly atMs: number;
  readonly isError: boolean;
}

export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** By performance.now(), just before it was started. */
  readonly startedMs: number;
  request(method: string, params?: Readonly<Record<string, unknown>>): Promise<Answer>;
  notify(method: string): void;
}

/** Nothing of this environment that could slow a program down, as more certificates would. */
export const bareEnvironment: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "" };

const Reply = v.looseObject({
  id: v.number(),
  result: v.optional(v.looseObject({ isError: v.optional(v.boolean()) })),
});

export function startProgram(
  { name, command }: Program,
  environment: Readonly<Record<string, string>>,
): RunningProgram {
  const startedMs = performance.now();
  const child = Bun.spawn([...command], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
    env: { ...bareEnvironment, ...environment },
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let lastId = 0;
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    child.stdin.flush();
  };

  const accept = (line: string, atMs: number): void => {
    const { id, result } = v.parse(Reply, JSON.parse(line));
    waiting.get(id)?.resolve({
      atMs,
      isError: result === undefined || result.isError === true,
    });
    waiting.delete(id);
  };
  void readLines(child.stdout, accept).then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended before it answered.`));
  });

  return {
    pid: child.pid,
    startedMs,
    request(method, params) {
      const answer = Promise.withResolvers<Answer>();
      waiting.set(++lastId, answer);
      send({ id: lastId, method, ...(params === undefined ? {} : { params }) });
      return answer.promise;
    },
    notify: (method) => send({ method }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** Hands on every line, with the time at which its end arrived. */
async function readLines(
  stream: ReadableStream<Uint8Array>,
  accept: (line: string, atMs: number) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const atMs = performance.now();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) accept(line, atMs);
  }
}

/** The first exchange of every session. */
export async function initialize(running: RunningProgram): Promise<Answer> {
  const clientInfo = { name: "bench", version: "0" };
  const answer = await running.request("initialize", {
    ...{ protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
  });
  running.notify("notifications/initialized");
  return answer;
}

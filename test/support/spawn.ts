/** The server as a process of its own: what is shipped, and the source, started as a host would start them. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { ClientCapabilities } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";

const root = join(import.meta.dir, "..", "..");
const bun = process.execPath;
const node = Bun.which("node");

export interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const binary = join(root, "dist", process.platform === "win32" ? "alephant-mcp.exe" : "alephant-mcp");
const npmBundle = join(root, "dist", "npm", "alephant-mcp.mjs");

/**
 * A command, as a JSON array, that is tested in place of this platform's executable: one of a release, perhaps inside
 * an emulator. `bun test -t "the binary" test/contract` runs what concerns it.
 */
const given = process.env["ALEPHANT_MCP_COMMAND"];
/** This platform's executable, or what stands in its place. */
export const binaryCommand =
  given === undefined
    ? ([binary] as const)
    : v.parse(v.tupleWithRest([v.string()], v.string()), JSON.parse(given));

export const theBinary: Program = { name: "the binary", command: binaryCommand };

/** Everything that a user can start. Without Node on this machine, its leg is left out. */
export const programs: readonly Program[] = [
  theBinary,
  { name: "the npm bundle on Bun", command: [bun, npmBundle] },
  ...(node === null ? [] : [{ name: "the npm bundle on Node", command: [node, npmBundle] } as const]),
  { name: "the source", command: [bun, join(root, "src", "main.ts")] },
];

/** What a process needs to start at all; nothing else of this environment, and no home, reaches the server. */
const bareEnvironment = Object.fromEntries(
  ["PATH", "TMPDIR", "SystemRoot"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

export interface SpawnOptions {
  /** What the SDK's client declares. */
  readonly capabilities?: ClientCapabilities;
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function assertBuilt({ command }: Program): void {
  for (const file of command) {
    if (isAbsolute(file) && !existsSync(file))
      throw new Error(`${file} is not there: run \`bun run build\` first.`);
  }
}

export interface SpawnedClient extends AsyncDisposable {
  readonly client: Client;
  stderr(): string;
}

/** The SDK's own client on the program's standard streams. */
export async function spawnClient(program: Program, options: SpawnOptions): Promise<SpawnedClient> {
  assertBuilt(program);
  const [command, ...args] = program.command;
  const transport = new StdioClientTransport({
    command,
    args,
    env: { ...bareEnvironment, ...options.environment },
    stderr: "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const client = new Client({ name: "test", version: "0" }, { capabilities: options.capabilities ?? {} });
  await client.connect(transport);
  return { client, stderr: () => stderr, [Symbol.asyncDispose]: () => client.close() };
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | number | null;
}

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  /** One message, one line. */
  send(...messages: readonly unknown[]): void;
  write(bytes: string | Uint8Array): void;
  closeInput(): Promise<void>;
  /** The host stops reading. */
  closeOutput(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** The message with this id, when it has come; rejects when output ends before. */
  answer(id: number | string | null): Promise<Message>;
  readonly exited: Promise<Exit>;
  /** The processor time of user and system together, once it has ended. */
  cpuMs(): number;
  /** What was printed; whole after `exited`. */
  stdout(): string;
  stderr(): string;
}

export type Message = Readonly<Record<string, unknown>>;

/** The bare process. */
export function spawnRaw(program: Program, options: SpawnOptions): ServerProcess {
  assertBuilt(program);
  const child = Bun.spawn([...program.command], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...bareEnvironment, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const output = collectText(child.stdout);
  const errors = collectText(child.stderr);
  const write = (bytes: string | Uint8Array): void => {
    try {
      child.stdin.write(bytes);
      child.stdin.flush();
    } catch {
      // It has ended already; what it printed tells why.
    }
  };
  return {
    pid: child.pid,
    write,
    send: (...messages) => write(messages.map((message) => `${JSON.stringify(message)}\n`).join("")),
    closeInput: async () => void (await child.stdin.end()),
    closeOutput: () => output.cancel(),
    kill: (signal) => child.kill(signal),
    async answer(id) {
      for (;;) {
        const found = messagesIn(output.text()).find((message) => message["id"] === id);
        if (found !== undefined) return found;
        if (output.isOver()) throw new Error(`No answer to ${id}. Printed: ${output.text()}${errors.text()}`);
        await output.more();
      }
    },
    exited: child.exited.then(async () => {
      await Promise.all([output.ended, errors.ended]);
      return { code: child.exitCode, signal: child.signalCode };
    }),
    cpuMs: () => Number(child.resourceUsage()?.cpuTime.total ?? Number.NaN) / 1000,
    stdout: output.text,
    stderr: errors.text,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** To its end, with nothing on standard input. */
export async function runProgram(
  program: Program,
  words: readonly string[],
  options: SpawnOptions,
): Promise<Run> {
  assertBuilt(program);
  const child = Bun.spawn([...program.command, ...words], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...bareEnvironment, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stdout, stderr };
}

export interface Person extends AsyncDisposable {
  type(text: string): void;
  /** Resolves when the text has appeared; rejects when the program ends before. */
  waitFor(text: string): Promise<void>;
  /** Everything that has appeared, with its control sequences. */
  screen(): string;
  readonly exited: Promise<Exit>;
}

/** In a pseudo terminal, as somebody who types the command. */
export function spawnInTerminal(
  program: Program,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  columns = 80,
): Person {
  assertBuilt(program);
  const decoder = new TextDecoder();
  let screen = "";
  let isOver = false;
  let announce = Promise.withResolvers<void>();
  const announceMore = (): void => {
    announce.resolve();
    announce = Promise.withResolvers();
  };
  const closed = Promise.withResolvers<void>();
  const child = Bun.spawn([...program.command, ...words], {
    env: { ...bareEnvironment, TERM: "xterm-256color", ...environment },
    terminal: {
      cols: columns,
      data: (_terminal, data) => {
        screen += decoder.decode(data, { stream: true });
        announceMore();
      },
      exit: () => closed.resolve(),
    },
  });
  return {
    type: (text) => void child.terminal?.write(text),
    screen: () => screen,
    async waitFor(text) {
      while (!screen.includes(text)) {
        if (isOver) throw new Error(`It ended without showing "${text}": ${screen}`);
        await announce.promise;
      }
    },
    exited: child.exited.then(async () => {
      await closed.promise;
      isOver = true;
      announceMore();
      return { code: child.exitCode, signal: child.signalCode };
    }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      child.terminal?.close();
    },
  };
}

/** The messages in a transcript. @throws when a whole line is anything but a JSON-RPC message */
export function messagesIn(transcript: string): Message[] {
  const lines = transcript.split("\n");
  const rest = lines.pop();
  if (rest === undefined) return [];
  return lines.map((line) => {
    const value: unknown = JSON.parse(line);
    if (isMessage(value) && value["jsonrpc"] === "2.0") return value;
    throw new Error(`Not a JSON-RPC message: ${line}`);
  });
}

const isMessage = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a stream to its end in the background. */
function collectText(stream: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  let isOver = false;
  let announce = Promise.withResolvers<void>();
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      isOver = done;
      if (value !== undefined) text += decoder.decode(value, { stream: true });
      announce.resolve();
      announce = Promise.withResolvers();
      if (done) return;
    }
  })();
  return {
    ended,
    text: () => text,
    isOver: () => isOver,
    more: () => announce.promise,
    cancel: () => reader.cancel(),
  };
}

/** The first two messages of every session. */
export const handshake: readonly Message[] = [
  {
    jsonrpc: "2.0",
    id: "init",
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "0" } },
  },
  { jsonrpc: "2.0", method: "notifications/initialized" },
];

export const toolCall = (
  id: number,
  name: string,
  args: Readonly<Record<string, unknown>> = {},
): Message => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

/** Entry: the only reader of argv and env, the only writer of stderr and of the exit code. */
import { version } from "../package.json" with { type: "json" };
import { connectApi } from "./api/index.ts";
import type { Shell } from "./cli/shell.ts";
import { type Config, type Environment, readConfig } from "./config.ts";
import { ConfigError } from "./domain/errors.ts";
import { redactSecrets } from "./domain/text.ts";
import { createSecretStore } from "./mcp/secret-file.ts";
import { createServer } from "./mcp/server.ts";
import { createShutdown } from "./mcp/shutdown.ts";
import { openStdioPipes } from "./mcp/stdio-pipes.ts";
import { StdioTransport } from "./mcp/stdio-transport.ts";

const { env, platform } = process;

/** A host that never reads standard error would block this process once the pipe is full (64 KiB on Linux). */
let logRoom = 32_000;

/** By console.error, which returns when the line is written, and costs nothing at start, unlike the streams of process. */
function log(line: string): void {
  if (logRoom <= 0) return;
  // A character has up to three bytes, and a pipe uses up a whole block for a short line.
  logRoom -= Math.max(256, 3 * line.length);
  console.error(`alephant-mcp: ${logRoom > 0 ? line : "further lines are left out."}`);
}

/** Plain http is for this machine alone: through a proxy the credential would cross the network in clear text. */
function keepFromProxy(baseUrl: string): void {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== "http:") return;
  for (const name of ["NO_PROXY", "no_proxy"]) env[name] = `${env[name] ?? ""},${hostname}`;
}

/** Reads a configuration, and prepares this process for it. */
function configure(environment: Environment): Config {
  const config = readConfig(environment, platform);
  // A credential goes only where a certificate proves the address; another CA is added by NODE_EXTRA_CA_CERTS.
  delete env["NODE_TLS_REJECT_UNAUTHORIZED"];
  keepFromProxy(config.baseUrl);
  return config;
}

function serveMcp(config: Config): void {
  for (const note of config.notes) log(note);
  const connection = connectApi(config, `alephant-mcp/${version}`);
  const changes = new Set<Promise<unknown>>();
  const transport = new StdioTransport(openStdioPipes());
  const shutdown = createShutdown({
    changes,
    flush: () => transport.flush(),
    log,
    exit: () => process.exit(0),
  });
  const server = createServer(connection, {
    version,
    now: () => new Date(),
    log,
    storeSecret: createSecretStore(config.keyFolder),
    changes,
    shutdownSignal: shutdown.signal,
    isReadOnly: config.isReadOnly,
    confirmsWrites: config.confirmsWrites,
    offersView: config.offersView,
  });
  transport.onend = shutdown.begin;
  server.onclose = shutdown.finish;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, shutdown.finish);

  const scope = config.mode === "manager" ? `manager mode, workspace ${config.workspaceId}` : "vk mode";
  log(redactSecrets(`${version}, ${scope}, ${config.baseUrl}`, connection.secrets));
  const silence = setTimeout(greetPerson, hostSilenceMs);
  server.oninitialized = () => clearTimeout(silence);
  void server.connect(transport);
}

/** A host sends its first message at once. */
const hostSilenceMs = 700;

/** Tells somebody who has started the server by hand why nothing happens. */
function greetPerson(): void {
  const { isatty } = process.getBuiltinModule("node:tty");
  if (!isatty(0)) return;
  log(
    "this is an MCP server: it waits for an assistant's messages (JSON-RPC) on standard input. Assistants start it themselves, once it stands in their configuration. Ctrl+C ends it; `alephant-mcp --help` lists what it does in a terminal.",
  );
}

let writeError: Error | undefined;

/** Node emits the error of a write only after the write's callback: hence the pause. Resolves to whether all was written. */
const flushOutput = (): Promise<boolean> =>
  new Promise((resolve) => {
    process.stdout.write("", () => setTimeout(() => resolve(writeError === undefined)));
  });

function createShell(): Shell {
  const { stdout, stderr } = process;
  // A reader may stop at any line, as `head` does; any other error is reported, and makes the exit code 1.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || writeError !== undefined) return;
    writeError = error;
    stderr.write(`alephant-mcp: the answer could not be written: ${error.message}\n`);
  });
  return {
    version,
    env,
    platform,
    programUrl: import.meta.url,
    runtime: `${process.versions.bun === undefined ? `Node.js ${process.versions.node}` : `Bun ${process.versions.bun}`}, ${platform} ${process.arch}`,
    now: () => new Date(),
    configure,
    print: (text) => void stdout.write(text),
    flush: flushOutput,
    // Not console.error, which colours what it writes to a terminal.
    note: (line) => void stderr.write(`alephant-mcp: ${line}\n`),
    showProgress: (text) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[K${text?.slice(0, (stderr.columns || 80) - 1) ?? ""}`);
    },
    terminal: {
      hasColor: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
      columns: Math.max(40, stdout.columns || 80),
    },
  };
}

/** Ends the process without waiting for what the command has given up on, such as an unanswered DNS query. */
async function runCommandLine(words: readonly string[]): Promise<void> {
  const { runCommand } = await import("./cli/index.ts");
  const code = await runCommand(words, createShell());
  process.exit((await flushOutput()) ? code : 1);
}

const words = process.argv.slice(2);
try {
  if (words.length === 0) serveMcp(configure(env));
  else await runCommandLine(words);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  log(`cannot start:\n${error.message}`);
  process.exitCode = 1;
}

/** Entry: the only reader of argv and env, the only writer of stderr and of the exit code. */
import packageJson from "../package.json" with { type: "json" };
import { connect } from "./api/index.ts";
import { type Config, readConfig } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { secretStore } from "./secret-file.ts";
import { createServer } from "./server.ts";
import { StdioTransport, stdioPipes } from "./stdio.ts";
import { withoutSecrets } from "./text.ts";

const { version } = packageJson;

// console.error costs nothing at start, unlike process.stdout and process.stdin.
const log = (line: string): void => console.error(`alephant-mcp: ${line}`);

function start(config: Config): void {
  for (const note of config.notes) log(note);
  const connection = connect(config, `alephant-mcp/${version}`);
  const server = createServer(connection, {
    version,
    now: () => new Date(),
    log,
    storeSecret: secretStore(config.keyFolder),
    isReadOnly: config.isReadOnly,
    confirmsWrites: config.confirmsWrites,
  });
  const transport = new StdioTransport(stdioPipes());

  // Whatever ends the server, the end is an orderly one: the transport leaves answers under way a moment, then nothing lingers.
  const stop = (): void => process.exit(0);
  server.onclose = stop;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);

  const scope = config.mode === "manager" ? `manager mode, workspace ${config.workspaceId}` : "vk mode";
  log(withoutSecrets(`${version}, ${scope}, ${config.baseUrl}`, connection.secrets));
  void server.connect(transport);
}

try {
  start(readConfig(process.env, process.platform));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  log(`cannot start:\n${error.problems.map((problem) => `  - ${problem}`).join("\n")}`);
  process.exit(1);
}

/** Entry: the only reader of argv and env, the only writer of stderr and of the exit code. */
import { version } from "../package.json" with { type: "json" };
import { connect } from "./api/index.ts";
import { type Config, readConfig } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { secretStore } from "./secret-file.ts";
import { createServer } from "./server.ts";
import { StdioTransport, stdioPipes } from "./stdio.ts";
import { withoutSecrets } from "./text.ts";

// console.error costs nothing at start, unlike process.stdout and process.stdin.
const log = (line: string): void => console.error(`alephant-mcp: ${line}`);

/** A credential goes only where a certificate proves the address; another CA is added by NODE_EXTRA_CA_CERTS. */
function keepCertificateChecks(): void {
  if (process.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
    log("NODE_TLS_REJECT_UNAUTHORIZED is ignored; name the CA's file in NODE_EXTRA_CA_CERTS instead.");
  }
  delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
}

/** Plain http is for this machine alone: through a proxy the credential would cross the network in clear text. */
function keepFromProxy(baseUrl: string): void {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== "http:") return;
  for (const name of ["NO_PROXY", "no_proxy"]) process.env[name] = `${process.env[name] ?? ""},${hostname}`;
}

function start(config: Config): void {
  keepFromProxy(config.baseUrl);
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
  keepCertificateChecks();
  start(readConfig(process.env, process.platform));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  log(`cannot start:\n${error.problems.map((problem) => `  - ${problem}`).join("\n")}`);
  process.exit(1);
}

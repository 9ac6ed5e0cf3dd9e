/** Starts the server as the host will, and waits until it answers: the entry may name the wrong program. */
import type { Environment } from "../../config.ts";
import { plainText } from "../../domain/text.ts";
import type { OwnCommand } from "./own-command.ts";

const { spawn } = process.getBuiltinModule("node:child_process");

/** The first start by npx or bunx downloads the package. */
const startTimeoutMs = 60_000;

/** An answer to the handshake is far shorter. */
const maxOutput = 256 * 1024;
const maxErrors = 4_096;
/** For a program that takes no hint. */
const graceMs = 1_000;

const hello = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "alephant-mcp setup", version: "1" },
  },
};

interface Trial {
  readonly timeoutMs?: number;
  /** Where it is started; preset is the folder of this process. */
  readonly folder?: string | undefined;
}

/** Why it does not start; undefined when it answers. */
export function startProblem(
  { program, args }: OwnCommand,
  env: Environment,
  { timeoutMs = startTimeoutMs, folder }: Trial = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { env, cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      // A program that floods would keep this process busy for as long as it is read.
      for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners("data").destroy();
      child.kill();
      setTimeout(() => child.kill("SIGKILL"), graceMs).unref();
      resolve(problem);
    };
    const timer = setTimeout(() => end(`no answer within ${timeoutMs / 1000} seconds`), timeoutMs);
    child.stdout.on("data", (chunk) => {
      output = `${output}${String(chunk)}`;
      if (output.includes('"serverInfo"')) end(undefined);
      else if (output.length > maxOutput) end("it prints something else than an answer");
    });
    child.stderr.on("data", (chunk) => {
      if (errors.length < maxErrors) errors = `${errors}${String(chunk).slice(0, maxErrors)}`;
    });
    child.on("error", (error) => end(plainText(error.message, 200)));
    child.on("exit", (code) =>
      end(`it ends with code ${code}${errors === "" ? "" : `: ${plainText(errors, 300)}`}`),
    );
    child.stdin.on("error", () => undefined); // it has ended already
    child.stdin.write(`${JSON.stringify(hello)}\n`);
  });
}

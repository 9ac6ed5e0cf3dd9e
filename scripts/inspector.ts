// bun scripts/inspector.ts: the command line of the MCP Inspector on the built executable, in both modes. Build first.
// Its 120 packages, 110 MB, are installed into scripts/inspector/; as a part of `npm test` only CI runs it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { Mode } from "../src/domain/mode.ts";
import { toolsByMode } from "../src/tools/index.ts";
import { startApiDouble } from "../test/api-double/server.ts";
import { environmentFor } from "../test/support/connect.ts";
import { binaryCommand } from "../test/support/spawn.ts";
import { sentWrites, supportBotKeyId } from "../test/support/writing.ts";
import { readOutcome } from "./release/run.ts";
import { installPinned } from "./release/runtimes.ts";

const folder = join(import.meta.dir, "inspector");
const inspector = join(
  folder,
  "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);
/** How it ends when the result of a call is an error. */
const toolErrorCode = 5;

interface Step {
  readonly mode: Mode;
  readonly words: readonly string[];
  readonly code?: number;
  /** What it must print. */
  readonly answer: v.GenericSchema;
}

/** Nothing of this environment may reach the server, and nothing be written into this home. */
const createEnvironment = (home: string) => ({
  PATH: process.env["PATH"],
  SystemRoot: process.env["SystemRoot"],
  HOME: home,
  USERPROFILE: home,
});

const writeCall = (name: string, ...args: readonly string[]): readonly string[] => [
  "--method",
  "tools/call",
  "--tool-name",
  name,
  ...args.flatMap((arg) => ["--tool-arg", arg]),
];
// --strict also ends with an error when the form of a schema keeps it from being understood by some hosts.
const listing = ["--method", "tools/list", "--strict"];
const prompt = ["--method", "prompts/get", "--prompt-name", "cost_audit_report"];
const figures = v.object({ structuredContent: v.object({ warnings: v.array(v.unknown()) }) });
const filled = v.object({ messages: v.pipe(v.array(v.unknown()), v.length(1)) });
const toolError = v.object({ isError: v.literal(true) });
const createToolsSchema = (mode: Mode) =>
  v.object({ tools: v.pipe(v.array(v.unknown()), v.length(toolsByMode[mode].length)) });

await installPinned(folder);
const home = await mkdtemp(join(tmpdir(), "alephant-mcp-inspector-"));
const double = await startApiDouble();
const steps: readonly Step[] = [
  { mode: "vk", words: listing, answer: createToolsSchema("vk") },
  { mode: "vk", words: writeCall("get_usage_summary"), answer: figures },
  { mode: "vk", words: writeCall("get_my_recent_requests", "limit=3"), answer: figures },
  {
    mode: "vk",
    words: writeCall("get_usage_summary", "period=year"),
    code: toolErrorCode,
    answer: toolError,
  },
  { mode: "vk", words: [...prompt, "--prompt-args", "period=monthly"], answer: filled },
  { mode: "manager", words: listing, answer: createToolsSchema("manager") },
  { mode: "manager", words: writeCall("get_executive_dashboard"), answer: figures },
  { mode: "manager", words: writeCall("list_agents", "page_size=3"), answer: figures },
  {
    mode: "manager",
    words: writeCall("revoke_virtual_key", `key_id=${supportBotKeyId(double)}`),
    answer: v.object({ structuredContent: v.object({ status: v.literal("needs_confirmation") }) }),
  },
  { mode: "manager", words: prompt, answer: filled },
];
let failed = 0;
try {
  for (const { mode, words, code = 0, answer } of steps) {
    const variables = Object.entries(environmentFor(mode, double.url));
    const environment = variables.flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const command = [process.execPath, inspector, "--cli", ...environment, ...binaryCommand, ...words];
    const outcome = await readOutcome(command, { cwd: home, env: createEnvironment(home) });
    const ok = outcome.code === code && v.is(v.pipe(v.string(), v.parseJson(), answer), outcome.stdout);
    if (!ok) {
      failed++;
      console.log(`code ${outcome.code}\n${outcome.stdout}${outcome.stderr}`);
    }
    console.log(
      `${ok ? "ok" : "FAILED"}: ${mode}, ${words.filter((word) => !word.startsWith("--")).join(" ")}`,
    );
  }
  if (sentWrites(double).length > 0) {
    failed++;
    console.log("FAILED: something was changed without the user's word");
  }
} finally {
  await double.stop();
  await rm(home, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

// npm run demo: the whole way once, without an account. A stand-in for the Alephant API runs on this machine; the
// compiled server speaks to it over HTTP, and the SDK's MCP client to the server over stdio. What is printed comes
// from the tool results alone, and the run fails when figures of different tools do not agree to the cent.

import { join } from "node:path";
import { credentials, startApiDouble } from "../test/api-double/server.ts";
import { buildBinary } from "./build.ts";
import { newChecks } from "./demo/checks.ts";
import * as draw from "./demo/drawing.ts";
import { openSession, type Print, type Tally } from "./demo/session.ts";
import { showVirtualKey } from "./demo/virtual-key.ts";

const root = join(import.meta.dir, "..");
const print: Print = (...lines) => {
  for (const line of lines) console.log(line);
};

const { file, bytes } = await buildBinary();
const binary = join(root, file);
// One moment for the whole run: an hour that ends halfway would give later calls other totals than earlier ones.
const start = new Date();
const api = await startApiDouble({ now: () => start });
const history = api.world.charges.length; // made here, so that the first request does not wait for it
const tally: Tally = { calls: 0, characters: 0 };
const checks = newChecks();

print(
  draw.title("alephant-mcp, with made-up data"),
  `  ${file} (${Math.round(bytes / 1e6)} MB) over stdio, against a double of the Alephant API`,
  `  at ${api.url} that computes its answers from ${draw.count(history)} charges`,
);
try {
  await inMode("With a virtual key", { ALEPHANT_VIRTUAL_KEY: credentials.virtualKey }, showVirtualKey);
} catch (error) {
  checks.failed.push(error instanceof Error ? error.message : String(error));
} finally {
  await api.stop();
}

print(
  draw.title("Do the figures agree?"),
  ...checks.passed.map((text) => `  ok      ${text}`),
  ...checks.failed.map((text) => `  FAILED  ${text}`),
);
if (checks.failed.length > 0) process.exitCode = 1;

print(
  draw.title("With your own account"),
  "  claude mcp add alephant --scope user \\",
  "    --env ALEPHANT_API_BASE_URL=https://alephant.io --env ALEPHANT_VIRTUAL_KEY=vk-... \\",
  `    -- ${binary}`,
  "  README.md has other MCP hosts, and a whole workspace instead of one key.",
  "",
  `${tally.calls} tool calls, ${draw.count(tally.characters)} characters of results`,
);

/** Starts a server with this credential, shows what it can say, and stops it. */
async function inMode(
  credential: string,
  env: Readonly<Record<string, string>>,
  show: typeof showVirtualKey,
): Promise<void> {
  const session = await openSession(binary, { ALEPHANT_API_BASE_URL: api.url, ...env }, tally);
  try {
    print(
      draw.title(credential),
      `  ${session.greeting}`,
      `  ${draw.plural(session.tools.length, "tool")}, ${draw.plural(session.prompts.length, "prompt")}`,
    );
    await show(session, print, checks);
  } finally {
    await session.close();
  }
}

// npm run demo: the whole way once, without an account. A stand-in for the Alephant API runs on this machine; the
// compiled server speaks to it over HTTP, and the SDK's MCP client to the server over stdio. What is printed comes
// from the tool results alone, and the run fails when figures of different tools do not agree to the cent.

import { join } from "node:path";
import { credentials, startApiDouble } from "../test/api-double/server.ts";
import { buildBinary } from "./build.ts";
import { type Checks, createChecks } from "./demo/checks.ts";
import * as draw from "./demo/drawing.ts";
import { showManager } from "./demo/manager.ts";
import { openSession, type Print, type Session, type Tally } from "./demo/session.ts";
import { showVirtualKey } from "./demo/virtual-key.ts";

const root = join(import.meta.dir, "..");
const print: Print = (...lines) => {
  for (const line of lines) console.log(line);
};

const { file, bytes } = await buildBinary();
const binary = join(root, file);
// One hour and one day for the whole run, else later calls would have other totals than earlier ones: the double's
// clock stands still, and as the server's does not, the run keeps clear of midnight.
const msToMidnight = 86_400_000 - (Date.now() % 86_400_000);
if (msToMidnight < 20_000) await Bun.sleep(msToMidnight);
const start = new Date();
const api = await startApiDouble({ now: () => start });
const history = api.world.charges.length; // made here, so that the first request does not wait for it
const tally: Tally = { calls: 0, characters: 0 };
const checks = createChecks();

print(
  draw.title("alephant-mcp, with made-up data"),
  `  ${file} (${Math.round(bytes / 1e6)} MB) over stdio, against a double of the Alephant API`,
  `  at ${api.url} that computes its answers from ${draw.writeCount(history)} charges`,
);
try {
  const { owner, cost } = await showMode(
    "With a virtual key",
    { ALEPHANT_VIRTUAL_KEY: credentials.virtualKey },
    showVirtualKey,
  );
  const agents = await showMode(
    "With a personal access token",
    { ALEPHANT_PAT: credentials.patWrite, ALEPHANT_WORKSPACE_ID: credentials.workspaceId },
    showManager,
  );
  checks.compareCosts(
    `${owner} costs its key what it costs the workspace`,
    cost,
    agents.get(owner ?? "") ?? null,
  );
} catch (error) {
  checks.failed.push(error instanceof Error ? error.message : String(error));
} finally {
  await api.stop();
}

print(
  draw.title("Do the figures agree?"),
  ...checks.passed.map((text) => `  ok      ${text}`),
  ...checks.failed.flatMap((text) => draw.wrapped(text, "  FAILED  ")),
  "",
  `  ${draw.writeCountOf(tally.calls, "tool call")}, ${draw.writeCount(tally.characters)} characters of results`,
);
if (checks.failed.length > 0) process.exitCode = 1;

print(
  draw.title("With your own account"),
  `  ${binary} setup`,
  ...draw.wrapped(
    "asks which assistant you use and for a credential from the Alephant dashboard, and writes the entry after showing it. docs/hosts.md says how to do it by hand.",
  ),
);

/** Starts a server with this credential, shows what it can say, and stops it. */
async function showMode<T>(
  credential: string,
  env: Readonly<Record<string, string>>,
  show: (session: Session, print: Print, checks: Checks) => Promise<T>,
): Promise<T> {
  // A minute's requests for one assistant are not enough for all of these calls at once.
  const settings = { ALEPHANT_API_BASE_URL: api.url, ALEPHANT_RATE_LIMIT_RPM: "0", ...env };
  const session = await openSession(binary, settings, tally);
  try {
    print(
      draw.title(credential),
      `  ${draw.writeCountOf(session.tools.length, "tool")}, ${draw.writeCountOf(session.prompts.length, "prompt")}`,
    );
    return await show(session, print, checks);
  } catch (error) {
    console.error(session.messages());
    throw error;
  } finally {
    await session.close();
  }
}

import { parseArgs } from "node:util";
import { credentials, startApiDouble } from "../test/api-double/server.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a number from 0 to 65535, not "${values.port}"`);
  process.exit(1);
}

const double = await startApiDouble({ port });

// Only the environment goes to stdout, so that it can be kept in a file and sourced.
console.log(`# ${double.world.workspace.name}, made up. Choose one mode; Ctrl-C stops the API double.

# Virtual key mode: the agent Support Bot
export ALEPHANT_API_BASE_URL=${double.url}
export ALEPHANT_VIRTUAL_KEY=${credentials.virtualKey}

# Manager mode: the whole workspace. A token that is set wins over a virtual key.
export ALEPHANT_API_BASE_URL=${double.url}
export ALEPHANT_PAT=${credentials.patAdmin}
export ALEPHANT_WORKSPACE_ID=${credentials.workspaceId}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await double.stop();
    process.exit(0);
  });
}

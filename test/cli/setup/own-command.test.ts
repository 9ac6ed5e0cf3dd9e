import { beforeAll, expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findOwnCommand } from "../../../src/cli/setup/own-command.ts";
import { useSharedFolder } from "../../support/folder.ts";

const embedded = "file:///$bunfs/root/chunk-abc.js";
const folder = await useSharedFolder();
beforeAll(async () => {
  await mkdir(join(folder, "Cellar", "0.1.0"), { recursive: true });
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "Cellar", "0.1.0", "alephant-mcp"), "");
  if (!isWindows)
    await symlink(join(folder, "Cellar", "0.1.0", "alephant-mcp"), join(folder, "bin", "alephant-mcp"));
});

const isWindows = process.platform === "win32";

const cases = [
  {
    what: "the executable, by its own path",
    running: { platform: "linux", env: {}, executable: "/opt/alephant-mcp", programUrl: embedded },
    command: ["/opt/alephant-mcp"],
  },
  {
    what: "the executable on Windows",
    running: {
      platform: "win32",
      env: {},
      executable: "C:\\Tools\\alephant-mcp.exe",
      programUrl: "file:///B:/%7EBUN/root/chunk-k31tvj2a.js",
    },
    command: ["C:\\Tools\\alephant-mcp.exe"],
  },
  {
    what: "npx",
    running: {
      platform: "darwin",
      env: {},
      executable: "/usr/bin/node",
      programUrl: "file:///Users/ada/.npm/_npx/9f/node_modules/@alephantai/mcp/alephant-mcp.mjs",
    },
    command: ["npx", "-y", "@alephantai/mcp"],
  },
  {
    what: "npx on Windows, where it is a script",
    running: {
      platform: "win32",
      env: {},
      executable: "C:\\node.exe",
      programUrl:
        "file:///C:/Users/ada/AppData/Local/npm-cache/_npx/9f/node_modules/@alephantai/mcp/alephant-mcp.mjs",
    },
    command: ["cmd", "/c", "npx", "-y", "@alephantai/mcp"],
  },
  {
    what: "bunx",
    running: {
      platform: "linux",
      env: {},
      executable: "/usr/bin/bun",
      programUrl:
        "file:///tmp/bunx-1000-@alephantai/mcp@latest/node_modules/@alephantai/mcp/alephant-mcp.mjs",
    },
    command: ["bunx", "@alephantai/mcp"],
  },
  {
    what: "a package that is installed for good",
    running: {
      platform: "linux",
      env: {},
      executable: "/usr/bin/node",
      programUrl: "file:///usr/lib/node_modules/@alephantai/mcp/alephant-mcp.mjs",
    },
    command: ["/usr/bin/node", "/usr/lib/node_modules/@alephantai/mcp/alephant-mcp.mjs"],
  },
  {
    what: "the source",
    running: {
      platform: "linux",
      env: {},
      executable: "/usr/bin/bun",
      programUrl: "file:///home/ada/alephant-mcp/src/main.ts",
    },
    command: ["/usr/bin/bun", "/home/ada/alephant-mcp/src/main.ts"],
  },
];

// Windows cannot read the other systems' file addresses.
test.each(cases.filter(({ running }) => !isWindows || running.platform === "win32"))(
  "$what",
  async ({ running, command }) => {
    const { program, args } = await findOwnCommand(running);
    expect([program, ...args]).toEqual([...command]);
  },
);

test.skipIf(isWindows)("the link on the PATH outlives the version behind it", async () => {
  const env = { PATH: `relative:${join(folder, "nowhere")}:${join(folder, "bin")}` };
  const executable = join(folder, "Cellar", "0.1.0", "alephant-mcp");
  const running = { platform: "linux", env, executable, programUrl: embedded };
  expect(await findOwnCommand(running)).toEqual({ program: join(folder, "bin", "alephant-mcp"), args: [] });
  await writeFile(join(folder, "another"), "");
  const other = { ...running, executable: join(folder, "another") };
  expect(await findOwnCommand(other)).toEqual({ program: join(folder, "another"), args: [] });
});

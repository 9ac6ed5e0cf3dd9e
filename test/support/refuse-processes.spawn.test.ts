import { expect, test } from "bun:test";
import { join } from "node:path";
import { placeFile, useFolder } from "./folder.ts";

const folder = useFolder();

/** By code that has `childProcess`, `byName` with the names imported from the same module, and Bun's own `$` and `spawn`. */
const ways = [
  'Bun.spawn(["true"])',
  'Bun.spawnSync(["true"])',
  "Bun.$`true`.text()",
  "new Bun.$.Shell()",
  'Bun.openInEditor("x")',
  "$`true`.text()",
  'spawn(["true"])',
  'byName.spawn("true")',
  'byName.spawnSync("true")',
  'byName.execFile("true")',
  'childProcess.spawn("true")',
  'childProcess.spawnSync("true")',
  'childProcess.exec("true")',
  'childProcess.execSync("true")',
  'childProcess.execFile("true")',
  'childProcess.execFileSync("true")',
  'childProcess.fork("x.js")',
  'new childProcess.ChildProcess().spawn({ file: "true", args: ["true"] })',
  'process.getBuiltinModule("child_process").spawn("true")',
  'process.execve("/bin/true", [], {})',
];

test("every way to start a process fails the test, also when the code goes on without it", async () => {
  await placeFile(
    folder.at("starts.test.ts"),
    `import { $, spawn } from "bun";
    import { test } from "bun:test";
    import * as byName from "node:child_process";
    const childProcess = process.getBuiltinModule("node:child_process");
    test("no start", () => {});
    ${ways.map((way) => `test(${JSON.stringify(way)}, async () => { try { await ${way}; } catch {} });`).join("\n")}`,
  );
  const preload = join(import.meta.dir, "refuse-processes.ts");
  const child = Bun.spawn([process.execPath, "test", "--preload", preload, "./starts.test.ts"], {
    cwd: folder.path,
    stdout: "ignore",
    stderr: "pipe",
  });
  const output = await child.stderr.text();
  expect(ways.filter((way) => !output.includes(`(fail) ${way}`))).toEqual([]);
  expect(output).toContain("(pass) no start");
  expect(output.split("belongs in a file whose name ends in .spawn.test.ts.\n")).toHaveLength(
    ways.length + 1,
  );
});

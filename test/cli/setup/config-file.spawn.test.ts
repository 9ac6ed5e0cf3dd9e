// What a process leaves beside a configuration when it ends while it writes.
import { describe, expect, test } from "bun:test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readConfigFile, replaceKeepingCopy } from "../../../src/cli/setup/config-file.ts";
import { useFolder } from "../../support/folder.ts";

const folder = useFolder();
const { at } = folder;

describe("drafts", () => {
  test("of a process that is gone are removed, others stay", async () => {
    const gone = Bun.spawn([process.execPath, "--version"], { stdout: "ignore" });
    await gone.exited;
    const others = [`.x.json.alephant-mcp-${process.ppid}`, ".x.json.alephant-mcp-notes"];
    for (const name of [...others, `.x.json.alephant-mcp-${gone.pid}`]) await writeFile(at(name), "key");
    await replaceKeepingCopy(await readConfigFile(at("x.json")), {
      text: "new",
      isSecret: true,
      backupFolder: null,
      now: () => new Date("2026-11-22T19:05:09.123Z"),
    });
    expect((await readdir(folder.path)).sort()).toEqual([...others, "x.json"].sort());
  });

  test.skipIf(process.platform === "win32")("do not outlive a signal", async () => {
    await writeFile(at("x.json"), "old");
    const source = join(import.meta.dir, "../../../src/cli/setup/config-file.ts");
    // The clock is read while the draft is there.
    const script = `
      import { readConfigFile, replaceKeepingCopy } from ${JSON.stringify(source)};
      const now = () => { process.kill(process.pid, "SIGTERM"); return new Date(); };
      const file = await readConfigFile(${JSON.stringify(at("x.json"))});
      await replaceKeepingCopy(file, { text: "new", isSecret: true, backupFolder: null, now });`;
    const child = Bun.spawn([process.execPath, "-e", script], { stderr: "inherit" });
    await child.exited;
    const names = await readdir(folder.path);
    expect(names).toContain("x.json");
    expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  });
});

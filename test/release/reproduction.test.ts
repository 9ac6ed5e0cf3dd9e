// The executable of this platform; release:check does it with all of them.
import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../scripts/release/assets.ts";
import { readBytes } from "../../scripts/release/executables.ts";
import { copyCheckout } from "../../scripts/release/reproduction.ts";
import { run } from "../../scripts/release/run.ts";
import { withScratch } from "./ways-in.ts";

const name = process.platform === "win32" ? "alephant-mcp.exe" : "alephant-mcp";

test(
  "two builds in two folders give the same bytes",
  () =>
    withScratch(async (scratch) => {
      const builds: string[][] = [];
      for (const folder of ["one", "another, with a longer name"]) {
        const copy = await copyCheckout(join(scratch, folder));
        await run([process.execPath, "scripts/build.ts"], { cwd: copy });
        const files = [name, ...(await readdir(join(copy, "dist", "npm"))).map((file) => join("npm", file))];
        builds.push(
          await Promise.all(
            files.sort().map(async (file) => `${file} ${sha256(await readBytes(join(copy, "dist", file)))}`),
          ),
        );
      }
      expect(builds[1]).toEqual(builds[0] ?? []);
    }),
  60_000,
);

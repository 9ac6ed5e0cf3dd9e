// How large what is shipped may be. Sizes depend on nothing but the source and the pinned Bun.
import { expect, test } from "bun:test";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { buildReference } from "../../scripts/build.ts";
import { useFolder } from "../support/folder.ts";
import { listProgramFiles, npmFolder } from "../support/npm-program.ts";

const folder = useFolder();
const root = join(import.meta.dir, "..", "..");
const name = process.platform === "win32" ? "alephant-mcp.exe" : "alephant-mcp";

const bytesOf = async (file: string): Promise<number> => (await stat(file)).size;

test("the executable adds less than 3 MB to the bare runtime: a built-in module that is imported would be up to 1.5 more", async () => {
  const bare = folder.at(name);
  await buildReference(join(root, "scripts", "bench", "empty.ts"), bare);
  expect((await bytesOf(join(root, "dist", name))) - (await bytesOf(bare))).toBeLessThan(3_000_000);
});

test("Node loads less than 250 KB to start the server", async () => {
  const loaded = await listProgramFiles(["import-statement"]);
  const bytes = await Promise.all(loaded.map((file) => bytesOf(join(npmFolder, file))));
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(250_000);
});

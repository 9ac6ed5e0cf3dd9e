/** The program in the built npm package: its entry, and what that imports beside it. */
import { join } from "node:path";

export const npmFolder = join(import.meta.dir, "..", "..", "dist", "npm");

/** @param kinds "import-statement" is loaded at once, "dynamic-import" when a command needs it */
export async function listProgramFiles(kinds: readonly string[]): Promise<string[]> {
  const files = ["alephant-mcp.mjs"];
  for (const file of files) {
    const code = (await Bun.file(join(npmFolder, file)).text()).replace(/^#!.*/, "");
    for (const { kind, path } of new Bun.Transpiler({ loader: "js" }).scanImports(code)) {
      const imported = path.replace(/^\.\//, "");
      if (imported !== path && kinds.includes(kind) && !files.includes(imported)) files.push(imported);
    }
  }
  return files;
}

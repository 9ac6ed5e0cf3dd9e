/**
 * What the server costs a model to read, measured on the built executable and the API double's made-up workspace:
 *
 *   bun run tokens            prints it, tool by tool
 *   bun run tokens --write    puts the sums into docs/benchmarks.md
 *
 * The list of tools is the same on every day; results grow with the days of the billing cycle.
 */
import { resolve } from "node:path";
import { replaceSection } from "./marked-section.ts";
import { encoding, measureTokens } from "./tokens/measure.ts";
import { writeBenchmarkTable, writeDetails } from "./tokens/tables.ts";

const page = resolve(import.meta.dir, "..", "docs", "benchmarks.md");

const modes = [await measureTokens("vk"), await measureTokens("manager")] as const;
if (process.argv.includes("--write")) {
  const before = await Bun.file(page).text();
  const table = writeBenchmarkTable(modes, new Date().toISOString().slice(0, 10));
  await Bun.write(page, replaceSection(before, "tokens", table, "docs/benchmarks.md"));
} else {
  console.log(`Tokens, ${encoding}\n\n${modes.map(writeDetails).join("\n\n")}`);
}

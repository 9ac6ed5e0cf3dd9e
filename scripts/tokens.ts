/**
 * What the server costs a model to read, measured on the built executable and the API double's made-up workspace:
 *
 *   bun run tokens            prints it, tool by tool
 *   bun run tokens --write    puts the sums into docs/benchmarks.md
 *
 * The list of tools is the same on every day; results grow with the days of the billing cycle.
 */
import { resolve } from "node:path";
import { encoding, measured } from "./tokens/measure.ts";
import { details, readmeTable } from "./tokens/report.ts";

const page = resolve(import.meta.dir, "..", "docs", "benchmarks.md");
const markers = ["<!-- generated: tokens -->", "<!-- end: tokens -->"] as const;

const modes = [await measured("vk"), await measured("manager")] as const;
if (process.argv.includes("--write")) {
  const before = await Bun.file(page).text();
  const [start, end] = [before.indexOf(markers[0]), before.indexOf(markers[1])];
  if (start === -1 || end < start) throw new Error(`docs/benchmarks.md lacks ${markers.join(" … ")}`);
  const table = readmeTable(modes, new Date().toISOString().slice(0, 10));
  await Bun.write(page, `${before.slice(0, start + markers[0].length)}\n${table}\n${before.slice(end)}`);
} else {
  console.log(`Tokens, ${encoding}\n\n${modes.map(details).join("\n\n")}`);
}

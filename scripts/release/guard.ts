/**
 * First step of a release: does everything agree on the version?
 *   bun scripts/release/guard.ts <tag>    a release: every obstacle ends it
 *   bun scripts/release/guard.ts          a dry run: what stands in the way of releasing this commit is only said
 */
import { tag as expectedTag } from "./assets.ts";
import { findDisagreements, findObstacles } from "./versions.ts";

const [tag] = Bun.argv.slice(2);
const faults = tag === undefined ? await findDisagreements() : await findObstacles(tag);
for (const fault of faults) console.error(fault);
if (tag === undefined) {
  for (const obstacle of await findObstacles(expectedTag)) console.log(`not yet: ${obstacle}`);
}
if (faults.length > 0) process.exit(1);
console.log(`${expectedTag}: everything agrees`);

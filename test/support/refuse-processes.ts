/**
 * Loaded before the tests of `npm run test:fast`: whatever starts a process there is refused, and the test fails also
 * when the code under test makes the best of the refusal.
 */
import { afterAll, afterEach } from "bun:test";

const refused: Error[] = [];

/** By functions that can be called with `new` as well: `Bun.$.Shell` is a class. */
function refuse(way: string) {
  return function refuseStart(): never {
    const error = new Error(
      `${way}: the fast run starts no process. A test that needs one belongs in a file whose name ends in .spawn.test.ts.`,
    );
    refused.push(error);
    throw error;
  };
}

// The functions of node:child_process start through these.
Object.assign(Bun, {
  spawn: refuse("Bun.spawn"),
  spawnSync: refuse("Bun.spawnSync"),
  openInEditor: refuse("Bun.openInEditor"),
  $: Object.assign(refuse("Bun.$"), { Shell: refuse("Bun.$.Shell") }),
});
Object.assign(process, { execve: refuse("process.execve") });

function assertNoneRefused(): void {
  const [first] = refused.splice(0);
  if (first !== undefined) throw first;
}

afterEach(assertNoneRefused);
afterAll(assertNoneRefused);

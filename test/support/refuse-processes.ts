/**
 * Loaded before the tests of `npm run test:fast`: whatever starts a process there is refused, and the test fails also
 * when the code under test makes the best of the refusal.
 */
import { afterEach } from "bun:test";
import { syncBuiltinESMExports } from "node:module";

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

Object.assign(Bun, {
  spawn: refuse("Bun.spawn"),
  spawnSync: refuse("Bun.spawnSync"),
  openInEditor: refuse("Bun.openInEditor"),
  $: Object.assign(refuse("Bun.$"), { Shell: refuse("Bun.$.Shell") }),
});
Object.assign(process, { execve: refuse("process.execve") });

const childProcess = process.getBuiltinModule("node:child_process");
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"])
  Object.assign(childProcess, { [name]: refuse(`${name} of node:child_process`) });
Object.assign(childProcess.ChildProcess.prototype, { spawn: refuse("ChildProcess of node:child_process") });
// What modules import by name are copies until then.
syncBuiltinESMExports();

afterEach(() => {
  const [first] = refused.splice(0);
  if (first !== undefined) throw first;
});

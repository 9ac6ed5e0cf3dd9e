/** What a program under test has left running. */

/** One that has ended, but whose exit code nobody has asked for yet, does not run. */
export function isRunning(pid: number): boolean {
  const { stdout } = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]);
  const state = stdout.toString().trim();
  return state !== "" && !state.startsWith("Z");
}

/** The numbers in a file, one a line; none where there is no file. */
export async function readPids(path: string): Promise<readonly number[]> {
  const file = Bun.file(path);
  const text = (await file.exists()) ? await file.text() : "";
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
}

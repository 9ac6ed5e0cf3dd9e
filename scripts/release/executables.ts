/** Every row of the target table as an executable that is ready to be packed: dist/release/bin/<target>/. */
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildBinary, executableNameOf, type Target, type TargetName, targets } from "../build.ts";
import { findSignatureProblems, signAdHoc } from "./macho.ts";
import { installRuntimes, runtimeFileOf } from "./runtimes.ts";
import { findVersionString, setVersionResource } from "./windows.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

export const releaseFolder = join(import.meta.dir, "..", "..", "dist", "release");
export const isTargetName = (name: string): name is TargetName => name in targets;
export const targetNames: readonly TargetName[] = Object.keys(targets).filter(isTargetName);

/** In reverse domain notation, as macOS shows it where a program is allowed or refused. */
const signingIdentifier = "io.github.alephantai.alephant-mcp";

export const executableFileOf = (name: TargetName, folder: string = releaseFolder): string =>
  join(folder, "bin", name, executableNameOf(targets[name]));

export const readBytes = (file: string): Promise<Bytes> => Bun.file(file).bytes();

export async function buildExecutables(folder: string = releaseFolder): Promise<void> {
  await installRuntimes();
  await rm(join(folder, "bin"), { recursive: true, force: true });
  for (const name of targetNames) await buildExecutable(name, folder);
}

async function buildExecutable(name: TargetName, folder: string): Promise<void> {
  const target: Target = targets[name];
  const file = executableFileOf(name, folder);
  await mkdir(join(folder, "bin", name), { recursive: true });
  let executablePath = runtimeFileOf(target);
  const patched = join(folder, "bin", name, "runtime.exe");
  if (target.os === "windows") {
    await Bun.write(patched, await setVersionResource(await readBytes(executablePath)));
    executablePath = patched;
  }
  await buildBinary(file, { target: target.target, executablePath });
  await rm(patched, { force: true });
  if (target.os === "darwin") {
    await Bun.write(file, signAdHoc(await readBytes(file), signingIdentifier));
    await chmod(file, 0o755);
  }
}

/** What is wrong with an executable as a file, as far as that can be seen on any system. */
export async function findExecutableProblems(
  name: TargetName,
  folder: string = releaseFolder,
): Promise<string[]> {
  const { os }: Target = targets[name];
  const file = await readBytes(executableFileOf(name, folder));
  if (os === "darwin") return findSignatureProblems(file);
  if (os === "windows") {
    const found = findVersionString(file, "OriginalFilename");
    return found === "alephant-mcp.exe" ? [] : [`Its version resource says ${found}.`];
  }
  return [];
}

if (import.meta.main) await buildExecutables();

/**
 * How an executable of a release can be run on this machine: by itself, or for another CPU in an emulator. Debian has it in
 * the packages qemu-user-static, libc6-arm64-cross and libstdc++6-arm64-cross.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../build.ts";
import { readOutcome } from "./run.ts";

export type Runner =
  | { readonly how: string; readonly isEmulated: boolean; command(file: string): readonly string[] }
  | { readonly missing: string };

const hostOs = process.platform === "win32" ? "windows" : process.platform;
const emulatorRoot = "/usr/aarch64-linux-gnu";
const loaders = {
  x64: { glibc: "/lib64/ld-linux-x86-64.so.2", musl: "/lib/ld-musl-x86_64.so.1" },
  arm64: { glibc: "/lib/ld-linux-aarch64.so.1", musl: "/lib/ld-musl-aarch64.so.1" },
} as const;

export async function findRunner(target: Target): Promise<Runner> {
  const { os, cpu, libc } = target;
  if (os !== hostOs) return { missing: `${os} is not here` };
  const isHostCpu = cpu === process.arch;
  if (os === "darwin" && cpu === "x64" && !isHostCpu) {
    const { code } = await readOutcome(["arch", "-x86_64", "/usr/bin/true"]);
    if (code !== 0) return { missing: "there is no Rosetta" };
    return { how: "Rosetta", isEmulated: true, command: (file) => ["arch", "-x86_64", file] };
  }
  if (os !== "linux") {
    if (!isHostCpu) return { missing: `${cpu} is not here` };
    return { how: "native", isEmulated: false, command: (file) => [file] };
  }
  if (!isHostCpu && !(cpu === "arm64" && process.arch === "x64")) return { missing: `${cpu} is not here` };
  const emulator = isHostCpu ? [] : ["qemu-aarch64-static"];
  if (emulator.some((name) => Bun.which(name) === null))
    return { missing: "qemu-aarch64-static is not here" };
  return libc === "musl" ? findMuslRunner(cpu, emulator) : findGlibcRunner(cpu, emulator);
}

function findGlibcRunner(cpu: Target["cpu"], emulator: readonly string[]): Runner {
  const loader = loaders[cpu].glibc;
  if (emulator.length === 0) {
    if (!existsSync(loader)) return { missing: "glibc is not here" };
    return { how: "native", isEmulated: false, command: (file) => [file] };
  }
  if (!existsSync(join(emulatorRoot, loader))) return { missing: "libc6-arm64-cross is not here" };
  return {
    how: "qemu-user",
    isEmulated: true,
    command: (file) => [...emulator, "-L", emulatorRoot, file],
  };
}

/** On Alpine only: an executable for musl needs the libstdc++ that was made for it. */
function findMuslRunner(cpu: Target["cpu"], emulator: readonly string[]): Runner {
  const isAlpine = existsSync(loaders[cpu].musl) && !existsSync(loaders[cpu].glibc);
  return isAlpine && emulator.length === 0
    ? { how: "native", isEmulated: false, command: (file) => [file] }
    : { missing: "this is not Alpine: the release workflow tries it in a container" };
}

/**
 * How an executable of a release can be run on this machine: by itself, or with what makes up for another CPU or
 * another C library. The Debian packages for it: qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross musl
 * gcc-aarch64-linux-gnu, and after `dpkg --add-architecture arm64` musl:arm64.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Target } from "../build.ts";
import { attempt } from "./run.ts";

export type Runner =
  | { readonly how: string; readonly isEmulated: boolean; command(file: string): readonly string[] }
  | { readonly missing: string };

const hostOs = process.platform === "win32" ? "windows" : process.platform;
const emulatorRoot = "/usr/aarch64-linux-gnu";
const loaders = {
  x64: { glibc: "/lib64/ld-linux-x86-64.so.2", musl: "/lib/ld-musl-x86_64.so.1" },
  arm64: { glibc: "/lib/ld-linux-aarch64.so.1", musl: "/lib/ld-musl-aarch64.so.1" },
} as const;
/** Where Debian keeps libraries and compiler of a CPU: of this one, or of the other. */
const debian = {
  native: { libraries: ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu"], compiler: "cc" },
  arm64: { libraries: [`${emulatorRoot}/lib`], compiler: "aarch64-linux-gnu-gcc" },
} as const;

/** @param scratch a folder that lives as long as the runner is used */
export async function runnerFor(target: Target, scratch: string): Promise<Runner> {
  const { os, cpu, libc } = target;
  if (os !== hostOs) return { missing: `${os} is not here` };
  const isHostCpu = cpu === process.arch;
  if (os === "darwin" && cpu === "x64" && !isHostCpu) {
    const { code } = await attempt(["arch", "-x86_64", "/usr/bin/true"]);
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
  return libc === "musl" ? muslRunner(cpu, emulator, scratch) : glibcRunner(cpu, emulator);
}

function glibcRunner(cpu: Target["cpu"], emulator: readonly string[]): Runner {
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

/** On Alpine natively; elsewhere with musl's loader, and the libstdc++ of the machine made to fit by a shim. */
async function muslRunner(cpu: Target["cpu"], emulator: readonly string[], scratch: string): Promise<Runner> {
  if (!existsSync(loaders[cpu].musl)) return { missing: "musl's loader is not here" };
  const isEmulated = emulator.length > 0;
  if (!isEmulated && !existsSync(loaders[cpu].glibc)) {
    return { how: "native", isEmulated, command: (file) => [file] };
  }
  if (cpu === "arm64" && !isEmulated)
    return { missing: "only x64 machines with glibc are prepared for musl" };
  const { libraries, compiler } = isEmulated ? debian.arm64 : debian.native;
  if (Bun.which(compiler) === null) return { missing: `${compiler} is not here` };
  const folder = join(scratch, `musl-${cpu}`);
  await mkdir(folder, { recursive: true });
  for (const name of ["libstdc++.so.6", "libgcc_s.so.1"]) {
    const found = libraries.map((place) => join(place, name)).find((file) => existsSync(file));
    if (found === undefined) return { missing: `${name} for ${cpu} is not here` };
    await copyFile(found, join(folder, name));
  }
  const shim = join(folder, "ld-linux-x86-64.so.2");
  const source = join(import.meta.dir, "musl", "shim.c");
  const flags = ["-shared", "-fPIC", "-nostdlib", "-ffreestanding", "-Wall", "-Wextra", "-Werror", "-O1"];
  const { code, stderr } = await attempt([compiler, ...flags, "-o", shim, source]);
  if (code !== 0) return { missing: `${compiler} could not make the shim: ${stderr}` };
  const libraryPath = `LD_LIBRARY_PATH=${folder}`;
  // On arm64 no library asks for the shim by its name, so it is loaded beforehand.
  return {
    how: isEmulated ? "qemu-user, musl + shim" : "musl + shim",
    isEmulated,
    command: (file) =>
      isEmulated
        ? [...emulator, "-E", libraryPath, "-E", `LD_PRELOAD=${shim}`, file]
        : ["env", libraryPath, file],
  };
}

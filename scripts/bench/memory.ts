/** What a program takes while nobody asks it anything. Linux only: it is read from /proc. */
import { initialize, type Program, startProgram } from "./program.ts";

export interface IdleReading {
  readonly name: string;
  readonly residentMib: number[];
  /** Written by the process, so its own; the rest are pages of its file, which processes share. */
  readonly privateMib: number[];
  readonly cpuMs: number[];
}

export const isReadable = process.platform === "linux";

const settleMs = 4_000;
const idleMs = 5_000;
/** sysconf(_SC_CLK_TCK) is 100 on every Linux that Bun runs on. */
const msPerTick = 10;

export async function measureIdle(
  programs: readonly Program[],
  environment: Readonly<Record<string, string>>,
  rounds: number,
): Promise<IdleReading[]> {
  const readings: IdleReading[] = programs.map(({ name }) => ({
    ...{ name, residentMib: [], privateMib: [], cpuMs: [] },
  }));
  for (let round = 0; round < rounds; round++) {
    // One at a time: two of the same file would share its pages.
    for (const [index, program] of programs.entries()) {
      await using running = startProgram(program, environment);
      await initialize(running);
      await running.request("tools/list");
      await Bun.sleep(settleMs);
      const cpuBefore = await readCpuMs(running.pid);
      await Bun.sleep(idleMs);
      const reading = readings[index];
      reading?.residentMib.push(await readResidentMib(running.pid));
      reading?.privateMib.push(await readPrivateMib(running.pid));
      reading?.cpuMs.push((await readCpuMs(running.pid)) - cpuBefore);
    }
  }
  return readings;
}

const readRollup = (pid: number): Promise<string> => Bun.file(`/proc/${pid}/smaps_rollup`).text();
const readMib = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]) / 1024;

export const readResidentMib = async (pid: number): Promise<number> => readMib(await readRollup(pid), "Rss");
const readPrivateMib = async (pid: number): Promise<number> =>
  readMib(await readRollup(pid), "Private_Dirty");

/** The processor time of user and system together. */
async function readCpuMs(pid: number): Promise<number> {
  const stat = await Bun.file(`/proc/${pid}/stat`).text();
  // The name in brackets may hold spaces; behind it, utime and stime are the 12th and 13th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

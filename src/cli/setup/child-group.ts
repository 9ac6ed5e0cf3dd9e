/** A program started to see what it does, with all that it starts in its turn, as far as that stays in its group: none of it outlives this process. */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Environment } from "../../config.ts";
import type { OwnCommand } from "./own-command.ts";

const { spawn } = process.getBuiltinModule("node:child_process");
const { win32 } = process.getBuiltinModule("node:path");

/** Between the hint to end and the end: for each of the two. */
const graceMs = 1_000;
const pollMs = 20;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface ChildGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when nothing of it runs any more; never, once this process has been told to end itself. */
  readonly end: () => Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly gone: () => Promise<void>;
}

const running = new Set<Running>();
let isWatching = false;
let isEnding = false;

/** @throws what the system says about a command that cannot be started at all */
export function startGroup(
  { program, args }: OwnCommand,
  env: Environment,
  folder: string | undefined,
): ChildGroup {
  // First: a signal may come as soon as the program runs.
  watchSignals();
  try {
    const child = spawn(program, [...args], {
      env,
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      // There are no groups in Windows, and a detached program opens a window.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    return createGroup(child, env);
  } finally {
    unwatchSignals();
  }
}

function createGroup(child: ChildProcessWithoutNullStreams, env: Environment): ChildGroup {
  const { pid } = child;
  if (pid === undefined) return { child, end: waitForEnd };
  let ended: Promise<void> | undefined;
  const gone = (): Promise<void> => {
    ended ??= process.platform === "win32" ? endTree(child, env) : endGroup(pid);
    return ended;
  };
  const entry = { pid, gone };
  running.add(entry);
  return {
    child,
    async end() {
      await gone();
      running.delete(entry);
      unwatchSignals();
      await waitForEnd();
    },
  };
}

/** What was ended because this process is told to end says nothing about the program. */
const waitForEnd = (): Promise<void> => (isEnding ? new Promise(() => undefined) : Promise.resolve());

/** A group of its own does not get what the terminal sends to ours. */
function watchSignals(): void {
  if (isWatching) return;
  isWatching = true;
  for (const signal of signals) process.on(signal, endWithSignal);
  process.on("exit", killAll);
}

/** Not as long as something runs; and until the end, a second signal must find somebody who listens. */
function unwatchSignals(): void {
  if (running.size === 0 && !isEnding) stopWatching();
}

function stopWatching(): void {
  isWatching = false;
  for (const signal of signals) process.off(signal, endWithSignal);
  process.off("exit", killAll);
}

async function endWithSignal(signal: NodeJS.Signals): Promise<void> {
  const isImpatient = isEnding;
  isEnding = true;
  if (!isImpatient) await Promise.all([...running].map(({ gone }) => gone()));
  killAll();
  stopWatching();
  process.kill(process.pid, signal);
}

function killAll(): void {
  for (const { pid } of running) signalGroup(pid, "SIGKILL");
}

/** Members that have ended count until somebody has asked for their exit code, which nobody may ever do: so it is not waited for long. */
async function endGroup(pid: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    signalGroup(pid, signal);
    const deadline = performance.now() + graceMs;
    while (signalGroup(pid, 0)) {
      if (performance.now() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

/** Whether there is such a group, as far as it is ours. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    return false;
  }
}

/** Only while the program itself runs does Windows know what it has started. */
function endTree(child: ChildProcessWithoutNullStreams, env: Environment): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const program = win32.join(env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    const killer = spawn(program, ["/pid", String(child.pid), "/T", "/F"], {
      stdio: "ignore",
      windowsHide: true,
    });
    const wait = (): void => void setTimeout(resolve, graceMs);
    killer.on("exit", wait);
    killer.on("error", () => {
      child.kill();
      wait();
    });
  });
}

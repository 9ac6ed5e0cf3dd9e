/**
 * A program that is started to see what it does. Together with what it starts in its turn it is a process group, which
 * is ended as a whole and does not outlive this process; what leaves the group does.
 */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Environment } from "../../config.ts";
import type { StartCommand } from "./own-command.ts";

const { spawn } = process.getBuiltinModule("node:child_process");
const { win32 } = process.getBuiltinModule("node:path");

/** How long a group may take to end after SIGTERM, and again after SIGKILL. */
const graceMs = 1_000;
const pollMs = 20;

/** Those that end this process. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface ChildGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Ends the group. Never resolves once this process itself is ending. */
  readonly end: () => Promise<void>;
}

interface RunningGroup {
  readonly pid: number;
  /** Ends the group once, however often it is called. */
  readonly ensureEnded: () => Promise<void>;
}

const running = new Set<RunningGroup>();
let isWatching = false;
let isEnding = false;

/** @throws what the system says about a command that cannot be started at all */
export function startGroup(
  { program, args }: StartCommand,
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
  if (pid === undefined) return { child, end: waitIfEnding };
  let ended: Promise<void> | undefined;
  const ensureEnded = (): Promise<void> => {
    ended ??= process.platform === "win32" ? endTree(child, env) : endGroup(pid);
    return ended;
  };
  const group: RunningGroup = { pid, ensureEnded };
  running.add(group);
  return {
    child,
    async end() {
      await ensureEnded();
      running.delete(group);
      unwatchSignals();
      await waitIfEnding();
    },
  };
}

/** Never resolves while this process ends: its programs end with it, which would be taken for their failure. */
const waitIfEnding = (): Promise<void> => (isEnding ? new Promise(() => undefined) : Promise.resolve());

/** The terminal signals only this process's own group: Ctrl+C has to be passed on to the others. */
function watchSignals(): void {
  if (isWatching) return;
  isWatching = true;
  for (const signal of endingSignals) process.on(signal, endWithSignal);
  process.on("exit", killAll);
}

/** Only when no group runs. While this process ends it still listens, for a second signal. */
function unwatchSignals(): void {
  if (running.size === 0 && !isEnding) stopWatching();
}

function stopWatching(): void {
  isWatching = false;
  for (const signal of endingSignals) process.off(signal, endWithSignal);
  process.off("exit", killAll);
}

async function endWithSignal(signal: NodeJS.Signals): Promise<void> {
  const isImpatient = isEnding;
  isEnding = true;
  if (!isImpatient) await Promise.all([...running].map(({ ensureEnded }) => ensureEnded()));
  killAll();
  stopWatching();
  process.kill(process.pid, signal);
}

function killAll(): void {
  for (const { pid } of running) signalGroup(pid, "SIGKILL");
}

/** A member that has ended counts until its exit code is read, which may never happen: the wait is short. */
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

/** Sends the signal; 0 only asks. @returns whether there is such a group that we may signal */
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

/** How the process ends: nothing new begins, what was sent is waited for a moment, and nothing lingers. */

/** How long the process may go on after the first sign of the end: hosts give it a second before they kill it. */
export const shutdownGraceMs = 650;

export interface Shutdown {
  /** Aborts at the first sign: a change that has not been handed to the network by then is not sent any more. */
  readonly signal: AbortSignal;
  /** The first sign, such as the end of input; answers under way may still leave. */
  begin(): void;
  /** Ends the process as soon as no change is under way, or the last moments are over. */
  finish(): Promise<void>;
}

export interface ShutdownSettings {
  /** The changes under way, each until its answer is there: it may hold the only copy of a new key's secret. */
  readonly changes: ReadonlySet<Promise<unknown>>;
  /** Resolves when what was handed over has left this process. */
  readonly flush: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly exit: () => void;
}

export function createShutdown({ changes, flush, log, exit }: ShutdownSettings): Shutdown {
  const controller = new AbortController();
  let graceOver: Promise<void> | undefined;
  const begin = (): void => {
    graceOver ??= new Promise((resolve) => setTimeout(resolve, shutdownGraceMs));
    controller.abort("the server is ending");
  };
  const settleChanges = async (): Promise<void> => {
    if (changes.size === 0) return;
    await Promise.allSettled(changes);
    await new Promise((resolve) => setTimeout(resolve)); // the SDK hands an answer over a few microtasks after it is there
    await flush();
  };
  return {
    signal: controller.signal,
    begin,
    async finish() {
      begin();
      await Promise.race([settleChanges(), graceOver]);
      if (changes.size > 0) {
        log(
          "ends while a change is under way: whether it took effect is not known. Read the current state before doing it again.",
        );
      }
      exit();
    },
  };
}

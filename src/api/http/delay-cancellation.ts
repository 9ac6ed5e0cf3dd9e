/** How long the answer to a change is still waited for when its call has been cancelled. */
const cancelledWriteMs = 2_000;

/**
 * The cancellation of a change, a moment later. A change that has left may take effect; its answer may hold the only copy
 * of a new key's secret, and most answers come soon.
 */
export function delayCancellation(cancellation: AbortSignal): { signal: AbortSignal; end: () => void } {
  const later = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onCancel = (): void => {
    timer = setTimeout(() => later.abort(cancellation.reason), cancelledWriteMs);
  };
  cancellation.addEventListener("abort", onCancel, { once: true });
  return {
    signal: later.signal,
    end() {
      clearTimeout(timer);
      cancellation.removeEventListener("abort", onCancel);
    },
  };
}

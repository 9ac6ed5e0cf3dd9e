import type { IncomingMessage, ServerResponse } from "node:http";
import type { RecordedRequest } from "./faults.ts";
import type { Outcome } from "./reply.ts";

/** Reads a request whole. */
export async function recordRequest(incoming: IncomingMessage, url: URL): Promise<RecordedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    body: parseText(Buffer.concat(chunks).toString()),
    aborted: false,
    at: performance.now(),
  };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Sends an outcome. This is node:http and not Bun.serve because a connection must be closable before and
 * in the middle of an answer, which Bun.serve does only by throwing to its log.
 */
export async function sendOutcome(
  outgoing: ServerResponse,
  outcome: Outcome,
  beforeReset: () => void,
): Promise<void> {
  if (outcome === "silence") return;
  if (outcome === "reset") {
    beforeReset();
    outgoing.socket?.destroy();
    return;
  }
  const { status, headers, drip, resetAfterBytes } = outcome;
  const body = Buffer.from(outcome.body);
  outgoing.writeHead(status, { ...headers, "content-length": body.length });
  if (resetAfterBytes !== undefined) {
    outgoing.write(body.subarray(0, Math.min(resetAfterBytes, body.length - 1)));
    // Lets the first bytes leave before the connection goes.
    await Bun.sleep(20);
    beforeReset();
    outgoing.socket?.destroy();
    return;
  }
  if (drip === undefined) {
    outgoing.end(body);
    return;
  }
  for (let start = 0; start < body.length && !outgoing.destroyed; start += drip.bytes) {
    outgoing.write(body.subarray(start, start + drip.bytes));
    await Bun.sleep(drip.everyMs);
  }
  outgoing.end();
}

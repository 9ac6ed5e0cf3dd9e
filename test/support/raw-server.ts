/** A server that knows nothing of the API: it notes what arrives and does with the connection what the test says. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

export interface Arrival {
  readonly method: string;
  /** As sent: path and query, encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds of a monotonic clock. */
  readonly at: number;
}

export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
}

/** `index` counts the requests from 0. */
export type Responder = (response: ServerResponse, index: number, arrival: Arrival) => void;

export async function serveRaw(respond: Responder): Promise<RawServer> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    const arrival = { method, url, headers, body: await textOf(incoming), at: performance.now() };
    arrivals.push(arrival);
    respond(response, arrivals.length - 1, arrival);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

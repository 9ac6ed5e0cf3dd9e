// An API that answers at once: it plays back what the API double answered the first time, so that what is measured is
// the server and not the double's arithmetic. `bun scripts/bench/replies.ts` serves it as a process of its own.
import { startApiDouble } from "../../test/api-double/server.ts";

export interface Served {
  readonly path: string;
  readonly headers: Headers;
  /** When it came and when its answer left, by performance.now(). */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Replies {
  readonly url: string;
  readonly served: Served[];
  stop(): Promise<void>;
}

export async function serveReplies(latencyMs = 0): Promise<Replies> {
  const double = await startApiDouble();
  const kept = new Map<string, { readonly status: number; readonly body: ArrayBuffer }>();
  const served: Served[] = [];

  const answerFrom = async (path: string, headers: Headers) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const answer = await fetch(double.url + path, { headers });
    const reply = { status: answer.status, body: await answer.arrayBuffer() };
    kept.set(path, reply);
    return reply;
  };

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch({ url, headers }) {
      const startMs = performance.now();
      const path = url.slice(new URL(url).origin.length);
      const { status, body } = await answerFrom(path, headers);
      if (latencyMs > 0) await Bun.sleep(latencyMs);
      served.push({ path, headers, startMs, endMs: performance.now() });
      return new Response(body, { status, headers: { "content-type": "application/json" } });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    served,
    async stop() {
      await server.stop(true);
      await double.stop();
    },
  };
}

if (import.meta.main) console.log((await serveReplies()).url);

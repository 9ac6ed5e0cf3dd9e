import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Fault, isHit, type RecordedRequest, spoilReply } from "./faults.ts";
import { createHtmlReply, type Outcome, type Reply } from "./reply.ts";
import { answerRequest } from "./router.ts";
import { createState } from "./state.ts";
import { createDocumentedSwitches, type Switches } from "./switches.ts";
import { recordRequest, sendOutcome } from "./wire.ts";
import { createWorld, type World } from "./world.ts";

export { credentials } from "./credentials.ts";
export type { Fault, FaultEffect, RecordedRequest } from "./faults.ts";
export type { Outcome, Reply } from "./reply.ts";
export type { Switches } from "./switches.ts";
export type { World } from "./world.ts";

export interface ApiDoubleOptions {
  /** A fixed clock in tests; the real one is the default. */
  readonly now?: () => Date;
  readonly seed?: number;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly switches?: Partial<Switches>;
}

export interface ApiDouble {
  /** The origin, `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** At the clock's current hour. */
  readonly world: World;
  readonly requests: RecordedRequest[];
  readonly switches: Switches;
  /** Adds a fault; returns what removes it. Of several that match, the one added first acts. */
  fault(fault: Fault): () => void;
  /** Forgets requests, faults and writes; sets the switches as they were at the start. */
  reset(): void;
  stop(): Promise<void>;
}

const apiRoot = "/api/v1";

export async function startApiDouble(options: ApiDoubleOptions = {}): Promise<ApiDouble> {
  const now = options.now ?? (() => new Date());
  const world = () => createWorld({ now: now(), seed: options.seed ?? 1 });
  const switches: Switches = { ...createDocumentedSwitches(), ...options.switches };
  const requests: RecordedRequest[] = [];
  let faults: { readonly fault: Fault; left: number }[] = [];
  let state = createState(world);

  const usualReply = (request: RecordedRequest, query: URLSearchParams): Reply => {
    const { method, path, headers, body } = request;
    if (path !== apiRoot && !path.startsWith(`${apiRoot}/`)) return createHtmlReply();
    const asked = { method, path: path.slice(apiRoot.length), query, headers, body };
    return answerRequest(asked, { world: world(), state, switches, now: now() });
  };

  const outcomeOf = async (request: RecordedRequest, query: URLSearchParams): Promise<Outcome> => {
    const usual = () => usualReply(request, query);
    const hit = faults.find(({ fault, left }) => left > 0 && isHit(fault, request));
    if (hit === undefined) return usual();
    hit.left -= 1;
    return spoilReply(hit.fault.effect, request, usual);
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const request = await recordRequest(incoming, url);
    requests.push(request);
    let isOurDoing = false;
    outgoing.on("close", () => {
      request.aborted = !outgoing.writableFinished && !isOurDoing;
    });
    if (!switches.keepAlive) outgoing.setHeader("connection", "close");
    await sendOutcome(outgoing, await outcomeOf(request, url.searchParams), () => {
      isOurDoing = true;
    });
  };

  const server = createServer((incoming, outgoing) => {
    // A client that leaves while it sends, or a mistake in a fault: neither may stop the double.
    serve(incoming, outgoing).catch((error) => {
      if (!outgoing.destroyed) outgoing.writeHead(500).end(`API double: ${String(error)}`);
    });
  });

  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });

  return {
    url: `http://127.0.0.1:${port}`,
    get world() {
      return world();
    },
    requests,
    switches,
    fault: (fault) => {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(entry);
      return () => {
        faults = faults.filter((each) => each !== entry);
      };
    },
    reset: () => {
      requests.length = 0;
      faults = [];
      state = createState(world);
      Object.assign(switches, createDocumentedSwitches(), options.switches);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

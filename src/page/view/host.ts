/** The host of the page: JSON-RPC 2.0 over postMessage, as MCP Apps (2026-01-26) specifies it. */
import * as v from "valibot";

const Message = v.looseObject({
  jsonrpc: v.literal("2.0"),
  id: v.optional(v.union([v.string(), v.number()])),
  method: v.optional(v.string()),
  params: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  error: v.optional(v.looseObject({ message: v.optional(v.string(), "no reason given") })),
});
type Message = v.InferOutput<typeof Message>;

/** The host has answered with an error. */
export class Refusal extends Error {}
/** The host has not answered in time. */
export class Silence extends Error {}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What to do with the host's notifications, by their method. */
export type Listeners = Readonly<Record<string, (params: unknown) => void>>;

export class Host {
  readonly #parent: Window;
  readonly #waiting = new Map<string | number, Waiting>();
  #lastId = 0;

  constructor(parent: Window, listeners: Listeners) {
    this.#parent = parent;
    addEventListener("message", ({ source, data }) => {
      // Other frames of the host's page can send messages too.
      if (source !== parent) return;
      const message = v.safeParse(Message, data);
      if (message.success) this.#receive(message.output, listeners);
    });
  }

  notify(method: string, params: object): void {
    this.#send({ method, params });
  }

  /** @throws Refusal, Silence */
  async request(method: string, params: object, timeoutMs: number): Promise<unknown> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => reject(new Silence()), timeoutMs);
    this.#send({ id, method, params });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  #receive({ id, method, params, result, error }: Message, listeners: Listeners): void {
    if (method === undefined) {
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Refusal(error.message));
    } else if (id === undefined) listeners[method]?.(params);
    else if (method === "ping" || method === "ui/resource-teardown") this.#send({ id, result: {} });
    else this.#send({ id, error: { code: -32601, message: "Method not found" } });
  }

  #send(message: object): void {
    // Any origin, because the page cannot know the host's: beside what came from the host, it sends only facts of its own,
    // such as name, display modes and size.
    this.#parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  }
}

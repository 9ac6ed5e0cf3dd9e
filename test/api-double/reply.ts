/** What goes out on the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Sends the body in pieces. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** Closes the connection after this many bytes of the body. */
  readonly resetAfterBytes?: number;
}

/** `reset`: the connection is closed without an answer. `silence`: it stays open without one. */
export type Outcome = Reply | "reset" | "silence";

export const jsonHeaders = { "content-type": "application/json; charset=utf-8" } as const;

export function createJsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(body) };
}

/** What a wrong base URL finds: the single-page app answers every path with 200. */
export function createHtmlReply(): Reply {
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: '<!doctype html><html><head><title>Alephant</title></head><body><div id="root"></div></body></html>',
  };
}

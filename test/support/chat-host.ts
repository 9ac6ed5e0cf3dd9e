/** A chat in a real browser that shows the server's page, as a host does: sandboxed, and with the policy of the specification. */
import { join } from "node:path";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Browser, Frame } from "playwright-core";
import { openPage, type Screen, type WatchedPage } from "./browser.ts";

/** What a host allows a page that names no address (MCP Apps 2026-01-26, "Restrictive Default"). */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'";
const hostPage = `<!doctype html><html lang="en"><head><title>Chat</title><link rel="icon" href="data:,"><style>body{margin:0}iframe{display:block;border:0;width:100%;height:400px}</style></head><body><script type="module" src="/host.js"></script></body></html>`;

export interface ChatServer extends AsyncDisposable {
  readonly url: string;
}

/** @param page what the server under test gives for its resource */
export async function serveChat(page: string): Promise<ChatServer> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "chat-host", "host.ts")],
    target: "browser",
  });
  const script = (await outputs[0]?.text()) ?? "";
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const html = { "content-type": "text/html;charset=utf-8" };
      switch (new URL(request.url).pathname) {
        case "/":
          return new Response(hostPage, { headers: html });
        case "/host.js":
          return new Response(script, { headers: { "content-type": "text/javascript" } });
        case "/view.html":
          return new Response(page, { headers: { ...html, "content-security-policy": policy } });
        default:
          return new Response("", { status: 404 });
      }
    },
  });
  return { url: server.url.href, [Symbol.asyncDispose]: () => server.stop(true) };
}

export interface Chat extends WatchedPage {
  readonly view: Frame;
  sendResult(result: CallToolResult, args?: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface ChatOptions extends Screen {
  /** `theme=dark`, `withoutTools`, `refuses`, `silent`, `srcdoc` */
  readonly host?: string;
  readonly callTool?: (name: string, args: Record<string, unknown>) => Promise<unknown>;
}

export async function openChat(
  browser: Browser,
  { url }: ChatServer,
  { host = "", callTool = async () => ({}), ...screen }: ChatOptions,
): Promise<Chat> {
  const watched = await openPage(browser, screen);
  const { page } = watched;
  await page.exposeFunction("callServerTool", callTool);
  await page.goto(`${url}?${host}`);
  const element = await page.waitForSelector("iframe");
  await page.waitForURL(`${url}?${host}`);
  const view = await element.contentFrame();
  if (view === null) throw new Error("There is no frame.");
  await view.waitForSelector("main");
  return {
    ...watched,
    view,
    sendResult: (result, args = {}) =>
      page.evaluate(`chatHost.sendResult(${JSON.stringify(result)}, ${JSON.stringify(args)})`),
  };
}

/** Plays the release page of GitHub: /latest/download/<file> and /download/v<version>/<file>, out of a folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";

export interface ReleasePage extends Disposable {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

export function serveReleases(folder: string): ReleasePage {
  const asked: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      const [, name] =
        new RegExp(
          `^/releases/(?:latest/download|download/v${RegExp.escape(manifest.version)})/([^/]+)$`,
        ).exec(pathname) ?? [];
      const file = name === undefined ? undefined : join(folder, name);
      return file === undefined || !existsSync(file)
        ? new Response("Not Found", { status: 404 })
        : new Response(Bun.file(file));
    },
  });
  return { url: `${server.url.href}releases`, asked, [Symbol.dispose]: () => void server.stop(true) };
}

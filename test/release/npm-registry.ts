/** As much of an npm registry as npm, npx and bunx need: it keeps what is published, and hands it out. */
import * as v from "valibot";

const Published = v.looseObject({
  name: v.string(),
  "dist-tags": v.record(v.string(), v.string()),
  versions: v.record(v.string(), v.looseObject({ dist: v.looseObject({ tarball: v.string() }) })),
  _attachments: v.record(v.string(), v.object({ data: v.string() })),
});

export interface NpmRegistry extends Disposable {
  readonly url: string;
}

export function startNpmRegistry(): NpmRegistry {
  const packages = new Map<string, unknown>();
  const tarballs = new Map<string, Uint8Array<ArrayBuffer>>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (request.method === "PUT") {
        const { _attachments, ...document } = v.parse(Published, await request.json());
        for (const [file, { data }] of Object.entries(_attachments)) {
          tarballs.set(`files/${file}`, new Uint8Array(Buffer.from(data, "base64")));
          for (const { dist } of Object.values(document.versions))
            dist.tarball = `${server.url}files/${file}`;
        }
        packages.set(document.name, document);
        return Response.json({ ok: true }, { status: 201 });
      }
      const tarball = tarballs.get(path);
      if (tarball !== undefined) return new Response(tarball);
      const found = packages.get(path);
      return found === undefined ? Response.json({}, { status: 404 }) : Response.json(found);
    },
  });
  return { url: server.url.href, [Symbol.dispose]: () => void server.stop(true) };
}

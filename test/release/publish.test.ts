// The steps that publish, against local stand-ins: a second run must do no harm, and other bytes must not slip in.
import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { packTarGz } from "../../scripts/release/archive.ts";
import { packNpmTarball } from "../../scripts/release/assemble.ts";
import { npmTarballName, tag, version } from "../../scripts/release/assets.ts";
import { publishGithub } from "../../scripts/release/publish-github.ts";
import { publishNpm } from "../../scripts/release/publish-npm.ts";
import { publishToRegistry } from "../../scripts/release/publish-registry.ts";
import { findSchemaProblems } from "../../scripts/release/published-schema.ts";
import { serverJsonSchema, writeServerJson } from "../../scripts/release/server-json.ts";
import { startNpmRegistry } from "./npm-registry.ts";
import { withScratch } from "./ways-in.ts";

const isWindows = process.platform === "win32";

test.skipIf(isWindows || Bun.which("npm") === null)(
  "npm: published once, compared the second time",
  () =>
    withScratch(async (scratch, home) => {
      using registry = startNpmRegistry();
      await Bun.write(
        join(home, ".npmrc"),
        `registry=${registry.url}\n${registry.url.replace("http:", "")}:_authToken=nobody\n`,
      );
      const options = { cwd: scratch, env: { HOME: home, PATH: process.env["PATH"] } };
      const file = join(scratch, npmTarballName);
      await Bun.write(file, await packNpmTarball());
      expect(await publishNpm(file, options)).toBe(`@alephantai/mcp@${version} published`);
      expect(await publishNpm(file, options)).toEndWith("is published already, with these bytes");
      await Bun.write(file, packTarGz([{ path: "package/package.json", content: new Uint8Array() }]));
      await expect(publishNpm(file, options)).rejects.toThrow("is published already, with other bytes");
    }),
  60_000,
);

describe("MCP registry", () => {
  const identityToken = "identity-of-the-workflow";
  const registryToken = "right-to-publish";

  /** Knows what was published to it; refuses without the token that it gave for the identity. */
  function startRegistry(status = 200) {
    const log: string[] = [];
    let published: unknown;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        log.push(`${request.method} ${decodeURIComponent(pathname)}`);
        const bearer = request.headers.get("authorization");
        if (pathname === "/identity") {
          if (bearer !== "Bearer of-the-runner") return new Response("no", { status: 401 });
          return Response.json({ value: `${identityToken} for ${searchParams.get("audience")}` });
        }
        if (request.method === "GET")
          return Response.json({}, { status: published === undefined ? 404 : 200 });
        const body: unknown = await request.json();
        if (pathname === "/v0/auth/github-oidc") {
          expect(body).toEqual({ oidc_token: `${identityToken} for ${server.url.origin}` });
          return Response.json({ registry_token: registryToken, expires_at: 1 });
        }
        expect(bearer).toBe(`Bearer ${registryToken}`);
        if (status === 200) published = body;
        return Response.json({ detail: "not like this" }, { status });
      },
    });
    const settings = {
      registry: server.url.origin,
      identityUrl: `${server.url.origin}/identity?api-version=2`,
      identityRequestToken: "of-the-runner",
    };
    return { log, settings, published: () => published, [Symbol.dispose]: () => void server.stop(true) };
  }

  test("is entered once", async () => {
    using registry = startRegistry();
    const text = writeServerJson();
    expect(await publishToRegistry(text, registry.settings)).toEndWith(`${version} published`);
    expect(registry.published()).toEqual(JSON.parse(text));
    expect(await publishToRegistry(text, registry.settings)).toEndWith("is in the registry already");
    expect(registry.log).toEqual([
      `GET /v0/servers/io.github.AlephantAI/alephant-mcp/versions/${version}`,
      "GET /identity",
      "POST /v0/auth/github-oidc",
      "POST /v0/publish",
      `GET /v0/servers/io.github.AlephantAI/alephant-mcp/versions/${version}`,
    ]);
  });

  test("a refusal is shown, a token never", async () => {
    using registry = startRegistry(422);
    const error = await publishToRegistry(writeServerJson(), registry.settings).catch(String);
    expect(error).toContain('The publication was refused with 422: {"detail":"not like this"}');
    expect(error).not.toContain(registryToken);
    expect(error).not.toContain(identityToken);
  });
});

test("a server.json that the published schema refuses stops the release", async () => {
  const createSchema = (maxLength: number) =>
    JSON.stringify({
      $id: serverJsonSchema,
      $schema: "http://json-schema.org/draft-07/schema#",
      properties: { websiteUrl: { type: "string", format: "uri", example: "x" }, description: { maxLength } },
    });
  expect(await findSchemaProblems(writeServerJson(), createSchema(100))).toEqual([]);
  expect(await findSchemaProblems(writeServerJson(), createSchema(10))).toEqual([
    "/description must NOT have more than 10 characters",
  ]);
  await expect(
    findSchemaProblems(writeServerJson(), '{"$id":"https://example.com/other.json"}'),
  ).rejects.toThrow();
});

describe.skipIf(isWindows)("GitHub release", () => {
  /** Plays gh: a release is a folder, `draft` in it says that it is one. */
  const gh = `#!/bin/sh
echo "$1 $2 $3" >>"$STORE.log"
case "$2" in
  view) [ -d "$STORE" ] || { echo "release not found" >&2; exit 1; }
        [ -e "$STORE/draft" ] && echo '{"isDraft":true}' || echo '{"isDraft":false}' ;;
  create) mkdir "$STORE" && touch "$STORE/draft"; for word; do case $word in --notes-file=*) cat "\${word#*=}" >"$STORE.notes";; esac; done ;;
  upload) [ -z "$BREAK" ] || { echo "connection lost" >&2; exit 1; }
          shift 4; cp "$@" "$STORE" ;;
  edit) rm "$STORE/draft" ;;
  download) cp "$STORE/SHA256SUMS" "\${5#--dir=}" ;;
esac
`;
  const withGithub = (
    use: (
      publish: (more?: Record<string, string>) => Promise<string>,
      files: string,
      store: string,
    ) => Promise<void>,
  ) =>
    withScratch(async (scratch, home) => {
      const [bin, files, store] = [join(scratch, "bin"), join(scratch, "files"), join(scratch, "store")];
      await Promise.all([mkdir(bin), mkdir(files)]);
      await Bun.write(join(bin, "gh"), gh);
      await chmod(join(bin, "gh"), 0o755);
      await Bun.write(join(files, "SHA256SUMS"), "sums\n");
      await Bun.write(join(files, "a.tar.gz"), "archive");
      await Bun.write(join(home, "CHANGELOG.md"), `## [${version}] - 2026-11-22\n\n- It exists.\n`);
      const publishPackage = (more: Record<string, string> = {}) =>
        publishGithub(files, join(home, "CHANGELOG.md"), {
          env: { PATH: `${bin}:${process.env["PATH"]}`, STORE: store, ...more },
        });
      await use(publishPackage, files, store);
    });

  test("is a draft until every file is there, and goes on after a failure", () =>
    withGithub(async (publish, _, store) => {
      await expect(publish({ BREAK: "1" })).rejects.toThrow("connection lost");
      await publish({ BREAK: "1" }).catch(() => {});
      expect(await readdir(store)).toEqual(["draft"]);
      expect(await publish()).toBe(`${tag} published with 2 files`);
      expect((await readdir(store)).sort()).toEqual(["SHA256SUMS", "a.tar.gz"]);
      expect(await Bun.file(`${store}.notes`).text()).toBe("- It exists.\n");
    }));

  test("published: the same files are left alone, others refused", () =>
    withGithub(async (publish, files, store) => {
      await publish();
      expect(await publish()).toBe(`${tag} is published already, with these files`);
      await Bun.write(join(files, "SHA256SUMS"), "other sums\n");
      await expect(publish()).rejects.toThrow("is published already, with other files");
      await publish().catch(() => {});
      expect(await Bun.file(join(store, "SHA256SUMS")).text()).toBe("sums\n");
    }));
});

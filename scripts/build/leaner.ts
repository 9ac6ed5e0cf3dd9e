/** What the builds leave out or replace, because the server never runs it or runs it at too high a price. */
import { join } from "node:path";

const root = join(import.meta.dir, "..", "..");

export interface Leaner {
  readonly plugin: Bun.BunPlugin;
  /** @throws when something that was to be replaced has not been met: has it moved, or gone? */
  assertUsed(): void;
}

export interface LeanerOptions {
  /** The page inside the chat, as one text. */
  readonly page: string;
  /** Whether everything is compiled to bytecode, which is three times the size of the code. */
  readonly isCompiled: boolean;
}

export function leaner({ page, isCompiled }: LeanerOptions): Leaner {
  const missing = new Set(["ajv", "ofetch", "tasks", "view page", "zod", ...(isCompiled ? ["toml"] : [])]);
  const plugin: Bun.BunPlugin = {
    name: "leaner",
    setup(build) {
      // The SDK's server imports Ajv (130 KB, 6 MiB at run time) even where it is given another validator, as ours gives it.
      build.onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => {
        missing.delete("ajv");
        return { loader: "js", contents: refusingAjv };
      });

      // The same goes for tasks, which it offers to whoever asks for them.
      build.onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]experimental[\\/]tasks[\\/]server\.js$/ }, () => {
        missing.delete("tasks");
        return { loader: "js", contents: refusingTasks };
      });

      // zod is a quarter of the code and almost half of the start-up; the SDK uses a small part of it.
      build.onResolve({ filter: /^zod(?:\/v[34](?:-mini)?|-to-json-schema)?$/ }, () => {
        missing.delete("zod");
        return { path: join(import.meta.dir, "zod-stand-in.ts") };
      });

      // For Node, ofetch has an entry with a polyfill of fetch (115 KB), which every Node from 18 on has itself.
      build.onResolve({ filter: /^ofetch$/ }, () => {
        missing.delete("ofetch");
        return { path: join(root, "node_modules", "ofetch", "dist", "index.mjs") };
      });

      // The editor of TOML is a fifth of all code, and only setup reads it: as a file it is compiled when it is called for.
      if (isCompiled)
        build.onResolve({ filter: /^@decimalturn\/toml-patch$/ }, () => {
          missing.delete("toml");
          return { path: "toml-patch", namespace: "file-of-its-own" };
        });
      build.onLoad({ filter: /^toml-patch$/, namespace: "file-of-its-own" }, () => ({
        loader: "js",
        contents: importingFile(tomlEditor, ["parse", "patch", "TomlFormat"]),
      }));

      // The page inside the chat travels packed, and is unpacked when a host asks for it: the executable would hold the
      // text twice, two bytes a character.
      build.onLoad({ filter: /[\\/]src[\\/]mcp[\\/]view-page\.ts$/ }, () => {
        missing.delete("view page");
        return { loader: "js", contents: unpacking(Bun.gzipSync(page, { level: 9 }).toBase64()) };
      });
    },
  };
  return {
    plugin,
    assertUsed() {
      if (missing.size > 0)
        throw new Error(`Not met in the build: ${[...missing].join(", ")}. See leaner.ts.`);
    },
  };
}

const tomlEditor = join(root, "node_modules", "@decimalturn", "toml-patch", "dist", "toml-patch.js");

const importingFile = (path: string, names: readonly string[]): string => `
import file from ${JSON.stringify(path)} with { type: "file" };
export const { ${names.join(", ")} } = await import(file);`;

const unpacking = (packed: string): string => `const packed = "${packed}";
export const loadViewPage = async () =>
  process.getBuiltinModule("node:zlib").gunzipSync(Buffer.from(packed, "base64")).toString();`;

const refusingAjv = `export class AjvJsonSchemaValidator {
  constructor() { throw new Error("Ajv is not in this build: pass jsonSchemaValidator to Server."); }
}`;

const refusingTasks = `export class ExperimentalServerTasks {
  constructor() { throw new Error("Tasks are not in this build."); }
}`;

/** A plugin of the builds that leaves out or replaces what the server never runs, or what costs it too much. */
import { join } from "node:path";

const root = join(import.meta.dir, "..", "..");

export interface LeanPlugin {
  readonly plugin: Bun.BunPlugin;
  /** @throws when the build did not contain something that was to be replaced: it may have moved, or be gone */
  assertUsed(): void;
}

export interface LeanPluginOptions {
  /** The page inside the chat, as one text. */
  readonly page: string;
  /** Whether everything is compiled to bytecode, which is three times the size of the code. */
  readonly isCompiled: boolean;
}

export function createLeanPlugin({ page, isCompiled }: LeanPluginOptions): LeanPlugin {
  const missing = new Set(["ajv", "ofetch", "tasks", "view page", "zod", ...(isCompiled ? ["toml"] : [])]);
  const setup = (build: Bun.PluginBuilder): void => {
    const replaceCode = (name: string, filter: RegExp, contents: string): void =>
      void build.onLoad({ filter }, () => {
        missing.delete(name);
        return { loader: "js", contents };
      });
    const redirect = (name: string, filter: RegExp, to: { path: string; namespace?: string }): void =>
      void build.onResolve({ filter }, () => {
        missing.delete(name);
        return to;
      });

    // The SDK's server imports Ajv (130 KB, 6 MiB at run time) even where it is given another validator, as ours gives it.
    replaceCode("ajv", /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/, ajvWithoutCode);
    // The same goes for tasks, which it offers to whoever asks for them.
    replaceCode(
      "tasks",
      /[\\/]sdk[\\/]dist[\\/]esm[\\/]experimental[\\/]tasks[\\/]server\.js$/,
      tasksWithoutCode,
    );
    // zod is a quarter of the code and almost half of the start-up; the SDK uses a small part of it.
    redirect("zod", /^zod(?:\/v[34](?:-mini)?|-to-json-schema)?$/, {
      path: join(import.meta.dir, "zod-stand-in.ts"),
    });
    // For Node, ofetch has an entry with a polyfill of fetch (115 KB), which every Node from 18 on has itself.
    redirect("ofetch", /^ofetch$/, { path: join(root, "node_modules", "ofetch", "dist", "index.mjs") });
    // The editor of TOML is a fifth of all code, and only setup reads it: as a file it is compiled when it is called for.
    if (isCompiled)
      redirect("toml", /^@decimalturn\/toml-patch$/, { path: "toml-patch", namespace: "file-of-its-own" });
    build.onLoad({ filter: /^toml-patch$/, namespace: "file-of-its-own" }, () => ({
      loader: "js",
      contents: writeFileImport(tomlEditor, ["parse", "patch", "TomlFormat"]),
    }));
    // The page inside the chat travels packed, and is unpacked when a host asks for it: the executable would hold the
    // text twice, two bytes a character.
    const packed = Bun.gzipSync(page, { level: 9 }).toBase64();
    replaceCode("view page", /[\\/]src[\\/]mcp[\\/]view-page\.ts$/, writeUnpacking(packed));
  };
  return {
    plugin: { name: "lean", setup },
    assertUsed() {
      if (missing.size > 0)
        throw new Error(`Not met in the build: ${[...missing].join(", ")}. See lean-plugin.ts.`);
    },
  };
}

const tomlEditor = join(root, "node_modules", "@decimalturn", "toml-patch", "dist", "toml-patch.js");

/** A module that hands on these names from a file beside the program. */
const writeFileImport = (path: string, names: readonly string[]): string => `
import file from ${JSON.stringify(path)} with { type: "file" };
export const { ${names.join(", ")} } = await import(file);`;

/** src/mcp/view-page.ts, with the page packed inside. */
const writeUnpacking = (packed: string): string => `const packed = "${packed}";
export const loadViewPage = async () =>
  process.getBuiltinModule("node:zlib").gunzipSync(Buffer.from(packed, "base64")).toString();`;

const ajvWithoutCode = `export class AjvJsonSchemaValidator {
  constructor() { throw new Error("Ajv is not in this build: pass jsonSchemaValidator to Server."); }
}`;

const tasksWithoutCode = `export class ExperimentalServerTasks {
  constructor() { throw new Error("Tasks are not in this build."); }
}`;

/**
 * The extension for Gemini CLI, which asks for the settings and keeps the secret ones in the system's keychain. The
 * host takes from a release the file whose name begins with Node's word for the system, so there is one for each,
 * although they hold the same.
 */
import manifest from "../../package.json";
import { type Entry, packTarGz, packZip } from "./archive.ts";
import { version } from "./assets.ts";
import type { Bytes } from "./executables.ts";
import { type Setting, settings } from "./settings.ts";

export const geminiSystems = ["darwin", "linux", "win32"] as const;
export type GeminiSystem = (typeof geminiSystems)[number];

export const geminiExtensionNameOf = (system: GeminiSystem): string =>
  `${system}.alephant-mcp-gemini-extension.${system === "win32" ? "zip" : "tar.gz"}`;

/** Each is a question at the installation; the others are taken from the environment. */
const asked = ["ALEPHANT_VIRTUAL_KEY", "ALEPHANT_PAT", "ALEPHANT_WORKSPACE_ID", "ALEPHANT_API_BASE_URL"];

/** Nobody is asked whether writes shall go unconfirmed: that is set where the server is written down by hand. */
const handedOn = settings.filter(({ variable }) => variable !== "ALEPHANT_CONFIRM_WRITES");

const writeReference = ({ variable, preset }: Setting): string =>
  `\${${variable}${preset === undefined ? "" : `:-${preset}`}}`;

export const createGeminiManifest = (program: string) => ({
  name: "alephant",
  version,
  description: manifest.description,
  mcpServers: {
    alephant: {
      command: "node",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Gemini CLI puts the extension's folder and the separator here
      args: ["${extensionPath}${/}server${/}".concat(program)],
      env: Object.fromEntries(handedOn.map((setting) => [setting.variable, writeReference(setting)])),
    },
  },
  settings: asked.flatMap((name) =>
    settings
      .filter(({ variable }) => variable === name)
      .map(({ variable, title, description, isSecret = false }) => ({
        name: title,
        description,
        envVar: variable,
        sensitive: isSecret,
      })),
  ),
});

/** @param program its files, the first one being what is started */
export function packGeminiExtension(
  system: GeminiSystem,
  program: readonly [Entry, ...Entry[]],
  documents: readonly Entry[],
): Bytes {
  const text = `${JSON.stringify(createGeminiManifest(program[0].path), null, 2)}\n`;
  const pack = system === "win32" ? packZip : packTarGz;
  return pack([
    { path: "gemini-extension.json", content: new TextEncoder().encode(text) },
    ...program.map((entry) => ({ ...entry, path: `server/${entry.path}` })),
    ...documents,
  ]);
}

/**
 * What Windows shows of the executable in its properties and in the task manager. Bun writes it only when it compiles
 * on Windows, and an executable that is compiled already cannot be changed any more: the program is its last section.
 * So the runtime is changed, before it becomes the executable.
 */
import { join } from "node:path";
import manifest from "../../package.json";
import { runtimesFolder } from "./runtimes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

interface ResourceEntry {
  readonly type: number | string;
}

interface VersionInfo {
  setFileVersion(major: number, minor: number, micro: number, revision: number, lang: number): void;
  setProductVersion(major: number, minor: number, micro: number, revision: number, lang: number): void;
  setStringValues(at: typeof language, values: Readonly<Record<string, string>>): void;
  outputToResourceEntries(entries: ResourceEntry[]): void;
}

/**
 * What is used of the npm package resedit. It is installed with the runtimes, and its own types would bring those of
 * a browser into every file here.
 */
interface ResEdit {
  readonly NtExecutable: { from(file: Bytes, options: { ignoreCert: boolean }): { generate(): ArrayBuffer } };
  readonly NtExecutableResource: {
    from(executable: unknown): { entries: ResourceEntry[]; outputResource(executable: unknown): void };
  };
  readonly Resource: { readonly VersionInfo: { fromEntries(entries: ResourceEntry[]): VersionInfo[] } };
}

const loadEditor = (): Promise<ResEdit> =>
  import(join(runtimesFolder, "node_modules", "resedit", "dist", "index.js"));

/** US English and Unicode, as the runtime has it. */
const language = { lang: 1033, codepage: 1200 };

export async function setVersionResource(runtime: Bytes): Promise<Bytes> {
  const { NtExecutable, NtExecutableResource, Resource } = await loadEditor();
  // The signature is the runtime's maker's, and compiling would break it anyway.
  const executable = NtExecutable.from(runtime, { ignoreCert: true });
  const resources = NtExecutableResource.from(executable);
  const [info] = Resource.VersionInfo.fromEntries(resources.entries);
  if (info === undefined) throw new Error("The runtime has no version resource.");
  const [major = 0, minor = 0, patch = 0] = manifest.version.split(/[.+-]/).map(Number);
  info.setFileVersion(major, minor, patch, 0, language.lang);
  info.setProductVersion(major, minor, patch, 0, language.lang);
  info.setStringValues(language, {
    ProductName: "alephant-mcp",
    FileDescription: manifest.description,
    CompanyName: manifest.author,
    LegalCopyright: `© ${manifest.author}, ${manifest.license} license`,
    OriginalFilename: "alephant-mcp.exe",
    InternalName: "alephant-mcp",
    // The two setters above write the four numbers here; people expect the version as it is published.
    FileVersion: manifest.version,
    ProductVersion: manifest.version,
  });
  // The runtime's icon is its maker's; without one Windows shows that of a console program.
  resources.entries = resources.entries.filter(({ type }) => type !== iconType && type !== iconGroupType);
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  return new Uint8Array(executable.generate());
}

const [iconType, iconGroupType] = [3, 14];

/**
 * A string of the version resource, undefined where there is none; found by its own layout (key, zero, padding to 32
 * bits, value, zero, all UTF-16), because the library reads no file that has a section after its resources.
 */
export function findVersionString(file: Bytes, name: string): string | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const key = Buffer.from(`\u0001${name}\0`, "utf16le"); // 1: the value is text
  const found = bytes.indexOf(key);
  if (found === -1) return undefined;
  let end = found + key.length;
  while (bytes.readUInt16LE(end) === 0) end += 2;
  const start = end;
  while (bytes.readUInt16LE(end) !== 0) end += 2;
  return bytes.toString("utf16le", start, end);
}

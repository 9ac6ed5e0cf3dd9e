/**
 * Mach-O, as far as a release needs it: an ad hoc signature over a whole executable, a check of the signature that
 * does not trust what wrote it, and a universal file. Bun leaves its own Developer ID signature on the x64 executable,
 * with hashes that no longer fit; macOS kills such a program at its start.
 * Layouts: loader.h, fat.h of macOS; cs_blobs.h of XNU.
 */
import { createHash } from "node:crypto";
import { joinBytes } from "./archive.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const magic64 = 0xfeedfacf;
const fatMagic = 0xcafebabe;
const command = { segment64: 0x19, codeSignature: 0x1d };
const blob = { signature: 0xfade0cc0, codeDirectory: 0xfade0c02 };
/** Version 0x20400 of the code directory: the first that names the executable segment. */
const directory = { version: 0x20400, headerBytes: 88, adHoc: 2, sha256: 2, hashBytes: 32, pageBits: 12 };
const mainBinary = 1;
const pageBytes = 1 << directory.pageBits;

interface Segment {
  /** Where its load command stands. */
  readonly at: number;
  readonly fileOffset: number;
  readonly fileBytes: number;
}

interface Layout {
  readonly cpuType: number;
  readonly cpuSubtype: number;
  readonly text: Segment;
  readonly linkEdit: Segment;
  readonly signature: { readonly at: number; readonly offset: number; readonly bytes: number };
}

const viewOf = (bytes: Bytes): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sha256 = (bytes: Bytes): Uint8Array => createHash("sha256").update(bytes).digest();

function readLayout(file: Bytes): Layout {
  const view = viewOf(file);
  if (view.getUint32(0, true) !== magic64) throw new Error("Not a 64-bit Mach-O file.");
  const segments = new Map<string, Segment>();
  let signature: Layout["signature"] | undefined;
  let at = 32;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    const kind = view.getUint32(at, true);
    if (kind === command.segment64) {
      const name = new TextDecoder().decode(file.subarray(at + 8, at + 24)).replace(/\0.*$/, "");
      const [fileOffset, fileBytes] = [view.getBigUint64(at + 40, true), view.getBigUint64(at + 48, true)];
      segments.set(name, { at, fileOffset: Number(fileOffset), fileBytes: Number(fileBytes) });
    } else if (kind === command.codeSignature) {
      signature = { at, offset: view.getUint32(at + 8, true), bytes: view.getUint32(at + 12, true) };
    }
    at += view.getUint32(at + 4, true);
  }
  const [text, linkEdit] = [segments.get("__TEXT"), segments.get("__LINKEDIT")];
  if (text === undefined || linkEdit === undefined) throw new Error("A segment is missing.");
  if (signature === undefined) throw new Error("There is no place for a signature.");
  const cpu = { cpuType: view.getUint32(4, true), cpuSubtype: view.getUint32(8, true) };
  return { ...cpu, text, linkEdit, signature };
}

/** The file with its signature replaced by an ad hoc one under this identifier. */
export function signAdHoc(file: Bytes, identifier: string): Bytes {
  const { linkEdit, signature, text } = readLayout(file);
  const code = file.slice(0, signature.offset);
  const name = new TextEncoder().encode(`${identifier}\0`);
  const pages = Math.ceil(code.length / pageBytes);
  const hashOffset = directory.headerBytes + name.length;
  const directoryBytes = hashOffset + pages * directory.hashBytes;
  // The superblob: its header, an index with one entry, the code directory. codesign rounds to 16 bytes.
  const indexBytes = 12 + 8;
  const signatureBytes = Math.ceil((indexBytes + directoryBytes) / 16) * 16;

  const view = viewOf(code);
  const linkEditBytes = signature.offset + signatureBytes - linkEdit.fileOffset;
  view.setUint32(signature.at + 12, signatureBytes, true);
  view.setBigUint64(linkEdit.at + 48, BigInt(linkEditBytes), true);
  // In memory a segment ends with a page: 16 KiB on arm64, which suits x64 too.
  view.setBigUint64(linkEdit.at + 32, BigInt(Math.ceil(linkEditBytes / 0x4000) * 0x4000), true);

  const signed = new Uint8Array(signatureBytes);
  const out = viewOf(signed);
  for (const [i, value] of [blob.signature, indexBytes + directoryBytes, 1, 0, indexBytes].entries()) {
    out.setUint32(4 * i, value);
  }
  const header = [
    ...[blob.codeDirectory, directoryBytes, directory.version, directory.adHoc],
    ...[hashOffset, directory.headerBytes, 0, pages, code.length],
    (directory.hashBytes << 24) | (directory.sha256 << 16) | directory.pageBits,
  ];
  for (const [i, value] of header.entries()) out.setUint32(indexBytes + 4 * i, value);
  out.setBigUint64(indexBytes + 64, BigInt(text.fileOffset));
  out.setBigUint64(indexBytes + 72, BigInt(text.fileBytes));
  out.setBigUint64(indexBytes + 80, BigInt(mainBinary));
  signed.set(name, indexBytes + directory.headerBytes);
  for (let page = 0; page < pages; page++) {
    const hash = sha256(code.subarray(page * pageBytes, (page + 1) * pageBytes));
    signed.set(hash, indexBytes + hashOffset + page * directory.hashBytes);
  }
  return joinBytes([code, signed]);
}

/** What is wrong with the signature; empty for a good one. Each page is hashed again. */
export function findSignatureProblems(file: Bytes): string[] {
  const { linkEdit, signature } = readLayout(file);
  const faults: string[] = [];
  if (signature.offset + signature.bytes !== file.length) faults.push("The signature is not the file's end.");
  if (linkEdit.fileOffset + linkEdit.fileBytes !== file.length)
    faults.push("__LINKEDIT is not the file's end.");
  const blobs = file.subarray(signature.offset, signature.offset + signature.bytes);
  const view = viewOf(blobs);
  if (view.getUint32(0) !== blob.signature) return [...faults, "There is no signature."];
  const start = view.getUint32(16);
  if (view.getUint32(start) !== blob.codeDirectory) return [...faults, "The code directory is not first."];
  const fieldAt = (index: number) => view.getUint32(start + 4 * index);
  const [hashOffset, pages, codeBytes] = [fieldAt(4), fieldAt(7), fieldAt(8)];
  const size = 1 << view.getUint8(start + 39);
  if (codeBytes !== signature.offset) faults.push(`It covers ${codeBytes} of ${signature.offset} bytes.`);
  let wrong = 0;
  for (let page = 0; page < pages; page++) {
    const expected = blobs.subarray(start + hashOffset + page * 32, start + hashOffset + (page + 1) * 32);
    const actual = sha256(file.subarray(page * size, Math.min((page + 1) * size, codeBytes)));
    if (Buffer.compare(expected, actual) !== 0) wrong++;
  }
  if (wrong > 0) faults.push(`${wrong} of ${pages} page hashes are wrong.`);
  return faults;
}

/** One file for both CPUs, as `lipo -create` makes it. Each part keeps its signature. */
export function joinUniversal(files: readonly Bytes[]): Bytes {
  const alignBits = 14;
  const alignOffset = (offset: number) => Math.ceil(offset / (1 << alignBits)) * (1 << alignBits);
  const header = new Uint8Array(alignOffset(8 + 20 * files.length));
  const view = viewOf(header);
  view.setUint32(0, fatMagic);
  view.setUint32(4, files.length);
  const parts: Bytes[] = [header];
  let offset = header.length;
  for (const [i, file] of files.entries()) {
    const { cpuType, cpuSubtype } = readLayout(file);
    for (const [j, value] of [cpuType, cpuSubtype, offset, file.length, alignBits].entries()) {
      view.setUint32(8 + 20 * i + 4 * j, value);
    }
    const padding = new Uint8Array(alignOffset(file.length) - file.length);
    parts.push(file, i === files.length - 1 ? new Uint8Array() : padding);
    offset += file.length + padding.length;
  }
  return joinBytes(parts);
}

// On a file as small as the format allows; release:check does it with the real executables, and codesign on a Mac.
import { expect, test } from "bun:test";
import { findSignatureProblems, joinUniversal, signAdHoc } from "../../scripts/release/macho.ts";

const cpus = { x64: 0x01000007, arm64: 0x0100000c };
const textBytes = 0x4000;
const linkEditBytes = 100;

/** Header, __TEXT, __LINKEDIT with something in it, and a signature that is none. */
function createExecutable(cpu: number): Uint8Array<ArrayBuffer> {
  const signatureOffset = textBytes + 96;
  const bytes = new Uint8Array(textBytes + linkEditBytes);
  const view = new DataView(bytes.buffer);
  crypto.getRandomValues(bytes.subarray(400, signatureOffset));
  for (const [i, value] of [0xfeedfacf, cpu, 0, 2, 3, 72 + 72 + 16, 0, 0].entries()) {
    view.setUint32(4 * i, value, true);
  }
  const putSegment = (at: number, name: string, offset: number, size: number) => {
    view.setUint32(at, 0x19, true);
    view.setUint32(at + 4, 72, true);
    bytes.set(new TextEncoder().encode(name), at + 8);
    view.setBigUint64(at + 40, BigInt(offset), true);
    view.setBigUint64(at + 48, BigInt(size), true);
  };
  putSegment(32, "__TEXT", 0, textBytes);
  putSegment(104, "__LINKEDIT", textBytes, linkEditBytes);
  for (const [i, value] of [0x1d, 16, signatureOffset, 4].entries()) {
    view.setUint32(176 + 4 * i, value, true);
  }
  return bytes;
}

test.each(Object.entries(cpus))("an ad hoc signature covers every page, %s", (_, cpu) => {
  const unsigned = createExecutable(cpu);
  expect(findSignatureProblems(unsigned)).not.toEqual([]);
  const signed = signAdHoc(unsigned, "io.example.program");
  expect(findSignatureProblems(signed)).toEqual([]);
  expect(Buffer.from(signed).includes("io.example.program\0")).toBe(true);
  expect(signAdHoc(signed, "io.example.program")).toEqual(signed);
});

test.each([
  ["the first page", 100],
  ["the last page", textBytes + 50],
])("one changed bit in %s is found", (_, at) => {
  const signed = signAdHoc(createExecutable(cpus.x64), "io.example.program");
  signed.set([(signed[at] ?? 0) ^ 1], at);
  expect(findSignatureProblems(signed)).toEqual(["1 of 5 page hashes are wrong."]);
});

test("what comes after the signature is found", () => {
  const signed = signAdHoc(createExecutable(cpus.x64), "io.example.program");
  expect(findSignatureProblems(new Uint8Array([...signed, 0]))).toEqual([
    "The signature is not the file's end.",
    "__LINKEDIT is not the file's end.",
  ]);
});

test("a universal file holds both, each at a multiple of 16 KiB and as it was", () => {
  const parts = Object.values(cpus).map((cpu) => signAdHoc(createExecutable(cpu), "io.example.program"));
  const both = joinUniversal(parts);
  const view = new DataView(both.buffer);
  expect([view.getUint32(0), view.getUint32(4)]).toEqual([0xcafebabe, 2]);
  for (const [i, cpu] of Object.values(cpus).entries()) {
    const [type, offset, size] = [0, 8, 12].map((at) => view.getUint32(8 + 20 * i + at));
    expect(type).toBe(cpu);
    expect((offset ?? 1) % 0x4000).toBe(0);
    expect(both.slice(offset, (offset ?? 0) + (size ?? 0))).toEqual(parts[i] ?? new Uint8Array());
  }
});

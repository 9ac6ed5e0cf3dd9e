/** Calls that ask for a chart, and what is in the picture that comes. */
import { inflateSync } from "node:zlib";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { type CallToolResult, CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { type CallOutcome, outcomeOf } from "./connect.ts";

export interface IllustratedResult {
  /** The result without its chart, held to what every result is. */
  readonly outcome: CallOutcome;
  readonly pictures: CallToolResult["content"];
}

export async function callForChart(
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<IllustratedResult> {
  const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: { ...args } }));
  const [text, ...pictures] = result.content;
  return { outcome: outcomeOf({ ...result, content: text === undefined ? [] : [text] }), pictures };
}

/** The bytes of the one PNG. @throws when that is not what came */
export function pngIn([picture, ...more]: IllustratedResult["pictures"]): Uint8Array {
  if (picture?.type !== "image" || picture.mimeType !== "image/png" || more.length > 0)
    throw new Error("Not one PNG image.");
  return Uint8Array.from(Buffer.from(picture.data, "base64"));
}

/** The text of the one SVG. @throws when that is not what came */
export function svgIn([picture, ...more]: IllustratedResult["pictures"]): string {
  if (picture?.type !== "resource" || !("text" in picture.resource) || more.length > 0)
    throw new Error("Not one text resource.");
  if (picture.resource.mimeType !== "image/svg+xml") throw new Error("Not SVG.");
  return picture.resource.text;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `#rrggbb` */
  at(x: number, y: number): string;
}

/** Reads what this project writes of PNG: 8-bit palette, no filter. @throws when a byte is not as the standard has it */
export function readPng(bytes: Uint8Array): Picture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  if (signature !== "\x89PNG\r\n\x1a\n") throw new Error("No PNG signature.");
  const chunks = new Map<string, Uint8Array>();
  let offset = 8;
  while (offset < bytes.length) {
    const length = view.getUint32(offset);
    const typed = bytes.subarray(offset + 4, offset + 8 + length);
    if (view.getUint32(offset + 8 + length) !== Bun.hash.crc32(typed)) throw new Error("Wrong CRC.");
    chunks.set(Buffer.from(typed.subarray(0, 4)).toString("latin1"), typed.subarray(4));
    offset += 12 + length;
  }
  const order = [...chunks.keys()].join(" ");
  if (order !== "IHDR PLTE IDAT IEND") throw new Error(`Chunks: ${order}.`);
  const [header, palette, data] = [...chunks.values()];
  if (header === undefined || palette === undefined || data === undefined) throw new Error("No chunks.");
  const [width, height] = [Buffer.from(header).readUInt32BE(0), Buffer.from(header).readUInt32BE(4)];
  if (header.subarray(8).join(" ") !== "8 3 0 0 0")
    throw new Error("Not an 8-bit palette without interlace.");
  const rows = inflateSync(data);
  if (rows.length !== (width + 1) * height) throw new Error("Wrong number of pixels.");
  for (let row = 0; row < height; row++) {
    if (rows[row * (width + 1)] !== 0) throw new Error("A row with a filter.");
  }
  return {
    width,
    height,
    at(x, y) {
      const index = rows[y * (width + 1) + 1 + x] ?? 0;
      const color = palette.subarray(3 * index, 3 * index + 3);
      if (color.length < 3) throw new Error(`No colour ${index}.`);
      return `#${Buffer.from(color).toString("hex")}`;
    },
  };
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What a leaf says. */
  readonly text: string;
}

/** The elements of a document in the order in which they begin. @throws when it is not well formed */
export function readXml(source: string): XmlElement[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  const markup = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (markup.lastIndex < source.length) {
    const [, closing, name = "", attributes = "", empty, text] = markup.exec(source) ?? [];
    if (name === "" && text === undefined) throw new Error("Not well formed.");
    if (text !== undefined) {
      const current = open.at(-1);
      if (current === undefined) throw new Error(`Text outside: ${text}`);
      current.text += unescapeXml(text);
    } else if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing.`);
    } else {
      const pairs = [...attributes.matchAll(/([A-Za-z:-]+)="([^"]*)"/g)];
      const element = {
        name,
        attributes: Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, unescapeXml(value)])),
        text: "",
      };
      elements.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  if (open.length > 0) throw new Error("An element stays open.");
  return elements;
}

function unescapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML has no place for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text))
    throw new Error("A character that XML has not.");
  if (/&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`An entity that XML has not: ${text}`);
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** The words in a picture. */
export const wordsIn = (svg: string): string[] =>
  readXml(svg).flatMap(({ name, text }) => (name === "text" ? [text] : []));

/** A screenshot with few colours: a third of the bytes, and no difference to see. */
import { crc32, deflateSync } from "node:zlib";
import type { Browser } from "playwright-core";
import * as v from "valibot";

const Pixels = v.object({
  width: v.number(),
  height: v.number(),
  palette: v.array(v.number()),
  indexes: v.string(),
});

/**
 * Run in the browser: reads the picture, and gives each pixel one of at most 256 colours, the most frequent ones when 5
 * bits of each channel are compared.
 */
const reduceColours = `async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const coarse = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
  const groups = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const key = coarse(at);
    const group = groups.get(key) ?? { key, count: 0, exact: new Map() };
    group.count++;
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    group.exact.set(colour, (group.exact.get(colour) ?? 0) + 1);
    groups.set(key, group);
  }
  const shown = [...groups.values()].sort((a, b) => b.count - a.count).slice(0, 256);
  const palette = shown.map(({ exact }) => [...exact].sort((a, b) => b[1] - a[1])[0][0]);
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const nearest = new Map(shown.map(({ key }, index) => [key, index]));
  let indexes = "";
  for (let at = 0; at < data.length; at += 4) {
    const key = coarse(at);
    if (!nearest.has(key)) {
      const far = palette.map((colour) => parts(colour).reduce((sum, part, channel) => sum + (part - data[at + channel]) ** 2, 0));
      nearest.set(key, far.indexOf(Math.min(...far)));
    }
    indexes += String.fromCharCode(nearest.get(key));
  }
  return { width, height, palette: palette.flatMap(parts), indexes: btoa(indexes) };
}`;

export async function toIndexedPng(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const address = JSON.stringify(`data:image/png;base64,${png.toString("base64")}`);
  const read = v.parse(Pixels, await page.evaluate(`(${reduceColours})(${address})`));
  await page.close();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(read.width, 0);
  header.writeUInt32BE(read.height, 4);
  header.set([8, 3], 8); // 8 bits a pixel, indexed
  const pixels = Buffer.from(read.indexes, "base64");
  // Every row begins with its filter: none.
  const rows = Array.from({ length: read.height }, (_, row) =>
    Buffer.concat([Buffer.of(0), pixels.subarray(row * read.width, (row + 1) * read.width)]),
  );
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    writeChunk("IHDR", header),
    writeChunk("PLTE", Buffer.from(read.palette)),
    writeChunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    writeChunk("IEND", Buffer.alloc(0)),
  ]);
}

function writeChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

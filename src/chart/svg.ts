/** A scene as SVG, in the host's own font. */
import { dashLength, hatchDistance, inks, type Scene, type Shape } from "./scene.ts";

export function svgOf({ width, height, title, shapes }: Scene): string {
  const card = `<rect width="${width}" height="${height}" rx="8" fill="${inks.card}"/>`;
  const hatch = `<pattern id="hatch" width="${hatchDistance}" height="${hatchDistance}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="${hatchDistance}" fill="${inks.mark}"/></pattern>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui,sans-serif">`,
    `<title>${escaped(title)}</title>`,
    shapes.some((shape) => shape.kind === "rectangle" && shape.isHatched) ? `<defs>${hatch}</defs>` : "",
    card,
    ...shapes.map(elementOf),
    "</svg>",
  ].join("");
}

function elementOf(shape: Shape): string {
  const ink = inks[shape.ink];
  switch (shape.kind) {
    case "rectangle": {
      const paint = shape.isHatched
        ? `fill="url(#hatch)" stroke="${ink}" stroke-width="1.5"`
        : `fill="${ink}"`;
      return `<rect x="${short(shape.x)}" y="${short(shape.y)}" width="${short(shape.width)}" height="${short(shape.height)}" ${paint}/>`;
    }
    case "line": {
      const places = shape.places.map(([x, y]) => `${short(x)} ${short(y)}`).join("L");
      const form = shape.isDashed
        ? `stroke-dasharray="${dashLength}"`
        : 'stroke-linecap="round" stroke-linejoin="round"';
      return `<path d="M${places}" fill="none" stroke="${ink}" stroke-width="${shape.width}" ${form}/>`;
    }
    case "text": {
      const anchor = shape.anchor === "start" ? "" : ` text-anchor="${shape.anchor}"`;
      const weight = shape.isBold ? ' font-weight="600"' : "";
      return `<text x="${short(shape.x)}" y="${short(shape.y)}" font-size="${shape.size}" fill="${ink}"${anchor}${weight}>${escaped(shape.text)}</text>`;
    }
  }
}

const short = (value: number): number => Math.round(value * 10) / 10;

// What XML 1.0 has no place for, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string =>
  text.replace(notInXml, "").replace(/[&<>"]/g, (character) => entities[character] ?? "");

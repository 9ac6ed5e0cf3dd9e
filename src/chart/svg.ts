/** A scene as SVG, in the font of whatever shows it. */

import { type Ink, inks } from "./inks.ts";
import { type Box, dashLength, hatchDistance, type Scene, type Shape, type Target } from "./shapes.ts";

/** How an ink is named: in a picture by its colour, on a page by a class of the page's style. */
interface Paint {
  fill(ink: Ink): string;
  stroke(ink: Ink): string;
  readonly hatchId: string;
  /** The size of text, as a share of the one with which places were computed. */
  readonly fontShare: number;
  target(target: Target): string;
}

export function renderSvg({ width, height, title, shapes }: Scene): string {
  const paint: Paint = {
    fill: (ink) => `fill="${inks[ink]}"`,
    stroke: (ink) => `stroke="${inks[ink]}"`,
    hatchId: "hatch",
    fontShare: 1,
    target: () => "",
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui,sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    renderHatch(shapes, paint),
    `<rect width="${width}" height="${height}" rx="8" fill="${inks.card}"/>`,
    ...shapes.map((shape) => renderShape(shape, paint)),
    "</svg>",
  ].join("");
}

/** Text is smaller than computed, so that the widest of the usual fonts fits where the font of glyphs.ts does. */
const pageFontShare = 0.91;

/** @param shownWidth in CSS pixels */
export function renderPageSvg(
  { width, height, title, shapes }: Scene,
  shownWidth: number,
  id: string,
): string {
  const paint: Paint = {
    fill: (ink) => `class="ink-${ink}"`,
    stroke: (ink) => `class="ink-${ink}"`,
    hatchId: `${id}-hatch`,
    fontShare: pageFontShare,
    target: (target) => `<rect class="target" ${renderBox(target)} data-label="${escapeXml(target.label)}"/>`,
  };
  const ratio = shownWidth / width;
  const isFocusable = shapes.some(({ kind }) => kind === "target");
  // Targets lie above everything else, to catch the pointer.
  const inOrder = [...shapes].sort((a, b) => Number(a.kind === "target") - Number(b.kind === "target"));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" class="chart" viewBox="0 0 ${width} ${height}" width="${shownWidth}" height="${roundToTenths(height * ratio)}" role="img" aria-label="${escapeXml(title)}"${isFocusable ? ' tabindex="0"' : ""}>`,
    renderHatch(shapes, paint),
    ...inOrder.map((shape) => renderShape(shape, paint)),
    "</svg>",
  ].join("");
}

function renderHatch(shapes: readonly Shape[], { hatchId, fill }: Paint): string {
  if (!shapes.some((shape) => shape.kind === "rectangle" && shape.isHatched)) return "";
  return `<defs><pattern id="${hatchId}" width="${hatchDistance}" height="${hatchDistance}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="${hatchDistance}" ${fill("mark")}/></pattern></defs>`;
}

const renderBox = ({ x, y, width, height }: Box): string =>
  `x="${roundToTenths(x)}" y="${roundToTenths(y)}" width="${roundToTenths(width)}" height="${roundToTenths(height)}"`;

function renderShape(shape: Shape, paint: Paint): string {
  switch (shape.kind) {
    case "rectangle": {
      const colour = shape.isHatched
        ? `fill="url(#${paint.hatchId})" ${paint.stroke(shape.ink)} stroke-width="1.5"`
        : paint.fill(shape.ink);
      return `<rect ${renderBox(shape)} ${colour}/>`;
    }
    case "line": {
      const places = shape.places.map(([x, y]) => `${roundToTenths(x)} ${roundToTenths(y)}`).join("L");
      const form = shape.isDashed
        ? `stroke-dasharray="${dashLength}"`
        : 'stroke-linecap="round" stroke-linejoin="round"';
      return `<path d="M${places}" fill="none" ${paint.stroke(shape.ink)} stroke-width="${shape.width}" ${form}/>`;
    }
    case "text": {
      const anchor = shape.anchor === "start" ? "" : ` text-anchor="${shape.anchor}"`;
      const weight = shape.isBold ? ' font-weight="600"' : "";
      return `<text x="${roundToTenths(shape.x)}" y="${roundToTenths(shape.y)}" font-size="${roundToTenths(shape.size * paint.fontShare)}" ${paint.fill(shape.ink)}${anchor}${weight}>${escapeXml(shape.text)}</text>`;
    }
    case "target":
      return paint.target(shape);
  }
}

const roundToTenths = (value: number): number => Math.round(value * 10) / 10;

// Characters that XML 1.0 does not allow, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeXml = (text: string): string =>
  text.replace(notInXml, "").replace(/[&<>"]/g, (character) => entities[character] ?? "");

/** Takes one member or element out of JSON. Comments stay, and so does every character that did not belong to it. */
import {
  createScanner,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
} from "jsonc-parser/lib/esm/main.js";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The text as it is, where there is nothing at the path. */
export function withoutNode(text: string, path: readonly (string | number)[]): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const found = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  // A member is its name and its value.
  const node = found?.parent?.type === "property" ? found.parent : found;
  const container = node?.parent;
  if (node === undefined || container === undefined) return text;
  const { children = [] } = container;
  const end = endOf(node);
  const ownComma = findCommaAfter(text, end);
  const previous = children[children.indexOf(node) - 1];
  const comma = ownComma ?? (previous === undefined ? undefined : findCommaAfter(text, endOf(previous)));
  const isBeside = ownComma !== undefined && text.slice(end, ownComma).trim() === "";
  const piece = widenByBlanks(text, { from: node.offset, to: isBeside ? ownComma + 1 : end }, container);
  const isOutside = comma !== undefined && (comma < piece.from || comma >= piece.to);
  const without = cutRanges(text, [piece, ...(isOutside ? [{ from: comma, to: comma + 1 }] : [])]);
  return children.length === 1 ? closeUp(without, container.offset) : without;
}

/** Whether there is a comment inside the value. */
export function holdsComment(text: string, path: readonly (string | number)[]): boolean {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const found = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  if (found === undefined) return false;
  const errors: ParseError[] = [];
  parseTree(text.slice(found.offset, endOf(found)), errors, {
    disallowComments: true,
    allowTrailingComma: true,
  });
  return errors.length > 0;
}

const endOf = ({ offset, length }: Node): number => offset + length;

const cutRanges = (text: string, ranges: readonly Range[]): string =>
  ranges
    .toSorted((a, b) => b.from - a.from)
    .reduce((result, { from, to }) => result.slice(0, from) + result.slice(to), text);

/** With the white space that would be left behind: the whole lines, where nothing else stands on them. */
function widenByBlanks(text: string, { from, to }: Range, container: Node): Range {
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const before = /[ \t]*$/.exec(text.slice(lineStart, from))?.[0].length ?? 0;
  const space = /^[ \t]*(?:\r?\n)?/.exec(text.slice(to))?.[0] ?? "";
  const isFirst = from - before === lineStart;
  const isLast = space.endsWith("\n");
  const closes = to + space.length === endOf(container) - 1;
  if (isFirst && isLast) return { from: lineStart, to: to + space.length };
  if (isFirst && closes)
    return { from: lineStart - (/\r?\n$/.exec(text.slice(0, lineStart))?.[0].length ?? 0), to };
  if (isLast || closes) return { from: from - before, to };
  return { from, to: to + space.length };
}

/** Without white space between the brackets of a container that has become empty. */
function closeUp(text: string, offset: number): string {
  const [empty] = /^(?:\{\s+\}|\[\s+\])/.exec(text.slice(offset)) ?? [];
  if (empty === undefined) return text;
  return `${text.slice(0, offset)}${empty.charAt(0)}${empty.slice(-1)}${text.slice(offset + empty.length)}`;
}

function findCommaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text.charAt(at) === "," ? at : undefined;
}

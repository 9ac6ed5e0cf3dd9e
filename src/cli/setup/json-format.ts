/** JSON as hosts read it: with comments, trailing commas and any indentation, which all stay. */
import {
  applyEdits,
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser/lib/esm/main.js";
import type { ConfigFormat } from "./config-format.ts";
import { withoutNode } from "./json-removal.ts";
import { isMembers, toPlain } from "./members.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

export const jsonFormat: ConfigFormat = {
  parse: (text) => {
    const root = rootOf(text);
    return root === undefined ? {} : toPlain(getNodeValue(root));
  },
  put(text, path, value) {
    if (rootOf(text) !== undefined) return putValue(text, path, value);
    // Empty, or comments only.
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const separator = text === "" || text.endsWith("\n") ? "" : eol;
    return `${text}${separator}${renderValue(nestValue(path, value), { unit: "  ", eol }, "")}${eol}`;
  },
  remove: withoutNode,
  render: (document) => `${renderValue(document, { unit: "  ", eol: "\n" }, "")}\n`,
};

/** Undefined when there is nothing but white space and comments. @throws SyntaxError */
function rootOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error === undefined) return root;
  if (createScanner(text, true).scan() === endOfText) return undefined;
  const before = text.slice(0, error.offset).split("\n");
  const code = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  throw new SyntaxError(`line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${code}`);
}

/** The numbers of the lines with comments and trailing commas, which strict JSON does not have. */
export function findLeniencies(text: string): {
  readonly comments: number[];
  readonly trailingCommas: number[];
} {
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const linesOf = (options: {
    readonly disallowComments?: boolean;
    readonly allowTrailingComma?: boolean;
  }) => {
    const errors: ParseError[] = [];
    parseTree(text, errors, options);
    return [...new Set(errors.map(({ offset }) => lineAt(offset)))];
  };
  return {
    comments: linesOf({ disallowComments: true, allowTrailingComma: true }),
    trailingCommas: linesOf({ allowTrailingComma: false }),
  };
}

/** SyntaxKind.EOF, which is a const enum and so does not exist at run time. */
const endOfText = 17;

interface Style {
  readonly unit: string;
  readonly eol: string;
}

/** The indentation and line ends that the text has already. */
function styleOf(text: string): Style {
  const indent = /\n([ \t]+)["[{]/.exec(text)?.[1] ?? "  ";
  return { unit: indent.startsWith("\t") ? "\t" : indent, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

function putValue(text: string, path: readonly string[], value: unknown): string {
  const root = rootOf(text);
  if (root === undefined) return text;
  const nodes = path.map((_, index) => findNodeAtLocation(root, path.slice(0, index + 1)));
  const depth = nodes.indexOf(undefined);
  const missing = path[depth];
  if (missing !== undefined) {
    const inside = nestValue(path.slice(depth + 1), value);
    const container = nodes[depth - 1] ?? root;
    // Some people write null for no members.
    if (container.type === "null") return replaceNode(text, container, { [missing]: inside });
    return insertMember(text, container, `${JSON.stringify(missing)}: `, inside);
  }
  const node = nodes.at(-1) ?? root;
  const old = toPlain(getNodeValue(node));
  if (isDeepStrictEqual(old, value)) return text;

  if (isMembers(old) && isMembers(value)) {
    const gone = Object.keys(old).filter((name) => !Object.hasOwn(value, name));
    const without = gone.reduce((result, name) => removeMember(result, [...path, name]), text);
    return Object.entries(value).reduce(
      (result, [name, each]) => putValue(result, [...path, name], each),
      without,
    );
  }
  if (Array.isArray(old) && Array.isArray(value) && isDeepStrictEqual(old, value.slice(0, old.length))) {
    return value.slice(old.length).reduce((result, each) => appendElement(result, path, each), text);
  }
  return replaceNode(text, node, value);
}

function replaceNode(text: string, node: Node, value: unknown): string {
  const replacement = renderValue(value, styleOf(text), indentAt(text, node.offset));
  return text.slice(0, node.offset) + replacement + text.slice(node.offset + node.length);
}

function appendElement(text: string, path: readonly string[], element: unknown): string {
  const root = rootOf(text);
  const list = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  return list === undefined ? text : insertMember(text, list, "", element);
}

const removeMember = (text: string, path: readonly string[]): string =>
  applyEdits(text, modify(text, [...path], undefined, {}));

const nestValue = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inside, name) => ({ [name]: inside }), value);

/** Behind the last member or element of the container, and behind the comments that follow it. */
function insertMember(text: string, container: Node, label: string, value: unknown): string {
  const style = styleOf(text);
  const close = container.offset + container.length - 1;
  const content = text.slice(container.offset + 1, close);
  const last = container.children?.at(-1);
  if (content.trim() !== "" && !content.includes("\n")) return insertInLine(text, container, label, value);

  const outer = indentAt(text, container.offset);
  const indent = last === undefined ? outer + style.unit : indentAt(text, last.offset);
  const line = `${style.eol}${indent}${label}${renderValue(value, style, indent)}`;
  const end = text.slice(0, close).trimEnd().length;
  const tail = text.slice(end, close);
  // The closing bracket stays where it was; that of an empty pair gets a line of its own.
  const closing = content.includes("\n") ? tail : style.eol + outer;
  if (last === undefined) return text.slice(0, end) + line + closing + text.slice(close);

  const lastEnd = last.offset + last.length;
  const hasComma = isCommaAfter(text, lastEnd);
  const head = hasComma ? text.slice(0, end) : `${text.slice(0, lastEnd)},${text.slice(lastEnd, end)}`;
  return `${head}${line}${hasComma ? "," : ""}${closing}${text.slice(close)}`;
}

/** A container that stands on one line stays on one line. */
function insertInLine(text: string, container: Node, label: string, value: unknown): string {
  const close = container.offset + container.length - 1;
  const last = container.children?.at(-1);
  const end = last === undefined ? text.slice(0, close).trimEnd().length : last.offset + last.length;
  const isDense = last !== undefined && !/[:,]\s/.test(text.slice(container.offset, close));
  const comma = last === undefined ? "" : ",";
  const addition = isDense ? `${comma}${label.trimEnd()}` : `${comma} ${label}`;
  return text.slice(0, end) + addition + JSON.stringify(value) + text.slice(end);
}

function isCommaAfter(text: string, offset: number): boolean {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  return text.charAt(scanner.getTokenOffset()) === ",";
}

/** The white space with which the line of this character begins. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** As JSON in this style, with lists of plain values on one line. */
function renderValue(value: unknown, style: Style, indent: string): string {
  const { unit, eol } = style;
  const inner = indent + unit;
  if (Array.isArray(value)) {
    if (!value.some((each) => typeof each === "object"))
      return `[${value.map((each) => JSON.stringify(each)).join(", ")}]`;
    const elements = value.map((each) => `${inner}${renderValue(each, style, inner)}`);
    return `[${eol}${elements.join(`,${eol}`)}${eol}${indent}]`;
  }
  if (!isMembers(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, each]) => `${inner}${JSON.stringify(name)}: ${renderValue(each, style, inner)}`,
  );
  return members.length === 0 ? "{}" : `{${eol}${members.join(`,${eol}`)}${eol}${indent}}`;
}

import type { Page } from "./query-reader.ts";
import type { Answer, Call } from "./route.ts";
import { isObject, type JsonObject } from "./state.ts";
import type { Switches } from "./switches.ts";

/** Cockpit fields stand at top level (official pages) or under `data` (SDK). */
export function wrapCockpit({ switches }: Call, fields: JsonObject): Answer {
  const figures = switches.numericStrings ? withTextNumbers(fields) : fields;
  return { body: switches.cockpitEnvelope === "data" ? { data: figures } : figures };
}

/** Documented: recent requests and health are never enveloped. */
export function wrapBare({ switches }: Call, fields: JsonObject): Answer {
  return { body: switches.numericStrings ? withTextNumbers(fields) : fields };
}

/** `beside` stands next to `data`, where there is an envelope. */
export function wrapWorkspace(call: Call, payload: unknown, beside: JsonObject = {}): Answer {
  const cased = call.switches.fieldCase === "snake" ? withSnakeNames(payload) : payload;
  return wrapStored(call, call.switches.numericStrings ? withTextNumbers(cased) : cased, beside);
}

/** For what is stored as it came: its names and numbers are left alone. */
export function wrapStored({ switches }: Call, payload: unknown, beside: JsonObject = {}): Answer {
  if (switches.workspaceEnvelope === "none") return { body: payload };
  const status = switches.workspaceEnvelope === "code_data_message" ? { code: 0, message: "success" } : {};
  return { body: { ...status, data: payload, ...beside } };
}

/** One page of rows, wrapped as the switches say. */
export function wrapList(call: Call, resource: string, rows: readonly unknown[], asked: Page): Answer {
  const { switches } = call;
  const pageSize = Math.min(asked.pageSize, switches.pageSizeCap);
  const start = (asked.page - 1) * pageSize;
  const page = rows.slice(start, start + pageSize);
  const place = { total: rows.length, page: asked.page, pageSize };
  const totals = placeTotal(switches, { ...place, hasMore: start + page.length < rows.length });
  if (switches.listKey === "array") return wrapWorkspace(call, page, totals);
  const key = switches.listKey === "resource" ? resource : switches.listKey;
  if (switches.totalPlace === "outside") return wrapWorkspace(call, { [key]: page }, totals);
  return wrapWorkspace(call, { [key]: page, ...totals });
}

function placeTotal({ totalPlace }: Switches, place: JsonObject): JsonObject {
  if (totalPlace === "meta") return { meta: place };
  if (totalPlace === "pagination") return { pagination: place };
  const { hasMore, ...flat } = place;
  return flat;
}

/** Paging stays in numbers: it is the collector's figures that come as text. */
const alwaysNumbers = new Set(["total", "page", "pageSize", "limit", "offset"]);

function withTextNumbers(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(withTextNumbers);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      alwaysNumbers.has(name) ? part : withTextNumbers(part),
    ]),
  );
}

function withSnakeNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeNames);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      withSnakeNames(part),
    ]),
  );
}

/** The window of an answer, in the form that the switches choose. */
export function writePeriod({ switches }: Call, from: string, to: string, name: string): JsonObject {
  if (switches.periodForm === "absent") return {};
  return { period: switches.periodForm === "string" ? name : { from, to } };
}

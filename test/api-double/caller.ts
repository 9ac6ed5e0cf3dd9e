import { credentials } from "./credentials.ts";
import { isObject } from "./state.ts";

export interface CallOptions {
  readonly token?: string;
  /** Null: none is sent. */
  readonly workspaceId?: string | null;
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls a double as a client would, with the reading token unless told otherwise. */
export function createCaller(url: string) {
  const call = async (path: string, options: CallOptions = {}) => {
    const {
      token = credentials.patRead,
      workspaceId = credentials.workspaceId,
      method = "GET",
      body,
    } = options;
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (workspaceId !== null && token.startsWith("pat_")) headers.set("x-workspace-id", workspaceId);
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { status: response.status, headers: response.headers, body: parseText(await response.text()) };
  };
  return { call, vk: (path: string) => call(path, { token: credentials.virtualKey }) };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value inside a body, by dotted path. */
export function memberAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[Number(name)];
    return isObject(inner) ? inner[name] : undefined;
  }, value);
}

export function rowsAt(value: unknown, path: string): readonly unknown[] {
  const rows = memberAt(value, path);
  return Array.isArray(rows) ? rows : [];
}

/** To the cent, so that adding floats does not matter. */
export function sumField(rows: readonly unknown[], field: string): number {
  const sum = rows.reduce<number>((all, row) => all + Number(memberAt(row, field)), 0);
  return Math.round(sum * 100) / 100;
}

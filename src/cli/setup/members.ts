/** A parsed configuration: members by name, whatever the format of its file. */
import { SetupError } from "./setup-error.ts";

export type Members = Readonly<Record<string, unknown>>;

/** Not a list, and not a date or another object with a nature of its own. */
export function isMembers(value: unknown): value is Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The same value with ordinary objects in place of those that a parser makes, so that it can be compared. */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toPlain(each)]));
}

/** Undefined where there is nothing, and below a null. @throws SetupError where something other than members is in the way */
export function valueAt(document: Members, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const [depth, name] of path.entries()) {
    // Some people write null for no members.
    if (value === null) return undefined;
    if (!isMembers(value)) {
      // Not the value, which may be a credential.
      const found = Array.isArray(value) ? "a list" : `a ${typeof value}`;
      const place = path.slice(0, depth).join(".");
      throw new SetupError(`its member ${place} is ${found}, where the servers should be listed by name.`);
    }
    if (!Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** @throws SetupError where something other than members or null stands on the way to the end of this path */
export function assertReachable(document: Members, path: readonly string[]): void {
  valueAt(document, path);
}

/** `valueAt` for a path that may lead into lists; undefined where there is nothing. */
export function elementAt(document: Members, path: readonly (string | number)[]): unknown {
  let value: unknown = document;
  for (const name of path) {
    if (Array.isArray(value)) value = value[Number(name)];
    else value = isMembers(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

export function withValue(document: Members, path: readonly string[], value: unknown): Members {
  const [name, ...rest] = path;
  if (name === undefined) return isMembers(value) ? value : document;
  const inside = document[name];
  return {
    ...document,
    [name]: rest.length === 0 ? value : withValue(isMembers(inside) ? inside : {}, rest, value),
  };
}

/** The document without the value at the path; as it is where there is none. */
export function withoutValue(document: Members, path: readonly (string | number)[]): Members {
  const without = removeAt(document, path);
  return isMembers(without) ? without : document;
}

function removeAt(value: unknown, [name, ...rest]: readonly (string | number)[]): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== name)
      : value.map((each, index) => (index === name ? removeAt(each, rest) : each));
  }
  if (!isMembers(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  const others = Object.entries(value).filter(([each]) => each !== name);
  const inside = rest.length === 0 ? [] : [[name, removeAt(value[name], rest)]];
  return Object.fromEntries([...others, ...inside]);
}

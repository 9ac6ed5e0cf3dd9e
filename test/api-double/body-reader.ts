import { isUuid } from "./query-reader.ts";
import { refusals } from "./refusal.ts";
import { isObject, type JsonObject } from "./state.ts";

/** Reads a JSON body and knows which fields a route reads, so that it can refuse the others. */
export class BodyReader {
  readonly #given: JsonObject;
  readonly #known = new Set<string>();

  constructor(body: unknown) {
    if (!isObject(body)) throw refusals.badRequest("The body must be a JSON object");
    this.#given = body;
  }

  value(name: string): unknown {
    this.#known.add(name);
    return this.#given[name];
  }

  text(name: string, maxLength: number): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value.length > 0 && value.length <= maxLength) return value;
    throw refusals.badRequest(`${name} must be a text of 1 to ${maxLength} characters`);
  }

  uuid(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    if (isUuid(value)) return value;
    throw refusals.badUuid(name);
  }

  number(name: string, min: number, max: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= min && value <= max) return value;
    throw refusals.badRequest(`${name} must be a number from ${min} to ${max}`);
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.number(name, min, max);
    if (value === undefined || Number.isInteger(value)) return value;
    throw refusals.badRequest(`${name} must be an integer`);
  }

  /** A word of a vocabulary; another word is well-formed but wrong, which is 422. */
  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const word = words.find((each) => each === value);
    if (word === undefined) throw refusals.invalid(`${name} must be one of ${words.join(", ")}`);
    return word;
  }

  texts(name: string): string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
    throw refusals.badRequest(`${name} must be a list of texts`);
  }

  refuseUnread(): void {
    const unread = Object.keys(this.#given).filter((name) => !this.#known.has(name));
    if (unread.length > 0) throw refusals.badRequest(`Unknown field: ${unread.join(", ")}`);
  }
}

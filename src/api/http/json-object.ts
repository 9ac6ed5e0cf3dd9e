/** The members of a JSON object, and their names however they are spelled. */
import type { PlainObject } from "../../domain/json.ts";
import { toPlainText } from "../../domain/text.ts";

export const isJsonObject = (value: unknown): value is PlainObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One spelling for camelCase, snake_case and kebab-case. */
export const normalizeMemberName = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** The names of its first members, for a message. */
export const writeMemberNames = (value: PlainObject): string => {
  const names = Object.keys(value).slice(0, 8);
  return names.length === 0 ? "an empty object" : toPlainText(names.join(", "), 120);
};

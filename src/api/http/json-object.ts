/** The members of a JSON object, and their names however they are spelled. */
import { toPlainText } from "../../domain/text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One spelling for camelCase, snake_case and kebab-case. */
export const normalizeKey = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** The first names, for a message. */
export const writeKeyNames = (value: JsonObject): string => {
  const keys = Object.keys(value).slice(0, 8);
  return keys.length === 0 ? "an empty object" : toPlainText(keys.join(", "), 120);
};

/** The value of a JSON text; undefined when the text is not JSON, or is nested too deeply to be read. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object whose members are not known. */
export type PlainObject = Readonly<Record<string, unknown>>;

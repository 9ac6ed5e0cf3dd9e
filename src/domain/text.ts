/** Text, above all what strangers wrote: names, labels and messages out of the API are data, and are shown as one plain line. */

// ECMA-48 control sequences (colours, cursor moves, window titles).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// Cc control, Cf format (zero-width, bidirectional overrides, tags), Cs lone surrogates, Co private use, Zl/Zp separators;
// of other kinds, what no font shows: variation selectors, fillers, the blank Braille pattern.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** One visible line of at most `maxLength` characters. */
export function toPlainText(text: string, maxLength: number): string {
  // Cut first, generously: no pattern ever runs over megabytes.
  const line = text
    .slice(0, maxLength * 4)
    .replace(terminalSequence, "")
    .replace(/[\t\n\r]+/g, " ")
    .replace(invisible, "")
    .trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Stands for the name of a thing that has none, wherever a word must stand there. */
export const unnamed = "unnamed";

/** A name in a sentence: nothing in it can pass for the end of the name. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', "'")}"`;

// The forms of Alephant's credentials and of common provider keys. A key prefix as the API shows it is shorter.
const credential = "(?:vk-|pat_|sk-)[A-Za-z0-9_-]{16,}";
const credentialForms = {
  text: new RegExp(`\\b${credential}`, "g"),
  // In JSON the letter of an escape such as \n may stand directly before it.
  json: new RegExp(`(?:\\b|(?<=\\\\[bfnrt]))${credential}`, "g"),
} as const;

const removed = "[credential removed]";
/** Text that was cut may hold only the beginning of a secret; a beginning of this length or more is removed too. */
const minSecretPrefix = 20;

/** The text, or the JSON, without `secrets`, and without anything that has the form of a credential. */
export function redactSecrets(
  text: string,
  secrets: readonly string[],
  form: keyof typeof credentialForms = "text",
): string {
  let redacted = text;
  for (const each of secrets) {
    const secret = form === "json" ? JSON.stringify(each).slice(1, -1) : each;
    const beginning = secret.slice(0, minSecretPrefix);
    if (!redacted.includes(beginning)) continue;
    const [before = "", ...rests] = redacted.replaceAll(secret, removed).split(beginning);
    redacted = before + rests.map((rest) => removed + rest.replace(/^[\w.~+/=-]*/, "")).join("");
  }
  return redacted.replace(credentialForms[form], removed);
}

import { describe, expect, test } from "bun:test";
import { quoteName, redactSecrets, toPlainText } from "../../src/domain/text.ts";

describe("toPlainText", () => {
  test.each([
    ["plain", "plain"],
    ["  around  ", "around"],
    ["two\nlines\r\nand\ttabs", "two lines and tabs"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007text", "text"],
    ["zero\u200bwidth\u200d\ufeff", "zerowidth"],
    ["right\u202eto\u2066left", "righttoleft"],
    ["tags\u{e0041}\u{e0042}", "tags"],
    ["null\u0000 bell\u0007", "null bell"],
    ["variation\ufe0f\u{e0100} selectors", "variation selectors"],
    ["fillers\u3164\uffa0\u115f and joiners\u034f\u2800", "fillers and joiners"],
    ["line\u2028separator", "lineseparator"],
    ["lone\ud800surrogate", "lonesurrogate"],
    ["Zürich 東京 🚀", "Zürich 東京 🚀"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(toPlainText(text, 50)).toBe(expected);
  });

  test.each([
    ["abcde", 5, "abcde"],
    ["abcdef", 5, "abcd…"],
    ["🚀🚀🚀🚀", 3, "🚀🚀…"],
    ["x".repeat(1_000_000), 10, "xxxxxxxxx…"],
  ])("%# is cut to whole characters", (text, maxLength, expected) => {
    expect(toPlainText(text, maxLength)).toBe(expected);
  });
});

test("a name in a sentence cannot end its own quotation", () => {
  expect(quoteName('tmp" (never used). "')).toBe("\"tmp' (never used). '\"");
});

describe("redactSecrets", () => {
  const secret = "opaque-credential-0123456789";
  const gone = "[credential removed]";

  test.each([
    ["nothing secret here", "nothing secret here"],
    [`Bearer ${secret}.`, `Bearer ${gone}.`],
    [`${secret}${secret}`, `${gone}${gone}`],
    // A cut that left enough of it to be told.
    [`"${secret.slice(0, 24)}…"`, `"${gone}…"`],
    [`"${secret.slice(0, 12)}…"`, `"${secret.slice(0, 12)}…"`],
    ["vk-live-of-somebody-else", gone],
    ["pat_ws0a1b2c_0123456789abcdef is bad", `${gone} is bad`],
    ["sk-proj-0123456789abcdefgh", gone],
    // A prefix as the API shows it.
    ["vk-agent-9c1e", "vk-agent-9c1e"],
  ])("%s", (text, expected) => {
    expect(redactSecrets(text, [secret])).toBe(expected);
  });

  test("what is left of JSON is JSON", () => {
    const text = JSON.stringify({ label: `of ${secret}`, cut: [secret.slice(0, 21)], rest: 1 });
    expect(JSON.parse(redactSecrets(text, [secret]))).toEqual({ label: `of ${gone}`, cut: [gone], rest: 1 });
  });
});

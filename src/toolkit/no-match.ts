/** What there is to choose from when a filter matched nothing: an empty answer alone reads like "there are none". */
import { findNearest } from "../domain/nearest.ts";
import { quoteName } from "../domain/text.ts";

export interface Filter<T> {
  readonly argument: string;
  readonly value: string | undefined;
  /** What of a row the filter looks at. */
  readonly textOf: (row: T) => string | null;
  /** A choice is the whole text, a search a part of it, words are parts of it in any order. */
  readonly kind: "choice" | "search" | "words";
}

const maxNamed = 8;

/** A sentence for each filter that matches no row of all; where each matches some, one about their combination. */
export function explainNoMatch<T>(
  all: readonly T[],
  filters: readonly Filter<T>[],
  plural: string,
): string[] {
  const used = filters.filter(({ value }) => value !== undefined && value !== "");
  if (all.length === 0)
    return used.length === 0 ? [] : [`There are no ${plural} at all, whatever the filter.`];
  const sentences = used.flatMap((filter) => explainFilter(all, filter, plural));
  return sentences.length > 0 || used.length < 2
    ? sentences
    : [
        `Each of ${used.map(({ argument }) => argument).join(", ")} alone matches some ${plural}, together they match none.`,
      ];
}

const matchers: Readonly<Record<Filter<unknown>["kind"], (text: string, wanted: string) => boolean>> = {
  choice: (text, wanted) => text === wanted,
  search: (text, wanted) => text.includes(wanted),
  words: (text, wanted) => wanted.split(/\s+/).every((word) => text.includes(word)),
};

function explainFilter<T>(
  all: readonly T[],
  { argument, value = "", textOf, kind }: Filter<T>,
  plural: string,
): string[] {
  const wanted = value.trim().toLowerCase();
  const texts = all.map((row) => textOf(row) ?? "");
  if (texts.some((text) => matchers[kind](text.toLowerCase(), wanted))) return [];
  const said = `No ${plural} match ${argument} ${quoteName(value)}`;
  const known = texts.filter((text) => text !== "");
  if (kind === "choice") return [`${said}; there are ${formatCounts(texts) || "none that state it"}.`];
  const meant = findNearest(value, [...new Set(known.flatMap((text) => [text, ...text.split(/[\s-]+/)]))]);
  return [
    `${said}; there are ${all.length} without it.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
  ];
}

/** For example "active 24, archived 3". */
function formatCounts(texts: readonly string[]): string {
  const counts = [...Map.groupBy(texts, (text) => text)]
    .map(([text, own]) => ({ text: text === "" ? "not stated" : text, count: own.length }))
    .sort((a, b) => b.count - a.count);
  const more = counts.length - maxNamed;
  return [
    ...counts.slice(0, maxNamed).map(({ text, count }) => `${text} ${count}`),
    ...(more > 0 ? [`${more} more`] : []),
  ].join(", ");
}

/** Misspelled names: which name was meant. */

/** The candidate that a misspelled word most likely meant, if one is close enough to be worth naming. */
export function findNearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = countEdits(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A question to append to what was misspelled; empty when nothing is near. */
export function suggestNearest(name: string, candidates: readonly { readonly name: string }[]): string {
  const meant = findNearest(
    name,
    candidates.map((candidate) => candidate.name),
  );
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** Levenshtein distance, one row at a time. Words over 64 characters are never close to a name of ours. */
function countEdits(a: string, b: string): number {
  if (a.length > 64) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * Randomness without state: the same arguments give the same number for ever, so a figure does not change
 * when something unrelated is added to the world.
 */
export function drawNumber(a: number, b = 0, c = 0, d = 0): number {
  let hash = 0x9e3779b9;
  hash = mixHash(hash, a);
  hash = mixHash(hash, b);
  hash = mixHash(hash, c);
  hash = mixHash(hash, d);
  return hash / 2 ** 32;
}

function mixHash(hash: number, part: number): number {
  let next = Math.imul(hash ^ part, 0x85ebca6b);
  next = Math.imul(next ^ (next >>> 13), 0xc2b2ae35);
  return (next ^ (next >>> 16)) >>> 0;
}

/** Mean 0, standard deviation 1, never beyond 3: a sum of three uniform numbers. */
export function drawBell(a: number, b = 0, c = 0): number {
  return 2 * (drawNumber(a, b, c, 1) + drawNumber(a, b, c, 2) + drawNumber(a, b, c, 3) - 1.5);
}

export function pickItem<T>(items: readonly [T, ...T[]], a: number, b = 0, c = 0): T {
  return items[Math.floor(drawNumber(a, b, c) * items.length)] ?? items[0];
}

/** `amount` as a whole number, up or down by chance, so that many small amounts keep their sum. */
export function roundByChance(amount: number, a: number, b = 0, c = 0, d = 0): number {
  const whole = Math.floor(amount);
  return drawNumber(a, b, c, d) < amount - whole ? whole + 1 : whole;
}

/** A version 4 UUID. */
export function createUuid(kind: number, index: number): string {
  const hex = [1, 2, 3, 4]
    .map((salt) => {
      const word = Math.floor(drawNumber(kind, index, salt) * 2 ** 32);
      return word.toString(16).padStart(8, "0");
    })
    .join("");
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return groups.join("-");
}

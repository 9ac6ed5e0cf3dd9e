/** Figures on a scale with round numbers, and figures and times written in few characters. */

export interface Scale {
  readonly low: number;
  readonly high: number;
}

export interface Ticks extends Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** From the least to the most of one or more figures; for bars from zero, because their length is the figure. */
export function computeScale(values: readonly number[], fromZero: boolean): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [low, high] = fromZero ? [Math.min(0, least), Math.max(0, most)] : [least, most];
  if (low < high) return { low, high };
  // All figures are equal. The scale ends at them, because above 100 percent there is nothing.
  return low === 0 ? { low, high: 1 } : { low: low - Math.abs(low) / 10, high };
}

/** The scale widened to round numbers, with about `count` steps between them. */
export function computeTicks({ low, high }: Scale, unit: string | null, count: number): Ticks {
  const step = Math.max(chooseStep((high - low) / count), isCount(unit) ? 1 : 0);
  const [first, last] = [Math.floor(low / step + tolerance), Math.ceil(high / step - tolerance)];
  const values = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const largest = Math.max(Math.abs(first), Math.abs(last)) * step;
  return {
    low: first * step,
    high: last * step,
    ticks: values.map((value) => ({ value, text: writeTick(value, unit, step, largest) })),
  };
}

/** The inaccuracy of floating point in a whole number of steps. */
const tolerance = 1e-9;

/** 1, 2, 2.5 or 5 times a power of ten. */
function chooseStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= least * (1 - tolerance)) ?? 10) * power;
}

const isCount = (unit: string | null): boolean => unit === "requests" || unit === "tokens";

/** From `least` on, a figure is divided by `divisor` and gets the suffix. */
const powers = [
  { least: 1e9, divisor: 1e9, suffix: "B" },
  { least: 1e6, divisor: 1e6, suffix: "M" },
  { least: 1e4, divisor: 1e3, suffix: "k" },
] as const;
const one = { divisor: 1, suffix: "" } as const;

function writeTick(value: number, unit: string | null, step: number, largest: number): string {
  if (Math.abs(value) < step / 2) return addUnit("0", "", unit);
  const { divisor, suffix } =
    powers.find((power) => largest >= power.least && step >= power.divisor / 100) ?? one;
  const fewestDecimals = [0, 1, 2, 3, 4, 5, 6].find((count) => isRound((step / divisor) * 10 ** count)) ?? 6;
  const decimals = fewestDecimals === 1 && divisor === 1 && isMoney(unit) ? 2 : fewestDecimals;
  return addUnit(groupDigits((value / divisor).toFixed(decimals)), suffix, unit);
}

const isRound = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

/** Few characters, for a label at a mark: $103.88, $12.3k, 41.3M, $0.0004. */
export const writeShort = (value: number, unit: string | null): string => writeFigure(value, unit, 1e4);

/** As exactly as the result has it: $1,503.76; large figures with fewer digits: $12,346, $1.80M. */
export const writeFull = (value: number, unit: string | null): string => writeFigure(value, unit, 1e6);

/** @param most from this size on, a figure is written in thousands, millions or billions, with three digits */
function writeFigure(value: number, unit: string | null, most: number): string {
  const size = Math.abs(value);
  const power = powers.find(({ least }) => size >= Math.max(least, most));
  if (power !== undefined) {
    // Three digits in all.
    const digits = (value / power.divisor).toFixed(
      Math.max(0, 2 - Math.floor(Math.log10(size / power.divisor))),
    );
    return addUnit(digits, power.suffix, unit);
  }
  const wholeFrom = isMoney(unit) ? 1e4 : 100;
  const digits = value.toFixed(size >= wholeFrom ? 0 : size < 0.1 && size > 0 ? 4 : 2);
  // Where it is no money, without zeros at the end.
  return addUnit(groupDigits(isMoney(unit) ? digits : digits.replace(/\.0+$|(\.\d*?)0+$/, "$1")), "", unit);
}

/** With a comma between thousands. */
export function groupDigits(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const thousands = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

const isMoney = (unit: string | null): boolean => unit?.startsWith("USD") ?? false;

function addUnit(digits: string, suffix: string, unit: string | null): string {
  const text = isMoney(unit) ? digits.replace(/^(-?)/, "$1$$") : digits;
  return `${text}${suffix}${{ percent: "%", ms: " ms" }[unit ?? ""] ?? ""}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** `2026-11-02` is Nov 2, and an hour of it Nov 2 09:00. */
export function writeTime(time: string, interval: "day" | "hour"): string {
  const [month = "", day = ""] = time.slice(5, 10).split("-");
  const hour = interval === "hour" ? ` ${time.slice(11, 13)}:00` : "";
  return `${months[Number(month) - 1] ?? month} ${Number(day)}${hour}`;
}

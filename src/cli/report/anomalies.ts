/** The anomalies of a diagnosis, as rows with types, in the order and with the numbers that the page gives them. */
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { diagnoseCostAnomaly } from "../../tools/diagnose-cost-anomaly.ts";
import { writeUsd } from "../figure-text.ts";
import { writeSignedUsd, writeTerm } from "./page-text.ts";

export type Diagnosis = Answer<typeof diagnoseCostAnomaly>;

export interface Anomaly {
  readonly number: number;
  readonly dimension: string;
  readonly name: string;
  readonly kind: string;
  readonly excess: number | null;
  readonly since: string | null;
  /** The excess of the days from `since` on, which fits the dollars a day; that of the window counts other days too. */
  readonly excessSince: number | null;
  readonly excessADay: number | null;
  /** null: not examined. */
  readonly goesOn: boolean | null;
  readonly through: string | null;
  readonly drivers: Drivers | null;
}

interface Drivers {
  readonly volume: number | null;
  readonly tokens: number | null;
  readonly price: number | null;
}

export function readAnomalies({ anomalies, drivers }: Diagnosis): Anomaly[] {
  const words = (column: Diagnosis["anomalies"]["columns"][number]) => wordsIn(anomalies, column);
  const [dimensions, names, kinds] = [words("dimension"), words("name"), words("kind")];
  const [since, goesOn, through] = [words("since"), words("goes_on"), words("through")];
  const [excess, daily] = [figuresIn(anomalies, "excess_usd"), figuresIn(anomalies, "excess_usd_a_day")];
  const excessSince = figuresIn(anomalies, "excess_since_usd");
  return names.map((name, index) => {
    const dimension = writeTerm(dimensions[index] ?? "");
    return {
      number: index + 1,
      dimension,
      name: name ?? "",
      kind: kinds[index] ?? "",
      excess: excess[index] ?? null,
      since: since[index] ?? null,
      excessSince: excessSince[index] ?? null,
      excessADay: daily[index] ?? null,
      goesOn: goesOn[index] == null ? null : goesOn[index] === "true",
      through: through[index] ?? null,
      drivers: findDrivers(drivers, dimension, name ?? ""),
    };
  });
}

function findDrivers(table: Diagnosis["drivers"], dimension: string, name: string): Drivers | null {
  const [dimensions, names] = [wordsIn(table, "dimension"), wordsIn(table, "name")];
  const at = names.findIndex(
    (each, index) => each === name && writeTerm(dimensions[index] ?? "") === dimension,
  );
  if (at === -1) return null;
  const figure = (column: (typeof table.columns)[number]): number | null =>
    figuresIn(table, column)[at] ?? null;
  return {
    volume: figure("volume_usd"),
    tokens: figure("tokens_per_request_usd"),
    price: figure("price_and_model_mix_usd"),
  };
}

/** How much, since when, and why: `+$840.00 in the window; since 2026-11-12 and going on: +$800.00, $80.00 a day more.` */
export function tellAnomaly(anomaly: Anomaly): string {
  const { kind, excess, through } = anomaly;
  const amount = `${kind === "new" ? "new, " : ""}${writeSignedUsd(excess)} in the window`;
  const why = explainExcess(anomaly);
  return `${amount}${tellStart(anomaly)}${tellExcessADay(anomaly)}.${why === "" ? "" : ` ${why}`}${through === null ? "" : ` Through ${through}.`}`;
}

/** `; began 2026-11-12 and is over: +$800.00`, or `, began 2026-11-12 and is over` where that amount is unknown. */
function tellStart({ since, goesOn, excessSince }: Anomaly): string {
  if (since === null) return "";
  const end = goesOn === true ? " and going on" : "";
  const start = goesOn === false ? `began ${since} and is over` : `since ${since}${end}`;
  return excessSince === null ? `, ${start}` : `; ${start}: ${writeSignedUsd(excessSince)}`;
}

/** `, $80.00 a day more`; nothing where it is unknown, or where a single day, which is over, had all of it. */
function tellExcessADay({ goesOn, excessSince, excessADay }: Anomaly): string {
  if (excessADay === null || (goesOn === false && excessADay === excessSince)) return "";
  return `, ${writeUsd(excessADay)} a day ${goesOn === true ? "more" : "more while it lasted"}`;
}

/** The parts of an excess, the largest first; what is under a tenth of the largest is left out. */
function explainExcess({ excess, drivers }: Anomaly): string {
  if (drivers === null) return "";
  const parts = [
    { amount: drivers.volume, more: "more requests", less: "fewer requests" },
    { amount: drivers.tokens, more: "more tokens a request", less: "fewer tokens a request" },
    { amount: drivers.price, more: "dearer models or prices", less: "cheaper models or prices" },
  ]
    .flatMap(({ amount, more, less }) =>
      amount === null ? [] : [{ amount, words: amount > 0 ? more : less }],
    )
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  const largest = Math.abs(parts[0]?.amount ?? 0);
  const named = parts.filter(({ amount }) => Math.abs(amount) >= largest / 10 && amount !== 0);
  if (named.length === 0) return "";
  return `Of the ${writeSignedUsd(excess)}: ${named.map(({ amount, words }) => `${writeSignedUsd(amount)} from ${words}`).join(", ")}.`;
}

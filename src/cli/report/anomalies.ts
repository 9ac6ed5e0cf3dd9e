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

/** One sentence: how much, since when, and why. */
export function tellAnomaly(anomaly: Anomaly): string {
  const { kind, excess, since, excessSince, excessADay, goesOn, through } = anomaly;
  const amount = `${kind === "new" ? "new, " : ""}${writeSignedUsd(excess)} in the window`;
  const start = goesOn === false ? `began ${since} and is over` : `since ${since}`;
  const sinceThen = excessSince === null ? "" : `: ${writeSignedUsd(excessSince)}`;
  const begun =
    since === null
      ? ""
      : `${sinceThen === "" ? "," : ";"} ${start}${goesOn === true ? " and going on" : ""}${sinceThen}`;
  const daily =
    excessADay === null || (goesOn === false && excessADay === excessSince)
      ? ""
      : `, ${writeUsd(excessADay)} a day ${goesOn === true ? "more" : "more while it lasted"}`;
  const why = explainExcess(anomaly);
  return `${amount}${begun}${daily}.${why === "" ? "" : ` ${why}`}${through === null ? "" : ` Through ${through}.`}`;
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

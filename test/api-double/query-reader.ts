import { type Day, isDay } from "./days.ts";
import { refusals } from "./refusal.ts";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: unknown): text is string {
  return typeof text === "string" && uuidPattern.test(text);
}

export interface Page {
  readonly page: number;
  readonly pageSize: number;
}

export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** Reads a query by the documented rules and knows which names a route reads, so that it can refuse the others. */
export class QueryReader {
  readonly #given: URLSearchParams;
  readonly #known = new Set<string>();

  constructor(given: URLSearchParams) {
    this.#given = given;
  }

  text(name: string): string | undefined {
    this.#known.add(name);
    return this.#given.get(name) ?? undefined;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const text = this.text(name) ?? fallback;
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw refusals.badRequest(`${name} must be one of ${choices.join(", ")}`);
    return choice;
  }

  integer(name: string, min: number, max: number, fallback: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw refusals.badRequest(`${name} must be an integer from ${min} to ${max}`);
  }

  uuid(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !isUuid(text)) throw refusals.badUuid(name);
    return text;
  }

  /** Documented: both dates or neither, in order, both days included. */
  days(): DayRange | undefined {
    const from = this.#day("dateFrom");
    const to = this.#day("dateTo");
    if (from === undefined && to === undefined) return undefined;
    if (from === undefined || to === undefined) {
      throw refusals.badRequest("dateFrom and dateTo must be given together");
    }
    if (from > to) throw refusals.badRequest("dateFrom must not be later than dateTo");
    return { from, to };
  }

  page(defaultSize: number): Page {
    return {
      page: this.integer("page", 1, 1_000_000, 1),
      pageSize: this.integer("pageSize", 1, 10_000, defaultSize),
    };
  }

  refuseUnread(): void {
    const unread = [...new Set(this.#given.keys())].filter((name) => !this.#known.has(name));
    if (unread.length > 0) throw refusals.badRequest(`Unknown query parameter: ${unread.join(", ")}`);
  }

  #day(name: string): Day | undefined {
    const text = this.text(name);
    if (text !== undefined && !isDay(text)) throw refusals.badRequest(`${name} must be YYYY-MM-DD`);
    return text;
  }
}

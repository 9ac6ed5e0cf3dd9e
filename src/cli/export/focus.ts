/**
 * CSV in the columns of the Cost and Usage dataset of FOCUS 1.4 (https://focus.finops.org/focus-specification/): every
 * mandatory column, those that are recommended or conditional and known, and three of our own.
 */
import { addDays, dayOf, monthOf, startOfDay, toTimestamp, type UtcDay } from "../../domain/time.ts";
import { exitCodes } from "../shell.ts";
import { type Cell, writeCsv } from "./csv.ts";
import type { Account, ExportData, ExportRow } from "./export-data.ts";
import { ExportError } from "./export-error.ts";

/** A row that can fill every column that the specification does not allow to be null. */
interface Charge {
  readonly row: ExportRow;
  readonly first: UtcDay;
  readonly last: UtcDay;
  readonly cost: number;
  readonly workspaceId: string;
  readonly account: Account;
  readonly by: ExportData["by"];
  readonly isComplete: boolean;
}

const alephant = "Alephant";

const writeMidnight = (day: UtcDay): string => toTimestamp(startOfDay(day));

/** Whoever runs the model, where the row is about one; else Alephant, through which several were used. */
const nameProvider = ({ row }: Charge): string => row.provider ?? alephant;

const columns: readonly (readonly [id: string, cell: (charge: Charge) => Cell])[] = [
  // These rows are on nobody's invoice: the provider keys are the customer's own, and the provider bills their use. With
  // 0 here nothing counts twice beside the FOCUS data of that provider.
  ["BilledCost", () => 0],
  ["BillingAccountId", ({ workspaceId }) => workspaceId],
  ["BillingAccountName", ({ account }) => account.workspaceName],
  ["BillingCurrency", () => "USD"],
  ["BillingPeriodEnd", ({ last }) => toTimestamp(monthOf(last).end)],
  ["BillingPeriodStart", ({ first }) => toTimestamp(monthOf(first).start)],
  ["ChargeCategory", () => "Usage"],
  ["ChargeClass", () => null],
  ["ChargeDescription", descriptionOf],
  ["ChargeFrequency", () => "Usage-Based"],
  ["ChargePeriodEnd", ({ last }) => writeMidnight(addDays(last, 1))],
  ["ChargePeriodStart", ({ first }) => writeMidnight(first)],
  // Null without a SKU price, which the API does not name; so are the pricing columns.
  ["ConsumedQuantity", () => null],
  ["ConsumedUnit", () => null],
  ["ContractedCost", ({ cost }) => cost],
  ["EffectiveCost", ({ cost }) => cost],
  ["HostProviderName", nameProvider],
  ["InvoiceIssuerName", () => alephant],
  ["ListCost", ({ cost }) => cost],
  ["PricingQuantity", () => null],
  ["PricingUnit", () => null],
  ["ServiceCategory", () => "AI and Machine Learning"],
  ["ServiceName", () => "AI models through Alephant"],
  ["ServiceProviderName", nameProvider],
  ["ServiceSubcategory", () => "Generative AI"],
  ["SkuPriceId", () => null],
  ["SubAccountId", ({ workspaceId }) => workspaceId],
  // A sub account with an id must have a name.
  ["SubAccountName", ({ account, workspaceId }) => account.workspaceName ?? workspaceId],
  ["Tags", tagsOf],
  ["x_IsComplete", ({ isComplete }) => isComplete],
  ["x_Requests", ({ row }) => row.requests],
  ["x_Tokens", ({ row }) => row.tokens],
];

function descriptionOf({ row, by }: Charge): string {
  const usage = "AI usage through Alephant";
  if (row.isUnattributed) return `${usage} that belongs to no ${by}`;
  return by === "day" ? usage : `${usage}, ${by} ${row.name ?? row.id ?? "without a name"}`;
}

/** FOCUS wants a prefix before the keys of tags that the provider defines. */
function tagsOf({ row, by, account }: Charge): string | null {
  const tags = Object.entries({
    [by]: by === "day" ? null : row.name,
    [`${by}_id`]: row.id,
    model_provider: row.provider,
    virtual_key: account.virtualKey,
    unattributed_by: row.isUnattributed ? by : null,
  }).flatMap(([key, value]) => (value === null ? [] : [[`alephant/${key}`, value]]));
  return tags.length === 0 ? null : JSON.stringify(Object.fromEntries(tags));
}

/** FOCUS has no unknown cost, and 0 would be false: a row without a cost is left out. */
export const isCharge = ({ cost }: ExportRow): boolean => cost !== null;

/** @throws ExportError when days or workspace, which no row may lack, are unknown */
export function writeFocusCsv(data: ExportData): string {
  const charges = data.rows.flatMap((row) => chargeOf(row, data) ?? []);
  return writeCsv(
    columns.map(([id]) => id),
    charges.map((charge) => columns.map(([, cell]) => cell(charge))),
  );
}

function chargeOf(row: ExportRow, { account, by, asOf }: ExportData): Charge | undefined {
  const { first, last, cost } = row;
  const { workspaceId } = account;
  if (cost === null) return undefined;
  if (first === null || last === null) throw createFocusError("which days these figures cover");
  if (workspaceId === null) throw createFocusError("which workspace this is");
  return { row, first, last, cost, workspaceId, account, by, isComplete: last < dayOf(asOf) };
}

const createFocusError = (what: string): ExportError =>
  new ExportError(
    `The API did not say ${what}, and FOCUS allows no row without it: export csv or json instead. Nothing was exported.`,
    exitCodes.unreachable,
  );

/** What whoever loads the file should know of it. */
export function writeFocusNotes({ rows }: ExportData): string[] {
  const unknown = rows.filter((row) => !isCharge(row));
  const crossesMonths = rows.some(({ first, last }) => first?.slice(0, 7) !== last?.slice(0, 7));
  return [
    "EffectiveCost has the cost. BilledCost is 0, because the providers whose keys you brought send the invoices.",
    ...(unknown.length === 0
      ? []
      : [
          `${unknown.length} of ${rows.length} rows are left out, because their cost is unknown and FOCUS has no word for that.`,
        ]),
    ...(crossesMonths ? ["Rows reach over the end of a month: their billing period is both months."] : []),
  ];
}

/**
 * The rules of FOCUS 1.4 for the columns that an export has, from the published Cost and Usage dataset: presence, null,
 * type, allowed values, and how columns stand to each other. Written from the specification, and not from the writer.
 */

type Record = Readonly<{ readonly [column: string]: string }>;

interface Rule {
  readonly type: "decimal" | "date-time" | "string" | "json";
  readonly isMandatory: boolean;
  readonly allowsNull: boolean;
  readonly values?: readonly string[];
}

const mandatory = (type: Rule["type"], values?: readonly string[]): Rule => ({
  type,
  isMandatory: true,
  allowsNull: false,
  ...(values === undefined ? {} : { values }),
});
const nullable = (rule: Rule): Rule => ({ ...rule, allowsNull: true });
const optional = (rule: Rule): Rule => ({ ...rule, isMandatory: false });

/** Those that are mandatory are all here; of the others, those that need no capability which Alephant lacks. */
const rules: Readonly<{ readonly [column: string]: Rule }> = {
  BilledCost: mandatory("decimal"),
  BillingAccountId: mandatory("string"),
  BillingAccountName: nullable(mandatory("string")),
  BillingCurrency: mandatory("string"),
  BillingPeriodEnd: mandatory("date-time"),
  BillingPeriodStart: mandatory("date-time"),
  ChargeCategory: mandatory("string", ["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
  ChargeClass: nullable(mandatory("string", ["Correction"])),
  ChargeDescription: nullable(mandatory("string")),
  ChargeFrequency: optional(mandatory("string", ["One-Time", "Recurring", "Usage-Based"])),
  ChargePeriodEnd: mandatory("date-time"),
  ChargePeriodStart: mandatory("date-time"),
  ConsumedQuantity: optional(nullable(mandatory("decimal"))),
  ConsumedUnit: optional(nullable(mandatory("string"))),
  ContractedCost: mandatory("decimal"),
  EffectiveCost: mandatory("decimal"),
  HostProviderName: mandatory("string"),
  InvoiceIssuerName: mandatory("string"),
  ListCost: mandatory("decimal"),
  PricingQuantity: nullable(mandatory("decimal")),
  PricingUnit: nullable(mandatory("string")),
  ServiceCategory: mandatory("string", [
    "AI and Machine Learning",
    "Analytics",
    "Business Applications",
    "Compute",
    "Databases",
    "Developer Tools",
    "Multicloud",
    "Identity",
    "Integration",
    "Internet of Things",
    "Management and Governance",
    "Media",
    "Migration",
    "Mobile",
    "Networking",
    "Security",
    "Storage",
    "Web",
    "Other",
  ]),
  ServiceName: mandatory("string"),
  ServiceProviderName: mandatory("string"),
  ServiceSubcategory: optional(
    mandatory("string", [
      "AI Platforms",
      "Bots",
      "Generative AI",
      "Machine Learning",
      "Natural Language Processing",
      "Other (AI and Machine Learning)",
    ]),
  ),
  SkuPriceId: optional(nullable(mandatory("string"))),
  SubAccountId: optional(nullable(mandatory("string"))),
  SubAccountName: optional(nullable(mandatory("string"))),
  Tags: optional(nullable(mandatory("json"))),
};

/** What 1.4 no longer has. */
const removed = ["ProviderName", "PublisherName"];

export function findColumnFaults(columns: readonly string[]): string[] {
  return [
    ...Object.entries(rules).flatMap(([column, { isMandatory }]) =>
      isMandatory && !columns.includes(column) ? [`${column} is missing`] : [],
    ),
    ...columns.flatMap((column) => {
      if (removed.includes(column)) return [`${column} is no column of FOCUS 1.4`];
      if (column in rules || /^x_[A-Z][A-Za-z0-9]{0,47}$/.test(column)) return [];
      return [`${column} is neither a known column nor named as a custom one`];
    }),
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((each) => `${each} is there twice`),
  ];
}

export const findChargeFaults = (record: Record): string[] => [
  ...Object.entries(rules).flatMap(([column, rule]) => findCellFaults(column, record[column], rule)),
  ...relations.flatMap(([says, holds]) => (holds(record) ? [] : [says])),
];

const placeholder = /^(?:n\/?a|none|null|unknown|not applicable|-)?\s*$/i;

function findCellFaults(column: string, cell: string | undefined, rule: Rule): string[] {
  if (cell === undefined) return [];
  if (cell === "") return rule.allowsNull ? [] : [`${column} is null`];
  if (rule.type === "decimal" && !/^-?\d+(?:\.\d+)?$/.test(cell)) return [`${column} is no decimal: ${cell}`];
  if (rule.type === "date-time" && !isDateTime(cell)) return [`${column} is no moment in UTC: ${cell}`];
  if (rule.type === "json" && !isKeysAndValues(cell))
    return [`${column} is no object of plain values: ${cell}`];
  if (rule.type === "string" && placeholder.test(cell)) return [`${column} has a placeholder: ${cell}`];
  return rule.values === undefined || rule.values.includes(cell) ? [] : [`${column} may not be ${cell}`];
}

function isDateTime(cell: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(cell)) return false;
  const time = new Date(cell);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(cell.slice(0, -1));
}

function isKeysAndValues(cell: string): boolean {
  const value: unknown = JSON.parse(cell);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => each === null || typeof each !== "object");
}

const toNumber = (cell: string | undefined): number => Number(cell ?? "");
const isNull = (cell: string | undefined): boolean => cell === undefined || cell === "";

const relations: readonly (readonly [says: string, holds: (record: Record) => boolean])[] = [
  ["a charge ends after it begins", (c) => (c["ChargePeriodStart"] ?? "") < (c["ChargePeriodEnd"] ?? "")],
  [
    "a billing period ends after it begins",
    (c) => (c["BillingPeriodStart"] ?? "") < (c["BillingPeriodEnd"] ?? ""),
  ],
  [
    "a charge lies in its billing period",
    (c) =>
      (c["BillingPeriodStart"] ?? "") <= (c["ChargePeriodStart"] ?? "") &&
      (c["ChargePeriodEnd"] ?? "") <= (c["BillingPeriodEnd"] ?? ""),
  ],
  ["the currency is a code of ISO 4217", (c) => /^[A-Z]{3}$/.test(c["BillingCurrency"] ?? "")],
  [
    "ContractedCost is ListCost where nothing was negotiated",
    (c) => toNumber(c["ContractedCost"]) === toNumber(c["ListCost"]),
  ],
  [
    "BilledCost is 0 where another than the invoice issuer is paid",
    (c) => c["InvoiceIssuerName"] === c["ServiceProviderName"] || toNumber(c["BilledCost"]) === 0,
  ],
  [
    "ConsumedQuantity is null without a SKU price",
    (c) => !isNull(c["SkuPriceId"]) || isNull(c["ConsumedQuantity"]),
  ],
  ["ConsumedUnit goes with its quantity", (c) => isNull(c["ConsumedQuantity"]) === isNull(c["ConsumedUnit"])],
  [
    "PricingQuantity is null without a SKU price",
    (c) => !isNull(c["SkuPriceId"]) || isNull(c["PricingQuantity"]),
  ],
  ["PricingUnit goes with its quantity", (c) => isNull(c["PricingQuantity"]) === isNull(c["PricingUnit"])],
  ["a sub account has a name", (c) => isNull(c["SubAccountId"]) === isNull(c["SubAccountName"])],
  [
    "only what is bought once or again is not based on usage",
    (c) => c["ChargeCategory"] !== "Purchase" || c["ChargeFrequency"] !== "Usage-Based",
  ],
  [
    "keys of tags that a provider defines bear its prefix",
    (c) =>
      isNull(c["Tags"]) ||
      Object.keys(JSON.parse(c["Tags"] ?? "{}")).every((key) => key.startsWith("alephant/")),
  ],
  ["truth is not written as a number", (c) => c["x_IsComplete"] === "true" || c["x_IsComplete"] === "false"],
];

/**
 * What the documentation leaves open about the API, as switches. They change the form of answers, what is
 * offered and what is accepted, never the charges. The defaults are the documented API.
 */
export interface Switches {
  /** Official pages show cockpit fields at top level, the SDK wants them under `data`. */
  cockpitEnvelope: "none" | "data";
  workspaceEnvelope: "data" | "code_data_message" | "none";
  /** Key of the rows in a list: `data`, `items`, the resource's own name, or none. */
  listKey: "data" | "items" | "resource" | "array";
  totalPlace: "inside" | "outside" | "meta" | "pagination";
  /** Figures as strings, as the collector sends many of them. */
  numericStrings: boolean;
  /** Names of workspace fields; camelCase is assumed, the database has snake_case. */
  fieldCase: "camel" | "snake";
  errorBody: "flat" | "nested";
  /** HTTP 200 with fallbacks, as documented for cockpit routes when the collector is down. */
  degraded: boolean;
  degradedMessage: string;
  periodForm: "object" | "string" | "absent";
  recentRequests: "live" | "placeholder";
  /** What a key bound to nobody reads: the whole workspace, or a degraded nothing. */
  unboundReads: "workspace" | "nothing";
  modelsAcceptVirtualKey: boolean;
  tier: Tier;
  /** Routes that no official page confirms; those named here answer 404. */
  missingRoutes: readonly UnconfirmedRoute[];
  /** A larger `pageSize` is cut to this without a word. */
  pageSizeCap: number;
  /** `status`, `entityType`, `environment`, `search` and `departmentId` are accepted and do nothing. */
  filtersIgnored: boolean;
  modelsShape: "models" | "items" | "breakdown" | "array";
  dimensionSpelling: "singular" | "plural" | "hyphen";
  /** Whether a cost breakdown has the dimensions member and model. */
  breakdownMemberAndModel: boolean;
  zeroFillDays: boolean;
  sparklinePoints: "numbers" | "strings" | "objects";
  overviewShape: "figures" | "counts";
  timeseriesShape: "rows" | "points";
  /** Spelling of `budgetAction` on virtual keys; others are refused with 422. */
  budgetActionVocabulary: "underscore" | "hyphen" | "both";
  budgetControlEnvelope: "data.config" | "config" | "bare" | "absent";
  masterKeysAllowed: true | 401 | 404;
  departmentAnalyticsPlaceholder: boolean;
  /** Under which name the analytics of an entity list its models, if they do. */
  entityModels: Readonly<Record<"agent" | "member" | "department", EntityModelsForm>>;
  /** Name and unit of a key's spend in a list: `spend` is USD, `spentCents` cents. */
  keySpendField: "spend" | "spentCents" | "absent";
  /** Name and unit of a key's budget: `budget` is USD, `budgetCents` cents. */
  keyBudgetField: "budget" | "budgetCents";
  /**
   * Whether connections are used again. Off by default: Bun's fetch sends a GET or PUT a second time, unasked,
   * when a connection it uses again is reset, and a test could not count attempts.
   */
  keepAlive: boolean;
  /** The plan's number of virtual keys is used up: creation is refused with 403. */
  keyLimitReached: boolean;
}

export type EntityModelsForm = "models" | "topModels" | "byModel" | "breakdown" | "absent";

export type Tier = "free" | "pro" | "team" | "enterprise";

export type UnconfirmedRoute = "live-24h" | "timeseries" | "member-analytics";

export function createDocumentedSwitches(): Switches {
  return {
    cockpitEnvelope: "none",
    workspaceEnvelope: "data",
    listKey: "data",
    totalPlace: "inside",
    numericStrings: false,
    fieldCase: "camel",
    errorBody: "flat",
    degraded: false,
    degradedMessage: "Analytics temporarily unavailable",
    periodForm: "object",
    recentRequests: "live",
    unboundReads: "workspace",
    modelsAcceptVirtualKey: true,
    // The tier that has every feature: departments are Enterprise only.
    tier: "enterprise",
    missingRoutes: [],
    pageSizeCap: 100,
    filtersIgnored: false,
    modelsShape: "models",
    dimensionSpelling: "singular",
    breakdownMemberAndModel: true,
    zeroFillDays: true,
    sparklinePoints: "numbers",
    overviewShape: "figures",
    timeseriesShape: "rows",
    budgetActionVocabulary: "underscore",
    budgetControlEnvelope: "data.config",
    masterKeysAllowed: true,
    departmentAnalyticsPlaceholder: false,
    entityModels: { agent: "models", member: "absent", department: "absent" },
    keySpendField: "spend",
    keyBudgetField: "budget",
    keepAlive: false,
    keyLimitReached: false,
  };
}

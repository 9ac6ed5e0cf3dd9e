/** An answer that says no. The server writes it in the form of the `errorBody` switch. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number | string;

  constructor(status: number, code: number | string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Numeric codes look like the HTTP status times 100 plus a serial; those with a number here are documented. */
export const refusals = {
  badRequest: (message: string) => new Refusal(400, 40000, message),
  hourMetric: (metric: string) =>
    new Refusal(400, 40010, `granularity=hour does not support metric ${metric}`),
  badUuid: (name: string) => new Refusal(400, 40013, `${name} must be a UUID`),
  severalEntities: () =>
    new Refusal(400, 40020, "Only one of agentId, memberId and departmentId may be given"),
  unauthorized: (message = "authentication failed") => new Refusal(401, 40100, message),
  scope: (scope: string) => new Refusal(403, 40300, `This token lacks the required scope: ${scope}`),
  workspace: (message: string) => new Refusal(403, 40301, message),
  plan: (feature: string, tier: string) =>
    new Refusal(403, "TIER_FEATURE_DISABLED", `${feature} is available on the ${tier} plan and above`),
  keyLimit: () => new Refusal(403, "VK_LIMIT_REACHED", "The plan's number of virtual keys is used up"),
  noRoute: (method: string, path: string) => new Refusal(404, 40400, `Cannot ${method} ${path}`),
  notFound: (what: string) => new Refusal(404, 40401, `${what} not found`),
  invalid: (message: string) => new Refusal(422, 42200, message),
} as const;

/** Models that the workspace uses, with the prices its charges are made from. */
export interface PricedModel {
  readonly model: string;
  readonly displayName: string;
  readonly provider: string;
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  readonly latencyMs: number;
  readonly maxContextTokens: number;
}

export const pricedModels = {
  gpt4o: createPricedModel("gpt-4o", "GPT-4o", "openai", 2.5, 10, 900, 128_000),
  gpt4oMini: createPricedModel("gpt-4o-mini", "GPT-4o mini", "openai", 0.15, 0.6, 600, 128_000),
  gpt4Turbo: createPricedModel("gpt-4-turbo", "GPT-4 Turbo", "openai", 10, 30, 1700, 128_000),
  gpt41: createPricedModel("gpt-4.1", "GPT-4.1", "openai", 2, 8, 950, 1_047_576),
  gpt41Mini: createPricedModel("gpt-4.1-mini", "GPT-4.1 mini", "openai", 0.4, 1.6, 650, 1_047_576),
  sonnet: createPricedModel("claude-3-5-sonnet", "Claude 3.5 Sonnet", "anthropic", 3, 15, 1400, 200_000),
  haiku: createPricedModel("claude-3-5-haiku", "Claude 3.5 Haiku", "anthropic", 0.8, 4, 800, 200_000),
  opus: createPricedModel("claude-3-opus", "Claude 3 Opus", "anthropic", 15, 75, 3200, 200_000),
  geminiPro: createPricedModel("gemini-1.5-pro", "Gemini 1.5 Pro", "google", 1.25, 5, 1100, 2_000_000),
  geminiFlash: createPricedModel("gemini-2.0-flash", "Gemini 2.0 Flash", "google", 0.1, 0.4, 450, 1_000_000),
} as const;

export interface ModelShare {
  readonly model: PricedModel;
  readonly share: number;
}

function createPricedModel(
  model: string,
  displayName: string,
  provider: string,
  inputUsdPerMillion: number,
  outputUsdPerMillion: number,
  latencyMs: number,
  maxContextTokens: number,
): PricedModel {
  return {
    model,
    displayName,
    provider,
    inputUsdPerMillion,
    outputUsdPerMillion,
    latencyMs,
    maxContextTokens,
  };
}

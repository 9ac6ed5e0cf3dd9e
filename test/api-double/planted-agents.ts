import { addDays, type Day } from "./days.ts";
import { pricedModels as models } from "./models.ts";
import { type Agent, middayOf } from "./population.ts";
import type { Traffic } from "./traffic.ts";

/** Agents that matter to a test: the heavy ones, and those in which something happens. */
export interface PlantedAgent {
  readonly agent: Agent;
  readonly keyLabel: string;
  readonly masterKey: "openai" | "anthropic" | "google" | "openrouter";
  readonly keyBudgetUsd: number | null;
  readonly traffic: Traffic;
}

const care = "91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00";
const engineering = "a2c8e4bb-4d6f-4f66-9b10-6c7d8e9f0a11";
const finance = "b3d9f5cc-5e70-4077-8c21-7d8e9f0a1b22";
const legal = "c4ea06dd-6f81-4188-9d32-8e9f0a1b2c33";
const marketing = "d5fb17ee-7092-4299-8e43-9f0a1b2c3d44";

export const plantedAgentIds = {
  supportBot: "2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44",
  codeReviewer: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201",
  sqlHelper: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3",
  researchAnalyst: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b203",
  contractReviewer: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204",
  invoiceExtractor: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205",
  onboardingGuide: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b206",
  legacyTranslator: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b207",
  releaseNotesWriter: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b208",
} as const;

/** When the planted things happen. */
export function plantedDays(today: Day) {
  return {
    step: { from: addDays(today, -4), to: today },
    spike: { from: addDays(today, -3), to: addDays(today, -3) },
    start: addDays(today, -5),
    lastUse: addDays(today, -9),
    tinyRise: { from: addDays(today, -7), to: today },
  } as const;
}

export function createPlantedAgents(today: Day): PlantedAgent[] {
  const days = plantedDays(today);
  return [
    {
      agent: createAgent(plantedAgentIds.supportBot, "Support Bot", care, "gpt-4o", 75_000),
      keyLabel: "support-bot-prod",
      masterKey: "openrouter",
      keyBudgetUsd: 200,
      traffic: createTraffic(380, 7_000, 1_100, [
        { model: models.gpt4o, share: 0.45 },
        { model: models.gpt4oMini, share: 0.35 },
        { model: models.haiku, share: 0.12 },
        { model: models.geminiFlash, share: 0.08 },
      ]),
    },
    {
      agent: createAgent(
        plantedAgentIds.codeReviewer,
        "Code Reviewer",
        engineering,
        "claude-3-5-sonnet",
        null,
      ),
      keyLabel: "code-reviewer",
      masterKey: "anthropic",
      keyBudgetUsd: 300,
      traffic: createTraffic(180, 13_000, 2_000, [
        { model: models.sonnet, share: 0.8 },
        { model: models.haiku, share: 0.2 },
      ]),
    },
    {
      agent: createAgent(plantedAgentIds.sqlHelper, "SQL Helper", engineering, "gpt-4.1", null),
      keyLabel: "sql-helper",
      masterKey: "openai",
      keyBudgetUsd: 250,
      traffic: createTraffic(190, 14_000, 2_000, [
        { model: models.gpt41, share: 0.6 },
        { model: models.gpt41Mini, share: 0.4 },
      ]),
    },
    {
      agent: createAgent(
        plantedAgentIds.researchAnalyst,
        "Research Analyst",
        marketing,
        "claude-3-opus",
        10_000,
      ),
      keyLabel: "research-analyst",
      masterKey: "anthropic",
      // Less than a month costs, so that one key is over its budget for most of a month.
      keyBudgetUsd: 60,
      traffic: createTraffic(48, 10_000, 1_600, [
        { model: models.sonnet, share: 0.7 },
        { model: models.opus, share: 0.3 },
      ]),
    },
    {
      // A step to 2.5 times the norm by a costlier model, with as many requests as before:
      // GPT-4 Turbo costs 3.625 times as much per request here, so 57 % of it makes 2.5.
      agent: createAgent(plantedAgentIds.contractReviewer, "Contract Reviewer", legal, "gpt-4o", null),
      keyLabel: "contract-reviewer",
      masterKey: "openai",
      keyBudgetUsd: 400,
      traffic: {
        ...createTraffic(130, 8_000, 1_200, [{ model: models.gpt4o, share: 1 }]),
        change: {
          ...days.step,
          mix: [
            { model: models.gpt4Turbo, share: 0.571 },
            { model: models.gpt4o, share: 0.429 },
          ],
        },
      },
    },
    {
      agent: createAgent(
        plantedAgentIds.invoiceExtractor,
        "Invoice Extractor",
        finance,
        "gemini-1.5-pro",
        null,
      ),
      keyLabel: "invoice-extractor",
      masterKey: "google",
      keyBudgetUsd: 200,
      traffic: {
        ...createTraffic(140, 12_000, 2_000, [{ model: models.geminiPro, share: 1 }]),
        change: { ...days.spike, volume: 7 },
      },
    },
    {
      agent: createAgent(
        plantedAgentIds.onboardingGuide,
        "Onboarding Guide",
        care,
        "claude-3-5-sonnet",
        null,
        days.start,
      ),
      keyLabel: "onboarding-guide",
      masterKey: "anthropic",
      keyBudgetUsd: null,
      traffic: { ...createTraffic(85, 8_000, 1_500, [{ model: models.sonnet, share: 1 }]), from: days.start },
    },
    {
      agent: createAgent(plantedAgentIds.legacyTranslator, "Legacy Translator", marketing, "gpt-4o", null),
      keyLabel: "legacy-translator",
      masterKey: "openai",
      keyBudgetUsd: 200,
      traffic: { ...createTraffic(90, 9_000, 3_000, [{ model: models.gpt4o, share: 1 }]), to: days.lastUse },
    },
    {
      // From about 1 cent a day to about 16: a huge percentage of nothing.
      agent: createAgent(
        plantedAgentIds.releaseNotesWriter,
        "Release Notes Writer",
        engineering,
        "gpt-4o-mini",
        null,
      ),
      keyLabel: "release-notes-writer",
      masterKey: "openai",
      keyBudgetUsd: 20,
      traffic: {
        ...createTraffic(6, 9_000, 1_500, [{ model: models.gpt4oMini, share: 1 }]),
        change: { ...days.tinyRise, volume: 12 },
      },
    },
  ];
}

function createAgent(
  id: string,
  name: string,
  departmentId: string,
  modelId: string,
  budgetCents: number | null,
  createdOn: Day = "2025-02-03",
): Agent {
  return {
    id,
    name,
    description: null,
    departmentId,
    modelId,
    environment: "production",
    status: "active",
    source: "manual",
    budgetCents,
    createdAt: middayOf(createdOn),
  };
}

/** Heavy use is steady: a tenth up or down from day to day. */
function createTraffic(
  requestsPerDay: number,
  inputTokens: number,
  outputTokens: number,
  mix: Traffic["mix"],
): Traffic {
  return { requestsPerDay, inputTokens, outputTokens, mix, noise: 0.08 };
}

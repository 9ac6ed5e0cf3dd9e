// Written by scripts/generate.ts: run `bun run generate` after adding or renaming a file here.
import type { Prompt } from "../toolkit/define-prompt.ts";
import { costAuditReport } from "./cost-audit-report.ts";
import { costDeepDive } from "./cost-deep-dive.ts";
import { costOptimization } from "./cost-optimization.ts";
import { workspaceHealthCheck } from "./workspace-health-check.ts";

export const prompts: readonly Prompt[] = [
  costAuditReport,
  costDeepDive,
  costOptimization,
  workspaceHealthCheck,
];

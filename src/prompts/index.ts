// Written by scripts/generate.ts: run `bun run generate` after adding or renaming a file here.
import type { Prompt } from "../prompt.ts";
import { costAuditReport } from "./cost-audit-report.ts";

export const prompts: readonly Prompt[] = [costAuditReport];

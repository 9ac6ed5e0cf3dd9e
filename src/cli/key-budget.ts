/** The budget of a virtual key with what is spent over the days that it counts: of others, nobody could say what is left. */
import { periodOfBudgetWindow } from "../domain/budget.ts";
import { ApiError } from "../domain/errors.ts";
import type { Context } from "../toolkit/context.ts";
import type { Answer } from "../toolkit/define-tool.ts";
import { getMyBudget } from "../tools/get-my-budget.ts";

export type KeyBudget = Answer<typeof getMyBudget>;

/** By its own days, where they could be asked for; else by those of the billing cycle. @throws ApiError */
export async function readKeyBudget(ctx: Context<"vk">): Promise<KeyBudget> {
  const ofCycle = await getMyBudget.answer(ctx, {});
  return askInOwnPeriod(ctx, ofCycle).catch((error: unknown) => {
    if (error instanceof ApiError) return ofCycle;
    throw error;
  });
}

/** The same answer where no other days fit better. @throws ApiError */
export async function askInOwnPeriod(ctx: Context<"vk">, answer: KeyBudget): Promise<KeyBudget> {
  const period = periodOfBudgetWindow.get(answer.virtual_key_budget?.budget_window ?? "");
  if (period === undefined || period === answer.period) return answer;
  return getMyBudget.answer(ctx, { period });
}

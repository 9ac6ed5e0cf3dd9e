/** The budget of a virtual key, with what is spent over its own window: other days do not tell what is left. */
import { periodByBudgetWindow } from "../domain/budget.ts";
import { ApiError } from "../domain/errors.ts";
import type { Context } from "../toolkit/context.ts";
import type { Answer } from "../toolkit/define-tool.ts";
import { getMyBudget } from "../tools/get-my-budget.ts";

export type KeyBudget = Answer<typeof getMyBudget>;

/** Over the budget's own window, where that can be read; otherwise over the billing cycle. @throws ApiError */
export async function readKeyBudget(ctx: Context<"vk">): Promise<KeyBudget> {
  const ofCycle = await getMyBudget.answer(ctx, {});
  return readInOwnWindow(ctx, ofCycle).catch((error: unknown) => {
    if (error instanceof ApiError) return ofCycle;
    throw error;
  });
}

/**
 * The answer for the budget's own window; the given answer, where it is for that window already or the window is not known.
 * @throws ApiError
 */
export async function readInOwnWindow(ctx: Context<"vk">, answer: KeyBudget): Promise<KeyBudget> {
  const period = periodByBudgetWindow.get(answer.virtual_key_budget?.budget_window ?? "");
  if (period === undefined || period === answer.period) return answer;
  return getMyBudget.answer(ctx, { period });
}

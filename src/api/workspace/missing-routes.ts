/** Routes that no document confirms: a 404 of one means that this deployment lacks it. */

import { ApiError } from "../../domain/errors.ts";

/** @throws ApiError that names `alternative`, the tool to use instead, where the route is missing */
export async function nameAlternative<T>(answer: Promise<T>, alternative: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "not_found")) throw error;
    throw new ApiError("not_found", { ...error.facts, alternative });
  }
}

/** undefined where the route is missing. */
export async function ignoreMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return undefined;
    throw error;
  }
}

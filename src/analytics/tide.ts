/** What moves everybody at once, a holiday or the weather: no single spender is out of the ordinary by it. */
import type { UtcDay } from "../domain/time.ts";

/** By how much everybody differs from the usual on a day, as a factor; 1 is as usual. */
export type Tide = (day: UtcDay) => number;

export const noTide: Tide = () => 1;

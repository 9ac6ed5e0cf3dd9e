/** Random numbers that are the same on every machine for the same seed. */
import { type Random as Uniform, randomFrom as uniformFrom } from "../../test/support/random.ts";

export interface Random extends Uniform {
  /** Mean 0, standard deviation 1. */
  normal(): number;
}

export function randomFrom(seed: number): Random {
  const uniform = uniformFrom(seed);
  for (let warmUp = 0; warmUp < 5; warmUp++) uniform.next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform.next())) * Math.cos(2 * Math.PI * uniform.next());
  return { ...uniform, normal };
}

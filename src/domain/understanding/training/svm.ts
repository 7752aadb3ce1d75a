import { createRandom, shuffle } from "./random.ts";

/** One message as its pieces: `at` numbers of the vocabulary, `value` beside each; the values' squares add up to 1. */
export interface Row {
  readonly at: Int32Array;
  readonly value: Float32Array;
}

/** Stands beside every row's pieces, so that a score needs no zero point of its own. */
const BIAS = 0.3;

/**
 * A linear support vector machine (squared hinge loss, L2), by dual coordinate descent: Hsieh and others, "A Dual
 * Coordinate Descent Method for Large-scale Linear SVM", ICML 2008, algorithm 1. `isPositive` beside each row; returns
 * a weight for each of `size` pieces and, last, that of the bias.
 */
export function trainSvm(
  rows: readonly Row[],
  isPositive: ArrayLike<unknown>,
  size: number,
  { cost, rounds, seed }: { readonly cost: number; readonly rounds: number; readonly seed: number },
): Float64Array {
  const weights = new Float64Array(size + 1);
  const count = rows.length;
  const dual = new Float64Array(count);
  const diagonal = 1 / (2 * cost);
  const square = 1 + BIAS * BIAS + diagonal;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = createRandom(seed);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    let furthest = 0;
    for (const i of order) {
      const { at, value } = rows[i] as Row;
      const sign = isPositive[i] ? 1 : -1;
      const before = dual[i] as number;
      let score = (weights[size] as number) * BIAS;
      for (let p = 0; p < at.length; p++)
        score += (weights[at[p] as number] as number) * (value[p] as number);
      const gradient = score * sign - 1 + before * diagonal;
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      furthest = Math.max(furthest, Math.abs(projected));
      if (Math.abs(projected) < 1e-12) continue;
      const after = Math.max(before - gradient / square, 0);
      dual[i] = after;
      const step = (after - before) * sign;
      weights[size] = (weights[size] as number) + step * BIAS;
      for (let p = 0; p < at.length; p++) {
        const piece = at[p] as number;
        weights[piece] = (weights[piece] as number) + step * (value[p] as number);
      }
    }
    if (furthest < 0.01) break;
  }
  return weights;
}

/** What `trainSvm`'s weights say of a row; above 0 for. */
export function scoreOf(weights: Float64Array, { at, value }: Row): number {
  let score = (weights[weights.length - 1] as number) * BIAS;
  for (let p = 0; p < at.length; p++) score += (weights[at[p] as number] as number) * (value[p] as number);
  return score;
}

import { createRandom, shuffle } from "./random.ts";

/** A multinomial logistic regression: `inputs + 1` numbers a class, the last the intercept. */
export interface Softmax {
  readonly classes: number;
  readonly inputs: number;
  readonly weights: Float64Array;
}

const BATCH = 32;
const RATE = 0.02;

/**
 * Fits it to `inputs` (equally long rows) by Adam (Kingma and Ba, 2015) over mini-batches. `labels`: the class of each
 * row. `penalty`: L2, not on the intercepts.
 */
export function trainSoftmax(
  inputs: readonly Float64Array[],
  labels: ArrayLike<number>,
  classes: number,
  { penalty, rounds, seed }: { readonly penalty: number; readonly rounds: number; readonly seed: number },
): Softmax {
  const wide = (inputs[0]?.length ?? 0) + 1;
  const weights = new Float64Array(classes * wide);
  const mean = new Float64Array(weights.length);
  const spread = new Float64Array(weights.length);
  const gradient = new Float64Array(weights.length);
  const order = Int32Array.from({ length: inputs.length }, (_, i) => i);
  const random = createRandom(seed);
  const softmax = { classes, inputs: wide - 1, weights };
  let step = 0;
  for (let round = 0; round < rounds; round++) {
    const rate = RATE * (1 - round / rounds) + 1e-4;
    shuffle(order, random);
    for (let begin = 0; begin < order.length; begin += BATCH) {
      const batch = order.subarray(begin, begin + BATCH);
      gradient.fill(0);
      for (const i of batch) addGradient(softmax, inputs[i] as Float64Array, labels[i] as number, gradient);
      step++;
      const [meanLeft, spreadLeft] = [1 - 0.9 ** step, 1 - 0.999 ** step];
      for (let w = 0; w < weights.length; w++) {
        const decay = (w + 1) % wide === 0 ? 0 : penalty * (weights[w] as number);
        const g = (gradient[w] as number) / batch.length + decay;
        mean[w] = 0.9 * (mean[w] as number) + 0.1 * g;
        spread[w] = 0.999 * (spread[w] as number) + 0.001 * g * g;
        const change = (rate * (mean[w] as number)) / meanLeft;
        weights[w] = (weights[w] as number) - change / (Math.sqrt((spread[w] as number) / spreadLeft) + 1e-8);
      }
    }
  }
  return softmax;
}

function addGradient(softmax: Softmax, input: Float64Array, label: number, gradient: Float64Array): void {
  const wide = softmax.inputs + 1;
  const chances = softmaxOf(logitsOf(softmax, input));
  for (let c = 0; c < softmax.classes; c++) {
    const error = (chances[c] as number) - (c === label ? 1 : 0);
    const from = c * wide;
    for (let i = 0; i < input.length; i++)
      gradient[from + i] = (gradient[from + i] as number) + error * (input[i] as number);
    gradient[from + wide - 1] = (gradient[from + wide - 1] as number) + error;
  }
}

export function logitsOf({ classes, inputs, weights }: Softmax, input: Float64Array): Float64Array {
  const logits = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    const from = c * (inputs + 1);
    let sum = weights[from + inputs] as number;
    for (let i = 0; i < inputs; i++) sum += (weights[from + i] as number) * (input[i] as number);
    logits[c] = sum;
  }
  return logits;
}

/** Chances that add up to 1. */
function softmaxOf(logits: Float64Array): Float64Array {
  const highest = logits.reduce((most, next) => Math.max(most, next), Number.NEGATIVE_INFINITY);
  const chances = logits.map((logit) => Math.exp(logit - highest));
  const sum = chances.reduce((all, next) => all + next, 0);
  return chances.map((chance) => chance / sum);
}

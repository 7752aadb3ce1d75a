/** A weight is kept as one of these many steps to either side of 0: half a byte. */
const STEPS = 7;

/**
 * Weights by piece as whole numbers of a step. A step is the product of the output's and the piece's own: rare triples
 * weigh little, single characters much, and both keep their shades.
 */
export function quantised({ outputs, weights, intercepts }: Weights) {
  const pieces = weights.length / outputs;
  const squares = new Float64Array(outputs);
  for (let i = 0; i < weights.length; i++) {
    squares[i % outputs] = (squares[i % outputs] as number) + (weights[i] as number) ** 2;
  }
  const steps = Float32Array.from(squares, (sum) => Math.sqrt(sum / pieces) || 1);
  const pieceSteps = new Float32Array(pieces);
  const whole = new Int8Array(weights.length);
  for (let piece = 0; piece < pieces; piece++) {
    const from = piece * outputs;
    let widest = 0;
    for (let o = 0; o < outputs; o++)
      widest = Math.max(widest, Math.abs((weights[from + o] as number) / (steps[o] as number)));
    const step = widest / STEPS || 1;
    pieceSteps[piece] = step;
    for (let o = 0; o < outputs; o++)
      whole[from + o] = Math.round((weights[from + o] as number) / (steps[o] as number) / step);
  }
  return { outputs, weights: whole, steps, pieceSteps, intercepts };
}

interface Weights {
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly intercepts: Float32Array;
}

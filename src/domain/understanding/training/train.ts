import { knownPieces, type Mark, type Model, marks, type Thresholds } from "../model.ts";
import { type Example, meaningsOf } from "./example.ts";

export type { Example } from "./example.ts";

import { quantised } from "./quantise.ts";
import { logitsOf, type Softmax, trainSoftmax } from "./softmax.ts";
import { type Row, scoreOf, trainSvm } from "./svm.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** All that a training depends on beside the examples; the digest covers it. */
export const settings = {
  seed: 20261130,
  svm: { cost: 1, rounds: 15 },
  softmax: { penalty: 3e-5, rounds: 45 },
  /** Scores of examples that their machine has not seen: each is left out once. */
  innerFolds: 5,
  thresholds: {
    dangerNow: 0.42,
    dangerDoubtful: 0.07,
    restricted: 0.155,
    sensitive: 0.16,
    offence: 0.35,
  } as Thresholds,
} as const;

/**
 * Makes a model from examples, the same from the same; `own` teach it no new pieces. In two steps: a support vector machine for each meaning and each
 * mark, one against the rest, over the pieces; then a softmax over their scores, fitted on scores of examples that the
 * machines had not seen, so that its chances are honest. Both are linear, so the model keeps only their product.
 */
export function trainModel(shipped: readonly Example[], digest: string, own: readonly Example[] = []): Model {
  const vocabulary = vocabularyOf(shipped.map(({ text }) => text));
  const examples = [...shipped, ...own];
  const rows = examples.map(({ text }): Row => {
    const { rows: at, values: value } = knownPieces(vocabulary, text);
    return { at, value };
  });
  const size = vocabulary.pieces.length;
  const { meanings, labels } = meaningsOf(examples);
  const heads: readonly Head[] = [
    ...meanings.map(
      (_, meaning): Head =>
        (i) =>
          labels[i] === meaning,
    ),
    (i) => examples[i]?.urgent,
    (i) => ["report", "supplement"].includes(examples[i]?.kind ?? ""),
    ...marks.map(
      (mark): Head =>
        (i) =>
          examples[i]?.[mark],
    ),
  ];
  const unseen = scoresUnseen(rows, heads, size);
  const { seed } = settings;
  const whole = trainSoftmax(unseen, labels, meanings.length, { ...settings.softmax, seed });
  const byMark = marks.map((mark) => markSoftmax(examples, unseen, mark));
  const machines = heads.map((head) => trainHead(rows, head, size));
  return {
    digest,
    meanings,
    thresholds: settings.thresholds,
    ...vocabulary,
    ...quantised(product(machines, [whole, ...byMark.map(asLogit)], size)),
  };
}

/** Whether example `i` is one; `undefined` where nobody has judged. */
type Head = (i: number) => boolean | undefined;

function trainHead(rows: readonly Row[], head: Head, size: number, skip?: (i: number) => boolean) {
  const chosen = rows.flatMap((_, i) => (head(i) === undefined || skip?.(i) ? [] : [i]));
  return trainSvm(
    chosen.map((i) => rows[i] as Row),
    chosen.map((i) => head(i)),
    size,
    { ...settings.svm, seed: settings.seed },
  );
}

/** By example, what each machine says of it when trained without its fold. */
function scoresUnseen(rows: readonly Row[], heads: readonly Head[], size: number): Float64Array[] {
  const scores = rows.map(() => new Float64Array(heads.length));
  for (let fold = 0; fold < settings.innerFolds; fold++) {
    const isLeftOut = (i: number) => i % settings.innerFolds === fold;
    for (const [h, head] of heads.entries()) {
      const machine = trainHead(rows, head, size, isLeftOut);
      for (const [i, row] of rows.entries()) {
        if (isLeftOut(i)) (scores[i] as Float64Array)[h] = scoreOf(machine, row);
      }
    }
  }
  return scores;
}

function markSoftmax(examples: readonly Example[], unseen: readonly Float64Array[], mark: Mark): Softmax {
  const judged = examples.flatMap((example, i) => (example[mark] === undefined ? [] : [i]));
  return trainSoftmax(
    judged.map((i) => unseen[i] as Float64Array),
    judged.map((i) => (examples[i]?.[mark] ? 1 : 0)),
    2,
    { ...settings.softmax, seed: settings.seed },
  );
}

/** Two classes as one logit: yes against no. */
function asLogit({ inputs, weights }: Softmax): Softmax {
  const wide = inputs + 1;
  return {
    classes: 1,
    inputs,
    weights: weights.slice(0, wide).map((no, i) => (weights[wide + i] as number) - no),
  };
}

/** Softmax after machines, as weights by piece: `outputs` beside each other for each of `size` pieces, and intercepts. */
function product(machines: readonly Float64Array[], softmaxes: readonly Softmax[], size: number) {
  const outputs = softmaxes.reduce((sum, { classes }) => sum + classes, 0);
  const weights = new Float32Array(size * outputs);
  const scores = new Float64Array(machines.length);
  const without = softmaxes.map((softmax) => logitsOf(softmax, scores));
  const logits = () =>
    softmaxes.flatMap((s, k) => [...logitsOf(s, scores)].map((l, c) => l - (without[k]?.[c] ?? 0)));
  for (let piece = 0; piece < size; piece++) {
    for (const [m, machine] of machines.entries()) scores[m] = machine[piece] as number;
    weights.set(logits(), piece * outputs);
  }
  for (const [m, machine] of machines.entries())
    scores[m] = scoreOf(machine, { at: new Int32Array(), value: new Float32Array() });
  const bias = logits();
  const intercepts = Float32Array.from(
    bias,
    (logit, o) => logit + (without.flatMap((w) => [...w])[o] as number),
  );
  return { outputs, weights, intercepts };
}

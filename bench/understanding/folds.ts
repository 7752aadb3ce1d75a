import { readExamples } from "../../src/app/understanding-files.ts";
import { interpret } from "../../src/domain/understanding/interpret.ts";
import type { Model } from "../../src/domain/understanding/model.ts";
import { type Example, trainModel } from "../../src/domain/understanding/training/train.ts";
import type { Seen } from "./score.ts";

const FOLDS = 5;

/**
 * The examples in fixed folds: of each source file every fifth message, so that each fold has its share of every file.
 * Own examples (`own-…`) train in every fold and are scored in none.
 */
export function folds({ own: withOwn = true, share = 1 } = {}) {
  const examples = readExamples();
  const own = examples.filter(({ file }) => file.startsWith("own-"));
  const counts = new Map<string, number>();
  const placed = examples
    .filter(({ file }) => !file.startsWith("own-"))
    .map((example) => {
      const count = counts.get(example.file) ?? 0;
      counts.set(example.file, count + 1);
      return { example, fold: count % FOLDS };
    });
  return Array.from({ length: FOLDS }, (_, fold) => ({
    train: [
      ...placed.filter((p, i) => p.fold !== fold && (i * 0.618034) % 1 < share).map(({ example }) => example),
      ...(withOwn ? own : []),
    ],
    test: placed.filter((p) => p.fold === fold).map(({ example }) => example),
  }));
}

/**
 * By fold, what a model that was trained on the others makes of its messages. `own`: whether own examples train;
 * `share`: of the others, so much.
 */
export function crossValidate(options?: { own?: boolean; share?: number }): Seen[][] {
  return folds(options).map(({ train, test }) => judgeAll(test, trainModel(train, "")));
}

export function judgeAll(examples: readonly Example[], model: Model): Seen[] {
  return examples.map((label) => ({ label, got: interpret(label.text, model) }));
}

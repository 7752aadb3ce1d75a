import { canonical } from "../../src/domain/canonical.ts";
import { categories } from "../../src/domain/reports.ts";
import { type Row, scoreOf, trainSvm } from "../../src/domain/understanding/training/svm.ts";
import type { Example } from "../../src/domain/understanding/training/train.ts";
import { dangers, messageKinds } from "../../src/domain/understanding.ts";
import { folds } from "./folds.ts";
import type { Seen } from "./score.ts";

const options = { cost: 3, rounds: 20, seed: 1 };

/**
 * The plain baseline on the same folds: single characters and pairs, one support vector machine a label, one against the
 * rest; nobody is asked.
 */
export function plainBaseline(): Seen[][] {
  return folds().map(({ train, test }) => {
    const numbers = new Map<string, number>();
    for (const { text } of train)
      for (const piece of plainPieces(text)) numbers.set(piece, numbers.get(piece) ?? numbers.size);
    const rowOf = ({ text }: Example): Row => {
      const at = [...plainPieces(text)].flatMap((piece) => numbers.get(piece) ?? []);
      return {
        at: Int32Array.from(at),
        value: new Float32Array(at.length).fill(1 / Math.sqrt(at.length || 1)),
      };
    };
    const machine = (from: readonly Example[], is: (example: Example) => boolean) =>
      trainSvm(from.map(rowOf), from.map(is), numbers.size, options);
    const choose = <T>(
      choices: readonly T[],
      from: readonly Example[],
      of: (example: Example) => T | null,
    ) => {
      const machines = choices.map((choice) => machine(from, (example) => of(example) === choice));
      return (row: Row) =>
        choices
          .map((is, c) => ({ is, probability: scoreOf(machines[c] as Float64Array, row) }))
          .sort((a, b) => b.probability - a.probability);
    };
    const kind = choose(messageKinds, train, (e) => e.kind);
    const category = choose(
      categories,
      train.filter((e) => e.category !== null),
      (e) => e.category,
    );
    const danger = choose(
      dangers,
      train.filter((e) => e.urgent),
      (e) => e.danger,
    );
    const urgent = machine(train, (e) => e.urgent);
    return test.map((label) => {
      const row = rowOf(label);
      const [kinds, categoriesOf, isUrgent] = [kind(row), category(row), scoreOf(urgent, row) > 0];
      return {
        label,
        got: {
          kind: kinds[0]?.is ?? "report",
          ...(isUrgent ? { danger: { kind: danger(row)[0]?.is ?? "crime", level: "now" as const } } : {}),
          chances: {
            kinds,
            categories: categoriesOf,
            danger: 0,
            dangers: [],
            restricted: 0,
            sensitive: 0,
            offence: 0,
          },
        },
      };
    });
  });
}

function plainPieces(text: string): Set<string> {
  const characters = [...canonical(text).toLowerCase().replace(/\d/g, "0")];
  return new Set(characters.flatMap((one, i) => [one, ...(i > 0 ? [`${characters[i - 1]}${one}`] : [])]));
}

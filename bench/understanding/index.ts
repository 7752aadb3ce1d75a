import { readFileSync } from "node:fs";
import { readLabelled, readModel, weightsFile } from "../../src/app/understanding-files.ts";
import { interpret } from "../../src/domain/understanding/interpret.ts";
import { decodeModel } from "../../src/domain/understanding/weights-file.ts";
import { plainBaseline } from "./baseline.ts";
import { crossValidate, judgeAll } from "./folds.ts";
import { confusions, errorLine, figures, type Seen } from "./score.ts";
import { seenBefore } from "./seen-before.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);

/**
 * `npm run bench -- understanding [FILE…] [--errors] [--plain] [--curve]`: how the shipped model does on labelled files;
 * without one, five fixed folds of the shipped examples, the plain baseline beside them with `--plain`, less to learn from
 * with `--curve`, and what it costs.
 */
export async function bench(args: string[]): Promise<void> {
  const files = args.filter((arg) => !arg.startsWith("--"));
  const withErrors = args.includes("--errors");
  if (files.length > 0) {
    const model = readModel();
    for (const file of files) show(file, [judgeAll(readLabelled(file), model)], withErrors);
    return;
  }
  if (args.includes("--plain")) show("plain baseline, 5 folds", plainBaseline(), withErrors);
  if (args.includes("--curve")) {
    for (const share of [0.125, 0.25, 0.5, 1])
      show(`5 folds, ${share} of the examples, none of our own`, crossValidate({ own: false, share }), false);
  }
  show("5 folds of understanding/examples", crossValidate(), withErrors);
  const model = readModel();
  for (const { name, examples } of seenBefore()) {
    show(`${name} (seen by the rules before)`, [judgeAll(examples, model)], withErrors);
  }
  timings();
}

function show(title: string, folds: readonly (readonly Seen[])[], withErrors: boolean): void {
  const all = folds.flat();
  print(`\n${title}: ${all.length} messages`);
  const byFold = folds.map(figures);
  for (const [name, { right, of }] of Object.entries(figures(all))) {
    if (of === 0) continue;
    const spread = byFold.map((fold) => share(fold[name]?.right ?? 0, fold[name]?.of ?? 0)).join(" ");
    print(
      `${name.padEnd(26)} ${share(right, of)} (${right}/${of})${folds.length > 1 ? `   by fold ${spread}` : ""}`,
    );
  }
  const tables = {
    kinds: confusions(all, ({ label, got }) => [label.kind, got.kind]),
    categories: confusions(all, ({ label, got }) =>
      label.category === null ? undefined : [label.category, got.chances?.categories[0]?.is ?? "none"],
    ),
  };
  for (const [name, pairs] of Object.entries(tables)) {
    print(
      `taken for another, ${name}: ${pairs
        .slice(0, 12)
        .map(([pair, count]) => `${pair} ${count}`)
        .join(", ")}`,
    );
  }
  if (withErrors) for (const s of all) print(errorLine(s) ?? "");
}

const share = (right: number, of: number) => (right / of).toFixed(3);

/** Milliseconds: the best of some passes, after a warm-up. */
function best(work: () => void, passes = 20): number {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const start = performance.now();
    work();
    if (pass > 0) least = Math.min(least, performance.now() - start);
  }
  return least;
}

function timings(): void {
  const file = readFileSync(weightsFile);
  print(`\nweights ${file.length} bytes, read in ${best(() => decodeModel(file)).toFixed(1)} ms`);
  const model = decodeModel(file);
  const texts = seenBefore().flatMap(({ examples }) => examples.map(({ text }) => text));
  const long = texts.join(" ");
  for (const length of [50, 500, 2000, 5000]) {
    const text = long.slice(0, length);
    print(`${best(() => interpret(text, model), 200).toFixed(3)} ms for ${length} characters of messages`);
  }
  for (const unit of ["路", "1", "一号", "a ", "。", "[cq:"]) {
    const text = unit.repeat(5000).slice(0, 5000);
    print(`${best(() => interpret(text, model)).toFixed(3)} ms for 5,000 characters of 「${unit}」`);
  }
}

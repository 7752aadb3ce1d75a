import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AnswerIndex, GOOD_ANSWER, indexAnswers, rankAnswers } from "../../src/handbook/find-answer.ts";
import { loadHandbook } from "../../src/handbook/handbook.ts";

/**
 * `npm run bench -- handbook [FILE…]`: how often the right answer is found, how often a wrong one is given, at several
 * thresholds. FILEs are labelled messages (`{ text, kind }` a line); of them is told how many of each kind would be
 * answered, were the handbook asked.
 */
interface Question {
  readonly question: string;
  /** Slugs of the answers that are right; none where no answer fits. */
  readonly expected: readonly string[];
  /** No answer is right, too. */
  readonly orNone?: boolean;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const share = (part: number, of: number) => `${(part / Math.max(of, 1)).toFixed(3)} (${part}/${of})`;
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function bench(files: string[]): Promise<void> {
  const { answers } = await loadHandbook(here("../../handbook"));
  const index = indexAnswers(answers);
  print(`${answers.length} answers, threshold ${GOOD_ANSWER}`);
  measure("never looked at while choosing (unseen.jsonl)", lines<Question>(here("unseen.jsonl")), index);
  measure(
    "threshold and ranking chosen on (questions.jsonl)",
    lines<Question>(here("questions.jsonl")),
    index,
  );
  measure(
    "seen while the answers were written (examples.jsonl)",
    lines<Question>(here("examples.jsonl")),
    index,
  );
  for (const file of files) others(file, index);
  timing(index);
}

function measure(name: string, questions: readonly Question[], index: AnswerIndex): void {
  const asked = questions.map((question) => {
    const [best] = rankAnswers(question.question, index);
    const right = best ? question.expected.includes(best.answer.slug) : question.expected.length === 0;
    return { ...question, best, right, score: best?.score ?? 0 };
  });
  const answerable = asked.filter(({ expected }) => expected.length > 0);
  print(`\n${name}: ${asked.length} questions, ${answerable.length} with an answer`);
  print(`right answer first   ${share(answerable.filter(({ right }) => right).length, answerable.length)}`);
  print("threshold  right of what is answered   of the answerable, answered right");
  for (const threshold of [0, 3, 4, 4.5, 5, 6, 7]) {
    const given = asked.filter(({ score }) => score >= threshold);
    const right = given.filter((one) => one.right).length;
    print(
      `${threshold.toFixed(1).padEnd(10)} ${share(right, given.length).padEnd(27)} ${share(right, answerable.length)}`,
    );
  }
  for (const { question, expected, orNone, best, right, score } of asked) {
    const given = score >= GOOD_ANSWER;
    if (given && !right) print(`  wrong  ${score.toFixed(1)} ${best?.answer.slug} ← ${question}`);
    if (!given && expected.length > 0 && !orNone)
      print(`  none   ${score.toFixed(1)} ${expected[0]} ← ${question}`);
  }
}

/** Of messages that are no question to the handbook: how many it would answer. */
function others(file: string, index: AnswerIndex): void {
  const kinds = new Map<string, { all: number; answered: number }>();
  for (const { text, kind } of lines<{ text: string; kind: string }>(file)) {
    const counts = kinds.get(kind) ?? { all: 0, answered: 0 };
    counts.all++;
    if ((rankAnswers(text, index)[0]?.score ?? 0) >= GOOD_ANSWER) counts.answered++;
    kinds.set(kind, counts);
  }
  print(`\n${file}: answered, by kind`);
  for (const [kind, { all, answered }] of kinds) print(`  ${kind.padEnd(11)} ${share(answered, all)}`);
}

function timing(index: AnswerIndex): void {
  const questions = lines<Question>(here("questions.jsonl"));
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 6; pass++) {
    const start = performance.now();
    for (const { question } of questions) rankAnswers(question, index);
    if (pass > 0) best = Math.min(best, (performance.now() - start) / questions.length);
  }
  print(`\n${best.toFixed(3)} ms a question`);
}

function lines<T>(file: string): T[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

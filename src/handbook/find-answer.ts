import MiniSearch from "minisearch";
import { canonical } from "../domain/canonical.ts";
import type { HandbookAnswer } from "../domain/handbook.ts";

/** The handbook made ready to be asked. */
export interface AnswerIndex {
  readonly answers: ReadonlyMap<string, HandbookAnswer>;
  readonly search: MiniSearch;
  /** Slugs by the signs of each way to ask: what an author wrote down is answered as written. */
  readonly exact: ReadonlyMap<string, string>;
  /** By slug: what most ways to ask it share, each with its rarity; a question without it is probably about another. */
  readonly subjects: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface FoundAnswer {
  readonly answer: HandbookAnswer;
  /** How much of the question the answer's own ways to ask it explain, about 0 to 20; comparable between questions. */
  readonly score: number;
}

/** What is below is no answer: a wrong one is worse than none. Chosen with `npm run bench -- handbook` (decision 0071). */
export const GOOD_ANSWER = 5;

/** A character or pair belongs to the subject when so many of the ways to ask have it. */
const SUBJECT_SHARE = 0.6;
/** How much of the score the subject decides. */
const SUBJECT_WEIGHT = 0.4;

/** All ways to ask an answer are one document: what many of them share weighs more. */
export function indexAnswers(answers: readonly HandbookAnswer[]): AnswerIndex {
  const search = new MiniSearch({
    idField: "slug",
    fields: ["ways"],
    tokenize: (ways) => ways.split("\n").flatMap(grams),
    processTerm: (gram) => gram,
    searchOptions: { tokenize: grams },
  });
  const documents = answers.map(({ slug, title, ask }) => ({ slug, ways: [title, ...ask].map(grams) }));
  search.addAll(answers.map(({ slug, title, ask }) => ({ slug, ways: [title, ...ask].join("\n") })));
  const holders = countEach(documents.flatMap(({ ways }) => [...new Set(ways.flat())]));
  const subjectOf = (ways: readonly string[][]) => {
    const shared = [...countEach(ways.flat())].filter(([, count]) => count >= ways.length * SUBJECT_SHARE);
    return new Map(shared.map(([gram]) => [gram, rarity(holders.get(gram) ?? 0, answers.length)]));
  };
  return {
    answers: new Map(answers.map((answer) => [answer.slug, answer])),
    search,
    exact: new Map(
      answers.flatMap(({ slug, title, ask }) => [title, ...ask].map((way) => [bare(way), slug])),
    ),
    subjects: new Map(documents.map(({ slug, ways }) => [slug, subjectOf(ways)])),
  };
}

/** The answers that come nearest to a question, best first. */
export function rankAnswers(question: string, index: AnswerIndex): FoundAnswer[] {
  const { answers, search, subjects } = index;
  const words = question.slice(0, LONGEST_QUESTION);
  const asked = new Set(grams(words));
  const same = answerAsWritten(words, index);
  // MiniSearch's score is BM25 times how many of the question's characters and pairs are known.
  const unit = asked.size * rarity(1, answers.size);
  return search
    .search(words)
    .slice(0, CANDIDATES)
    .flatMap(({ id, score }) => {
      const answer = answers.get(id as string);
      const about = 1 - SUBJECT_WEIGHT + SUBJECT_WEIGHT * shareOf(subjects.get(id as string), asked);
      if (!answer) return [];
      return [{ answer, score: id === same ? EXACT : Math.min((score / unit) * about, EXACT) }];
    })
    .sort((a, b) => b.score - a.score);
}

/** The answer to a question; `undefined` where none is good enough. */
export function findAnswer(question: string, index: AnswerIndex): FoundAnswer | undefined {
  const [best] = rankAnswers(question, index);
  return best && best.score >= GOOD_ANSWER ? best : undefined;
}

/** The slug of the answer that somebody wrote this very question for, signs aside. */
export function answerAsWritten(question: string, { exact }: AnswerIndex): string | undefined {
  return exact.get(bare(question.slice(0, LONGEST_QUESTION)));
}

/** A question is short; a long text is a case of somebody's own, and must not cost more. */
const LONGEST_QUESTION = 200;
/** The highest score. */
const EXACT = 20;
/** The subject moves an answer by few places. */
const CANDIDATES = 8;

/** Each character and each pair of neighbours once, signs left out: needs no word boundaries, and bears a slip. */
function grams(text: string): string[] {
  const signs = [
    ...canonical(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ""),
  ];
  return [...new Set([...signs, ...signs.slice(1).map((sign, i) => `${signs[i]}${sign}`)])];
}

/** Letters, digits and characters alone. */
function bare(text: string): string {
  return canonical(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** BM25's weight of what stands in `holders` of `all` documents, as MiniSearch computes it. */
function rarity(holders: number, all: number): number {
  return Math.log(1 + (all - holders + 0.5) / (holders + 0.5));
}

/** How much of a subject a question names, by weight; all of it where there is none. */
function shareOf(subject: ReadonlyMap<string, number> | undefined, asked: ReadonlySet<string>): number {
  let named = 0;
  let all = 0;
  for (const [gram, weight] of subject ?? []) {
    all += weight;
    if (asked.has(gram)) named += weight;
  }
  return all === 0 ? 1 : named / all;
}

function countEach(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

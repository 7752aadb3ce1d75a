import { stat } from "node:fs/promises";
import { canonicalWord } from "../domain/canonical.ts";
import type { HandbookAnswer } from "../domain/handbook.ts";
import type { Clock } from "../lib/clock.ts";
import { bytesOf, entriesOf } from "../lib/folder.ts";
import type { Fault } from "../lib/text-file.ts";
import { readAnswer } from "./answer-file.ts";
import { type AnswerIndex, indexAnswers } from "./find-answer.ts";

/** What the folder `handbook/` says; a broken file is in `faults` and left out. */
export interface HandbookFolder {
  /** By file name. */
  readonly answers: HandbookAnswer[];
  readonly faults: Fault[];
}

/**
 * Reads the whole folder anew. A folder that is not there is an empty handbook; never rejects for what is in it. With
 * `today` (`YYYY-MM-DD`), answers that were not checked for long are warnings.
 */
export async function loadHandbook(dir: string, today?: string): Promise<HandbookFolder> {
  const faults: Fault[] = [];
  const answers: HandbookAnswer[] = [];
  if (!(await isThere(dir))) return { answers, faults };
  const files = (await entriesOf(dir, ".", faults)).filter((entry) => entry.isFile());
  for (const file of files.map(({ name }) => name).sort()) {
    if (/\.txt$/i.test(file)) {
      const message = "是 .txt 文件，不会用来回答：请把文件名结尾改成 .md";
      faults.push({ file, line: 0, severity: "warning", message });
    }
    if (!/\.md$/i.test(file) || /^(readme\.md$|[~_])/i.test(file)) continue;
    const source = await bytesOf(dir, file, faults);
    if (!source) continue;
    const read = readAnswer(source, { file, ...(today ? { today } : {}) });
    faults.push(...read.faults);
    if (read.answer) answers.push(read.answer);
  }
  return { answers, faults: [...faults, ...askedTwice(answers)] };
}

/** The handbook of a running station. */
export interface Handbook {
  /** As the folder was at most a minute ago; a file that broke since keeps its last good answer. */
  current(): Promise<AnswerIndex>;
}

const FRESH_MS = 60_000;

/** Reads `dir` when it is asked, at most once a minute. */
export function openHandbook(dir: string, clock: Pick<Clock, "now">): Handbook {
  let read: Promise<AnswerIndex> | undefined;
  let readAt = 0;
  return {
    current() {
      const now = clock.now().getTime();
      // A clock that was set back must not keep it old.
      if (!read || Math.abs(now - readAt) >= FRESH_MS) {
        readAt = now;
        read = readAgain(dir, read);
      }
      return read;
    },
  };
}

async function readAgain(dir: string, last: Promise<AnswerIndex> | undefined): Promise<AnswerIndex> {
  const before = await last;
  const { answers, faults } = await loadHandbook(dir);
  const broken = new Set(faults.filter(({ severity }) => severity === "error").map(({ file }) => file));
  const kept = [...(before?.answers.values() ?? [])].filter(({ slug }) => broken.has(`${slug}.md`));
  return indexAnswers([...answers, ...kept]);
}

/** One question in two files is answered by chance. */
function askedTwice(answers: readonly HandbookAnswer[]): Fault[] {
  const seen = new Map<string, string>();
  return answers.flatMap(({ slug, title, ask }) =>
    [title, ...ask].flatMap((way): Fault[] => {
      const key = canonicalWord(way);
      const other = seen.get(key);
      if (other === undefined) seen.set(key, slug);
      if (other === undefined) return [];
      const where = other === slug ? "写了两次" : `在 ${other}.md 里也有`;
      return [
        { file: `${slug}.md`, line: 0, severity: "warning", message: `问法「${way}」${where}，只留一处` },
      ];
    }),
  );
}

async function isThere(dir: string): Promise<boolean> {
  return stat(dir).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

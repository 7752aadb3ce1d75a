import { rm, writeFile } from "node:fs/promises";
import { readExamples, readModel, stationWeights, trainingDigest } from "../app/understanding-files.ts";
import {
  compare,
  examplesOf,
  type Figures,
  type Learned,
  type Lesson,
} from "../domain/understanding/training/learn.ts";
import { trainModel } from "../domain/understanding/training/train.ts";
import { encodeModel } from "../domain/understanding/weights-file.ts";
import type { Reads } from "../store/store.ts";

/**
 * `jingmin learn`: trains on the shipped examples and the station's corrections as they stand, and uses the new weights
 * only where they are no worse. Resolves with the lines to print. `data`: the station's data folder.
 */
export async function learnVerb(reads: Reads, data: string): Promise<string[]> {
  const own = examplesOf(await lessonsOf(reads), readModel());
  const file = stationWeights(data);
  if (own.length === 0) {
    await rm(file, { force: true });
    return ["还没有可以学的更正，用随程序的权重。"];
  }
  const shipped = readExamples();
  const learned = compare(shipped, own);
  if (learned.isAccepted) await writeFile(file, encodeModel(trainModel(shipped, trainingDigest(), own)));
  else await rm(file, { force: true });
  return report(own.length, learned);
}

/** `jingmin learn --reset`: back to the shipped weights. */
export async function resetVerb(data: string): Promise<string[]> {
  await rm(stationWeights(data), { force: true });
  return ["已回到随程序的权重，重启后生效。"];
}

/** Texts are read anew each time: what was erased since teaches nothing any more. */
async function lessonsOf(reads: Reads): Promise<Lesson[]> {
  const corrections = await reads.corrections.since("");
  const lessons = await Promise.all(
    corrections.map(async ({ report: id, field, label, byRole }): Promise<Lesson[]> => {
      const report = await reads.reports.get(id);
      const said = report && (await reads.reports.firstSaid(id));
      return said ? [{ text: said.text, report, field, label, byRole }] : [];
    }),
  );
  return lessons.flat();
}

function report(count: number, { before, after, isAccepted }: Learned): string[] {
  const row = (name: string, which: keyof Figures) =>
    `${name}  ${(100 * before[which]).toFixed(1)}% → ${(100 * after[which]).toFixed(1)}%`;
  return [
    `本所更正过的${count}条一起学，交叉验证（随程序的权重 → 学过的权重）：`,
    row("危险马上告知", "danger"),
    row("投诉只给所领导", "complaint"),
    row("类别说对", "category"),
    isAccepted ? "没有变差，已换上新权重，重启后生效。" : "有一项变差，不换，用随程序的权重。",
  ];
}

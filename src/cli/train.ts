import { writeFile } from "node:fs/promises";
import { readExamples, readModel, trainingDigest, weightsFile } from "../app/understanding-files.ts";
import { judge } from "../domain/understanding/judgement.ts";
import type { Model } from "../domain/understanding/model.ts";
import { trainModel } from "../domain/understanding/training/train.ts";
import { encodeModel } from "../domain/understanding/weights-file.ts";

/** Makes the shipped weights anew from understanding/examples; returns what to print. */
export async function trainVerb(): Promise<string[]> {
  const examples = readExamples();
  const model = trainModel(examples, trainingDigest());
  const file = encodeModel(model);
  await writeFile(weightsFile, file);
  return [
    `${examples.length} examples, ${model.pieces.length} pieces, ${model.meanings.length} meanings: ${file.length} bytes`,
  ];
}

/** Processors round differently: so much may the weights made here differ from those shipped. */
const TOLERANCE = { otherKind: 0.005, chance: 0.02 };

/** Whether the shipped weights are those that the examples and settings give, within the tolerance. */
export async function checkVerb(): Promise<{ lines: string[]; same: boolean }> {
  const shipped = readModel();
  const digest = trainingDigest();
  if (shipped.digest !== digest) {
    return { lines: ["The weights are of other examples or settings: npm run train"], same: false };
  }
  const examples = readExamples();
  const { otherKind, chance } = differences(shipped, trainModel(examples, digest), examples);
  const same = otherKind <= TOLERANCE.otherKind && chance <= TOLERANCE.chance;
  return {
    lines: [
      `made again: another kind for ${(100 * otherKind).toFixed(2)} %, chances ${chance.toFixed(4)} apart: ${same ? "the same" : "not the same"}`,
    ],
    same,
  };
}

/** Over some texts: the share whose likeliest kind differs, and how far the chances of danger lie apart on average. */
function differences(a: Model, b: Model, texts: readonly { text: string }[]) {
  let other = 0;
  let apart = 0;
  for (const { text } of texts) {
    const [one, two] = [judge(a, text), judge(b, text)];
    if (one.kinds[0]?.is !== two.kinds[0]?.is) other++;
    apart += Math.abs(one.danger - two.danger);
  }
  return { otherKind: other / texts.length, chance: apart / texts.length };
}

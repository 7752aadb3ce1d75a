import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wordClasses } from "../domain/understanding/lexicon.ts";
import type { Model } from "../domain/understanding/model.ts";
import { pieceWeights } from "../domain/understanding/pieces.ts";
import type { Example } from "../domain/understanding/training/example.ts";
import { settings } from "../domain/understanding/training/train.ts";
import { decodeModel } from "../domain/understanding/weights-file.ts";

const folder = new URL("../../understanding/", import.meta.url);

/** The weights that are shipped. */
export const weightsFile = fileURLToPath(new URL("weights.bin", folder));

/** Reads a file of weights; throws where there is none or it is damaged. */
export function readModel(file = weightsFile): Model {
  return decodeModel(readFileSync(file));
}

/** Where a station's own weights lie (`jingmin learn`), in its data folder. */
export function stationWeights(data: string): string {
  return join(data, "weights.bin");
}

/** The station's own weights where they were made over the shipped ones as they are now, else the shipped. */
export function readStationModel(data: string): Model {
  const shipped = readModel();
  const file = stationWeights(data);
  if (!existsSync(file)) return shipped;
  try {
    const own = readModel(file);
    return own.digest === shipped.digest ? own : shipped;
  } catch {
    return shipped;
  }
}

/** The labelled messages of understanding/examples, with the name of their file; `own-…` train and never score. */
export function readExamples(): (Example & { readonly file: string })[] {
  return exampleFiles().flatMap((file) =>
    readLabelled(fileURLToPath(new URL(`examples/${file}`, folder))).map((example) => ({ ...example, file })),
  );
}

/** A file of one JSON object a line. */
export function readLabelled(file: string): Example[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Example);
}

function exampleFiles(): string[] {
  return readdirSync(new URL("examples/", folder))
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
}

/** Of all that the weights are made from, in hexadecimal: examples, lexicon and settings. */
export function trainingDigest(): string {
  const digest = createHash("sha256");
  for (const file of exampleFiles()) {
    const text = readFileSync(new URL(`examples/${file}`, folder), "utf8");
    digest.update(`${file}\n${text.replaceAll("\r\n", "\n")}`);
  }
  digest.update(JSON.stringify({ settings, wordClasses, pieceWeights }));
  return digest.digest("hex");
}

import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import {
  readExamples,
  readModel,
  trainingDigest,
  weightsFile,
} from "../../../src/app/understanding-files.ts";
import { judge } from "../../../src/domain/understanding/judgement.ts";
import { trainModel } from "../../../src/domain/understanding/training/train.ts";
import { decodeModel, encodeModel } from "../../../src/domain/understanding/weights-file.ts";

test("the shipped weights are of the shipped examples and settings: else `npm run train`", () => {
  expect(readModel().digest).toBe(trainingDigest());
});

test("the weights are small enough to ship", () => {
  expect(statSync(weightsFile).size).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test("the same examples give the same weights, byte for byte, and they survive being written", () => {
  const few = readExamples().filter((_, i) => i % 25 === 0);
  const model = trainModel(few, "few");
  const file = encodeModel(model);
  expect(encodeModel(trainModel(few, "few"))).toEqual(file);
  const back = decodeModel(file);
  for (const { text } of few) expect(judge(back, text)).toEqual(judge(model, text));
}, 60_000);

test("a damaged or foreign file of weights is refused", () => {
  const file = readFileSync(weightsFile);
  expect(() => decodeModel(file.subarray(0, file.length - 1))).toThrow("cut short");
  expect(() => decodeModel(new TextEncoder().encode('{"version":99}\n'))).toThrow("version 99");
  expect(() => decodeModel(new Uint8Array())).toThrow();
});

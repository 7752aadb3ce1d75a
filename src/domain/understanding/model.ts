import type { Category } from "../reports.ts";
import type { Danger, MessageKind } from "../understanding.ts";
import { eachPiece, pieceWeights, readable } from "./pieces.ts";

/**
 * What a message may mean, as the model tells it apart: kind, and for a report its category; `danger` where somebody is
 * in danger now, `true` where the examples are too few to tell which.
 */
export interface Meaning {
  readonly kind: MessageKind;
  readonly category?: Category;
  readonly danger?: Danger | true;
}

export const marks = ["restricted", "sensitive", "offence"] as const;
export type Mark = (typeof marks)[number];

/** Where a chance becomes a decision; chosen on folds (docs/decisions/0070-a-model-that-learns.md). */
export interface Thresholds {
  /** From here on 110 is told at once. */
  readonly dangerNow: number;
  /** From here on it is asked whether somebody is in danger. */
  readonly dangerDoubtful: number;
  readonly restricted: number;
  readonly sensitive: number;
  readonly offence: number;
}

/**
 * A linear model: for each known piece a weight for each meaning and each mark, `outputs` in all, as whole numbers of
 * the output's `steps`. A row of weights may be read at `row * outputs`.
 */
export interface Model {
  /** Of the examples and settings that it was made from, hexadecimal. */
  readonly digest: string;
  readonly meanings: readonly Meaning[];
  readonly thresholds: Thresholds;
  readonly outputs: number;
  /** Hashes of the known pieces, by row. */
  readonly pieces: Uint32Array;
  /** How rare a piece is among the examples, by row, in 1/24. */
  readonly rarity: Uint8Array;
  readonly weights: Int8Array;
  readonly steps: Float32Array;
  /** By row; a weight is its whole number times both steps. */
  readonly pieceSteps: Float32Array;
  readonly intercepts: Float32Array;
  /** Open addressing: row + 1 of a piece, by its hash; 0 where there is none. */
  readonly table: Uint32Array;
}

/** The table that finds a piece's row, at most half full. */
export function tableOf(pieces: Uint32Array): Uint32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(pieces.length * 2 + 2)));
  for (let row = 0; row < pieces.length; row++) {
    let place = (pieces[row] as number) & (table.length - 1);
    while (table[place] !== 0) place = (place + 1) & (table.length - 1);
    table[place] = row + 1;
  }
  return table;
}

/** Row of a piece, or -1. */
function rowOf({ table, pieces }: Pick<Model, "table" | "pieces">, hash: number): number {
  let place = hash & (table.length - 1);
  for (let row = table[place] as number; row !== 0; row = table[place] as number) {
    if (pieces[row - 1] === hash) return row - 1;
    place = (place + 1) & (table.length - 1);
  }
  return -1;
}

/** The known pieces of a readable text, each once: rows, and values whose squares add up to 1. */
export function knownPieces(model: Pick<Model, "table" | "pieces" | "rarity">, text: string) {
  const seen = new Uint8Array(model.pieces.length);
  // Six views of each character, and the length.
  const rows = new Int32Array(6 * text.length + 8);
  const values = new Float32Array(rows.length);
  let count = 0;
  let squares = 0;
  eachPiece(text, (hash, view) => {
    const row = rowOf(model, hash);
    if (row < 0 || seen[row] === 1) return;
    seen[row] = 1;
    const value = weightOf(model, row, view);
    squares += value * value;
    rows[count] = row;
    values[count++] = value;
  });
  const norm = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let p = 0; p < count; p++) values[p] = (values[p] as number) * norm;
  return { rows: rows.slice(0, count), values: values.slice(0, count) };
}

function weightOf({ rarity }: Pick<Model, "rarity">, row: number, view: number): number {
  return (rarity[row] as number) * (pieceWeights[view] as number);
}

/** What the model says of a text: a logit for each meaning, then one for each mark. */
export function logitsFor(model: Model, text: string): Float64Array {
  const { rows, values } = knownPieces(model, readable(text));
  const { outputs, weights, steps, pieceSteps, intercepts } = model;
  const logits = new Float64Array(outputs);
  // Two pieces at a time: half as often is a logit read and written.
  for (let p = 0; p < rows.length; p += 2) {
    const even = rows[p] as number;
    const odd = p + 1 < rows.length ? (rows[p + 1] as number) : even;
    const one = (values[p] as number) * (pieceSteps[even] as number);
    const two = p + 1 < rows.length ? (values[p + 1] as number) * (pieceSteps[odd] as number) : 0;
    const [a, b] = [even * outputs, odd * outputs];
    for (let o = 0; o < outputs; o++)
      logits[o] = (logits[o] as number) + (weights[a + o] as number) * one + (weights[b + o] as number) * two;
  }
  for (let o = 0; o < outputs; o++)
    logits[o] = (logits[o] as number) * (steps[o] as number) + (intercepts[o] as number);
  return logits;
}

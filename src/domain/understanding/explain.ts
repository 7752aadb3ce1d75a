import type { Interpretation } from "../understanding.ts";
import { interpret } from "./interpret.ts";
import { knownPieces, logitsFor, type Mark, type Meaning, type Model, marks } from "./model.ts";
import { eachPiece, readable } from "./pieces.ts";

/** A part of the text, and how far it moves the log-odds of what was decided; above 0 for it, below against. */
export interface Reason {
  readonly piece: string;
  readonly weight: number;
}

export interface Explanation {
  readonly interpretation: Interpretation;
  /** The five pieces that weigh most, by decision: `kind`, `category`, `danger` and each mark. */
  readonly reasons: Readonly<Record<"kind" | "category" | "danger" | Mark, readonly Reason[]>>;
}

const STRONGEST = 5;

/** Why a text is understood as it is. A piece within a stronger one is not named again. */
export function explain(text: string, model: Model): Explanation {
  const interpretation = interpret(text, model);
  const { kind, chances } = interpretation;
  const category = chances.categories[0]?.is;
  const pieces = spelled(model, text);
  const logits = logitsFor(model, text);
  const strongest = (slope: Float64Array) => strongestOf(weigh(model, pieces, slope));
  const meant = (is: (meaning: Meaning) => boolean, among?: (meaning: Meaning) => boolean) =>
    strongest(slopeOf(model, logits, is, among));
  const ofMark = (mark: Mark) => strongest(unit(model.outputs, model.meanings.length + marks.indexOf(mark)));
  return {
    interpretation,
    reasons: {
      kind: meant((meaning) => meaning.kind === kind),
      category: meant(
        (meaning) => meaning.category === category,
        (meaning) => meaning.category !== undefined,
      ),
      danger: meant((meaning) => meaning.danger !== undefined),
      restricted: ofMark("restricted"),
      sensitive: ofMark("sensitive"),
      offence: ofMark("offence"),
    },
  };
}

/** How the log-odds of some meanings, against the others of `among`, change with each output. */
function slopeOf(
  { meanings, outputs }: Model,
  logits: Float64Array,
  is: (meaning: Meaning) => boolean,
  among: (meaning: Meaning) => boolean = () => true,
): Float64Array {
  const highest = Math.max(...logits.subarray(0, meanings.length));
  const chances = meanings.map((meaning, m) =>
    among(meaning) ? Math.exp((logits[m] as number) - highest) : 0,
  );
  const sum = (side: boolean) =>
    meanings.reduce((all, meaning, m) => (is(meaning) === side ? all + (chances[m] as number) : all), 0) || 1;
  const [forIt, against] = [sum(true), sum(false)];
  return new Float64Array(outputs).map((_, o) => {
    const meaning = meanings[o];
    if (!meaning) return 0;
    return is(meaning) ? (chances[o] as number) / forIt : -(chances[o] as number) / against;
  });
}

function unit(size: number, at: number): Float64Array {
  const slope = new Float64Array(size);
  slope[at] = 1;
  return slope;
}

interface Spelled {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  readonly words: readonly string[];
}

/** The known pieces of a text as they stand in it. */
function spelled(model: Model, text: string): Spelled {
  const read = readable(text);
  const words = new Map<number, string>();
  eachPiece(read, (hash, _, from, to) => {
    if (!words.has(hash)) words.set(hash, read.slice(from, to) || "（长短）");
  });
  const { rows, values } = knownPieces(model, read);
  return { rows, values, words: Array.from(rows, (row) => words.get(model.pieces[row] as number) ?? "") };
}

function weigh(model: Model, { rows, values, words }: Spelled, slope: Float64Array): Reason[] {
  const { outputs, weights, steps, pieceSteps } = model;
  const totals = new Map<string, number>();
  for (const [p, row] of rows.entries()) {
    let weight = 0;
    for (let o = 0; o < outputs; o++)
      weight += (weights[row * outputs + o] as number) * (steps[o] as number) * (slope[o] as number);
    const word = words[p] as string;
    totals.set(word, (totals.get(word) ?? 0) + weight * (values[p] as number) * (pieceSteps[row] as number));
  }
  return [...totals].map(([piece, weight]) => ({ piece, weight }));
}

function strongestOf(reasons: readonly Reason[]): Reason[] {
  const chosen: Reason[] = [];
  for (const reason of [...reasons].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))) {
    if (chosen.length === STRONGEST) break;
    if (!chosen.some(({ piece }) => piece.includes(reason.piece))) chosen.push(reason);
  }
  return chosen;
}

import { type Meaning, type Model, marks, type Thresholds, tableOf } from "./model.ts";

/** Raised whenever pieces or the layout change: an older file is refused, not misread. */
const VERSION = 1;

interface Header {
  readonly version: number;
  readonly digest: string;
  readonly thresholds: Thresholds;
  readonly meanings: readonly Meaning[];
  readonly pieces: number;
}

/**
 * The model as one file: a line of JSON (`Header`), then little-endian, one after the other: hashes (uint32), steps of
 * pieces, steps of outputs and intercepts (float32), rarity (uint8), weights (two in a byte, low half first, each 8 more
 * than the number).
 */
export function encodeModel(model: Model): Uint8Array {
  const { digest, thresholds, meanings, pieces, pieceSteps, steps, intercepts, rarity, weights } = model;
  const header: Header = { version: VERSION, digest, thresholds, meanings, pieces: pieces.length };
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  const packed = new Uint8Array(Math.ceil(weights.length / 2));
  for (let i = 0; i < weights.length; i++) {
    const half = ((weights[i] as number) + 8) << (4 * (i % 2));
    packed[i >> 1] = (packed[i >> 1] as number) | half;
  }
  const file = new Uint8Array(line.length + sizeOf(header) + packed.length);
  const view = new DataView(file.buffer);
  file.set(line);
  let at = line.length;
  for (const hash of pieces) {
    view.setUint32(at, hash, true);
    at += 4;
  }
  for (const floats of [pieceSteps, steps, intercepts]) {
    for (const float of floats) {
      view.setFloat32(at, float, true);
      at += 4;
    }
  }
  file.set(rarity, at);
  file.set(packed, at + rarity.length);
  return file;
}

/** Of all that stands between header and weights, in bytes. */
function sizeOf({ pieces, meanings }: Header): number {
  return 9 * pieces + 8 * (meanings.length + marks.length);
}

/** Reads what `encodeModel` wrote; throws an Error where the file is none or of another version. */
export function decodeModel(file: Uint8Array): Model {
  const end = file.indexOf(10);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(0, Math.max(0, end)))) as Header;
  if (header.version !== VERSION) throw new Error(`weights of version ${header.version}, not ${VERSION}`);
  const { digest, thresholds, meanings } = header;
  const outputs = meanings.length + marks.length;
  const packed = Math.ceil((header.pieces * outputs) / 2);
  if (file.length !== end + 1 + sizeOf(header) + packed) throw new Error("weights cut short");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = end + 1;
  const pieces = new Uint32Array(header.pieces).map((_, i) => view.getUint32(at + 4 * i, true));
  at += 4 * pieces.length;
  const floats = (count: number) => {
    const from = at;
    at += 4 * count;
    return new Float32Array(count).map((_, i) => view.getFloat32(from + 4 * i, true));
  };
  const [pieceSteps, steps, intercepts] = [floats(pieces.length), floats(outputs), floats(outputs)];
  const rarity = file.slice(at, at + pieces.length);
  at += pieces.length;
  const weights = new Int8Array(pieces.length * outputs);
  for (let i = 0; i < weights.length; i++) {
    weights[i] = (((file[at + (i >> 1)] as number) >> (4 * (i & 1))) & 15) - 8;
  }
  return {
    digest,
    thresholds,
    meanings,
    outputs,
    pieces,
    pieceSteps,
    steps,
    intercepts,
    rarity,
    weights,
    table: tableOf(pieces),
  };
}

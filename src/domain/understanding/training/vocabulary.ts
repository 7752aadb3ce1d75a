import { tableOf } from "../model.ts";
import { eachPiece, readable } from "../pieces.ts";

/** A piece that stands in a single example tells nothing of others. */
const LEAST_EXAMPLES = 2;

/** The pieces of some texts that the model is to know: hashes in ascending order, how rare each is, the table. */
export function vocabularyOf(texts: readonly string[]) {
  const counts = new Map<number, number>();
  for (const text of texts) {
    const seen = new Set<number>();
    eachPiece(readable(text), (hash) => seen.add(hash));
    for (const hash of seen) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  const kept = [...counts].filter(([, count]) => count >= LEAST_EXAMPLES).sort(([a], [b]) => a - b);
  const pieces = Uint32Array.from(kept, ([hash]) => hash);
  // ln(8000 / 2) + 1 is 9: 1/24 keeps it within a byte. Without the 1 the commonest would hardly count.
  const rarity = Uint8Array.from(kept, ([, count]) =>
    Math.min(255, Math.max(1, Math.round((Math.log(texts.length / count) + 1) * 24))),
  );
  return { pieces, rarity, table: tableOf(pieces) };
}

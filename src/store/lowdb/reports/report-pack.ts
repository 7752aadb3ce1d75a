import type { Report } from "../../../domain/reports.ts";
import { type ReadShard, shardRows } from "../checkpoint/shard-file.ts";
import { nextTurn } from "../journal/frame-chunks.ts";
import { blockRows, createBlockBuilder, type ReportBlock } from "./report-block.ts";
import type { LiveRow, WordList } from "./report-query.ts";
import { searchText } from "./search.ts";

/** A row as it was at a snapshot. */
export type Source = { readonly block: ReportBlock; readonly line: number } | { readonly report: Report };

/** Notes what lives now in the blocks and as live rows; gives it, together and oldest first, as often as asked. */
export function takeSources(
  blocks: readonly ReportBlock[],
  order: readonly LiveRow[],
): () => Iterable<Source> {
  const packed = blocks.map((block) => ({ block, dead: block.dead.slice() }));
  const live = order.slice();
  return function* sources() {
    let next = 0;
    for (const { block, dead } of packed) {
      for (let line = 0; line < block.size; line++) {
        if (dead[line] !== 0) continue;
        const at = block.receivedAt(line);
        while (next < live.length && (live[next] as LiveRow).receivedAt < at) yield live[next++] as LiveRow;
        yield { block, line };
      }
    }
    while (next < live.length) yield live[next++] as LiveRow;
  };
}

function* parsed(shard: ReadShard): Generator<Source> {
  for (const report of shardRows<Report>(shard)) yield { report };
}

/** Packs the rows of a file; where `sources` (as many, in the same order) are at hand, nothing is parsed. */
export async function packBlocks(
  shard: ReadShard,
  words: WordList,
  sources: Iterable<Source> = parsed(shard),
): Promise<ReportBlock[]> {
  const { bytes, offsets } = shard;
  const rows = offsets.length - 1;
  const blocks: ReportBlock[] = [];
  const next = sources[Symbol.iterator]();
  let began = performance.now();
  for (let first = 0; first < rows; first += blockRows) {
    const end = Math.min(first + blockRows, rows);
    const builder = createBlockBuilder(words, bytes, end - first);
    for (let i = first; i < end; i++) {
      const [from, to] = [offsets[i] as number, offsets[i + 1] as number];
      const source = next.next().value as Source;
      if ("line" in source) builder.copy(source.block, source.line, from, to);
      else builder.add(source.report, searchText(source.report), from, to);
      if ((i & 31) === 0 && performance.now() - began > 8) {
        await nextTurn();
        began = performance.now();
      }
    }
    await nextTurn();
    blocks.push(builder.build());
    await nextTurn();
    began = performance.now();
  }
  return blocks;
}

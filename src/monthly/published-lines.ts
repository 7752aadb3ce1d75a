import type { PublishedLine } from "../domain/monthly-report.ts";
import type { Reads } from "../store/store.ts";

/** So many are told again, the newest: a picture has an end. */
const MOST = 20;
/** How long before the month a report may have come in whose line was published in it. */
const BACK_MS = 366 * 86_400_000;

/** The lines that officers published in groups by 「/公开」 from `from` to before `before` (ISO 8601), in their order. */
export async function publishedLines(
  reads: Pick<Reads, "reports" | "approvals">,
  { from, before }: { readonly from: string; readonly before: string },
): Promise<PublishedLine[]> {
  const earliest = new Date(Date.parse(from) - BACK_MS).toISOString();
  const lines: (PublishedLine & { readonly at: string })[] = [];
  for (const { id, office } of await reads.reports.newest(
    { from: earliest, before },
    Number.MAX_SAFE_INTEGER,
  ))
    for (const { kind, state, decidedAt = "", why } of await reads.approvals.ofSubject(id)) {
      const isOfMonth = decidedAt >= from && decidedAt < before;
      if (kind === "publication" && state === "approved" && isOfMonth && why && office)
        lines.push({ at: decidedAt, office, text: why });
    }
  return lines
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-MOST)
    .map(({ office, text }) => ({ office, text }));
}

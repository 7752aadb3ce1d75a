import type { LedgerDraft } from "../domain/ledgers.ts";
import type { Officer } from "../domain/people.ts";
import { ledgerDues } from "../ledgers/index.ts";
import { inZone } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import { listed } from "./brief-words.ts";
import type { BriefContext, BriefFacts } from "./leader-brief.ts";

/** What is due in an officer's ledgers today or past it, and what they have not finished writing: said of each once. */
export async function ledgerLines(
  t: Tx,
  context: BriefContext,
  officer: Officer,
  now: Date,
): Promise<{ readonly lines: readonly string[]; readonly drafts: readonly LedgerDraft[] }> {
  const today = inZone(now, context.config.station.timezone).format("YYYY-MM-DD");
  const { entries, subjects } = await ledgerDues(context, t, officer, { whose: "mine", until: today, today });
  const drafts = (await t.ledgerDrafts.all()).filter(
    (one) => one.officer === officer.id && one.remindedAt === undefined,
  );
  const due = [...entries.map(({ entry }) => entry.number), ...subjects.map(({ subject }) => subject)];
  const word = (id: string) => context.ledgers().find((one) => one.id === id)?.words[0];
  const [draft] = drafts;
  return {
    lines: [
      ...(due.length > 0 ? [`台账到期${due.length}条：${listed(due)}`] : []),
      ...(draft ? [`台账没写完${drafts.length}条，发「/${word(draft.ledger) ?? "台账"}」接着写`] : []),
    ],
    drafts,
  };
}

/** For leaders: how many are past their day, by ledger. */
export async function lateLedgers({ reads, context, now, officer }: BriefFacts): Promise<string | undefined> {
  const zone = context.config.station.timezone;
  const today = inZone(now, zone).format("YYYY-MM-DD");
  const yesterday = inZone(new Date(now.getTime() - 86_400_000), zone).format("YYYY-MM-DD");
  const { entries, subjects } = await ledgerDues(context, reads, officer, {
    whose: "all",
    until: yesterday,
    today,
  });
  const counts = new Map<string, number>();
  for (const { ledger } of [...entries, ...subjects])
    counts.set(ledger.title, (counts.get(ledger.title) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  return `台账过期：${listed([...counts].map(([title, count]) => `${title}${count}条`))}`;
}

import { addDays } from "../domain/named-days.ts";
import { ledgerDues, ledgerFigures } from "../ledgers/index.ts";
import { todayIn } from "../ledgers/ledger-context.ts";
import type { CommandContext } from "./command.ts";
import { dueWords, entryRow, shortDay } from "./ledger-words.ts";

const ROWS = 8;

/** What is due in the ledgers, below the reports: mine of the coming week, or what is past its day. In a group no words. */
export async function ledgerDueLines(
  context: CommandContext,
  { whose, late }: { readonly whose: "mine" | "all"; readonly late: boolean },
): Promise<string[]> {
  const { bot, officer, place } = context;
  const today = todayIn(bot);
  const until = addDays(today, late ? -1 : 7);
  const { entries, subjects } = await ledgerDues(bot, bot.store, officer, { whose, until, today });
  const rows = [
    ...entries.map(({ entry, ledger }) =>
      place === "dm"
        ? entryRow(entry, ledger, today)
        : `${entry.number} ${ledger.title}，${dueWords(entry, today)}`,
    ),
    ...subjects.map(({ ledger, subject, due }) => {
      const when = due < today ? `${shortDay(due)}到期，已过` : `${shortDay(due)}前`;
      return place === "dm" ? `${ledger.title} ${subject}，${when}` : `${ledger.title}，${when}`;
    }),
  ];
  if (rows.length === 0) return [];
  const more = rows.length > ROWS ? [`还有${rows.length - ROWS}条，发「/台账」`] : [];
  return [`台账${late ? "过期" : "快到期"}${rows.length}条：`, ...rows.slice(0, ROWS), ...more];
}

/** Counts of a period, a line for each ledger in which something was written. */
export async function ledgerFigureLines(
  { bot, officer }: CommandContext,
  period: { readonly from?: string; readonly before?: string; readonly office?: string },
): Promise<string[]> {
  const figures = (await ledgerFigures(bot, bot.store, officer, period)).filter(({ written }) => written > 0);
  return figures.map(({ ledger, written, ended, choices }) => {
    const split = choices.map(({ counts }) => counts.map(([name, count]) => `${name}${count}`).join("、"));
    return `${ledger.title}${written}条，办完${ended}条${split.length > 0 ? `：${split.join("；")}` : ""}`;
  });
}

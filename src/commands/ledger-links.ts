import { draftAlert } from "../alerts/drafts.ts";
import type { Answer } from "../app/command.ts";
import { UserFacingError } from "../domain/errors.ts";
import { textField } from "../domain/ledger-fields.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import { type Ledger, type LedgerEntry, stateOf } from "../domain/ledgers.ts";
import type { Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { linkEntry } from "../ledgers/change-entry.ts";
import { startEntry } from "../ledgers/drafts.ts";
import { entriesOfReport } from "../ledgers/find-entries.ts";
import { noteOnReport } from "../reports/note-on-report.ts";
import { readReport } from "../reports/read-report.ts";
import { registerReport } from "../reports/register-report.ts";
import { expectDone, shownDraft } from "./alert-drafts.ts";
import type { CommandContext } from "./command.ts";
import { saidOfStep } from "./ledger-words.ts";
import { acting, notAllowed, numberIn, unlessRefused } from "./report-answers.ts";

/** What may stand behind the word that follows a report: its number. */
export const FOLLOWED = /^\s*(?:第|编号|#)?\s*(?:[rR]?\d{4}-?)?\d{1,9}[号件]?\s*$/;

/** The ledger whose entries follow a closed report by this word. */
export function closingLedger(word: string, ledgers: readonly Ledger[]): Ledger | undefined {
  return ledgers.find(({ closing }) => closing === word);
}

/** Whether the officer wants to note a visit, where a ledger is kept for that; never of what few may know. */
export function closingQuestion(report: Report, { bot, officer }: CommandContext): string | undefined {
  if (report.sensitive || isRestricted(report)) return undefined;
  const ledger = bot.ledgers().find((one) => one.closing !== undefined && mayInLedger(officer, one, "write"));
  return ledger && `要${ledger.closing}吗？要就回「${ledger.closing} ${report.number}」。`;
}

/** Begins an entry that follows a report: with its number and its place, and nothing of what was said. */
export async function followReport(ledger: Ledger, typed: string, context: CommandContext): Promise<Answer> {
  const number = numberIn(typed, context);
  const { done: report } = unlessRefused(await readReport(...acting(context), { number }));
  const isKept = report.sensitive || isRestricted(report);
  const given = { ledger: ledger.id, typed: isKept ? "" : (report.place ?? ""), report: number };
  return saidOfStep(await startEntry(...acting(context), { ...given, placeOnly: true }), context);
}

/** The entries that came from a report, a line for each. */
export async function entryLines(number: string, context: CommandContext): Promise<string[]> {
  const found = await entriesOfReport(...acting(context), number);
  return found.map(({ entry, ledger }) => `台账：${entry.number} ${stateOf(ledger, entry.state).title}`);
}

/** What 「走访-42 转反映」 and 「走访-42 转提示」 make; `undefined` where the words say neither. */
export async function madeOf(
  entry: LedgerEntry,
  ledger: Ledger,
  words: string,
  context: CommandContext,
): Promise<Answer> {
  const [, to] = /^转(?:成|为)?(反映|提示)[。.]?$/.exec(words.trim()) ?? [];
  if (to === undefined) return undefined;
  if (!mayInLedger(context.officer, ledger, "write", entry)) throw new UserFacingError(notAllowed);
  const place = ledger.fields.find(({ type }) => type === "place");
  const text = textField(ledger);
  const told = [place, text].flatMap((field) => {
    const value = field && entry.values[field.id];
    return typeof value === "string" ? [value] : [];
  });
  if (to === "提示") {
    const drafted = expectDone(await draftAlert(...acting(context), { typed: told.join("\n") }));
    if (drafted.done.number)
      await linkEntry(...acting(context), { number: entry.number, made: drafted.done.number });
    return shownDraft(drafted, context);
  }
  const said = { text: told.join(" "), attachments: [] };
  const registered = await registerReport(...acting(context), context.message, { said, way: "told" });
  if ("refused" in registered)
    throw new UserFacingError(registered.refused === "not-allowed" ? notAllowed : "没有可登记的内容。");
  const { done: report } = registered;
  context.bot.onFiled(report);
  await linkEntry(...acting(context), { number: entry.number, made: report.number });
  await noteOnReport(...acting(context), { number: report.number, text: `来自 ${entry.number}` });
  return `已登记 ${report.number}，来自 ${entry.number}。`;
}

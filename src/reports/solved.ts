import type { Rating } from "../domain/answers.ts";
import { isOpen, type Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import type { Tx } from "../store/store.ts";
import { askResident } from "./ask-resident.ts";
import type { createFiling, Kept } from "./filing.ts";
import type { Turn } from "./kept-message.ts";
import { goingOn } from "./merged-reports.ts";

type Filing = Pick<ReturnType<typeof createFiling>, "addTo">;

/** Works also where a question of a higher rank is open: these words need no question. */
const SOLVED_LINE = "解决了吗？回「解决了」或「没解决」。";
const MORE_LINE = "还有情况，直接在这里说。";
const RATING_LINE = "满意吗？回「满意」「一般」或「不满意」。";

/**
 * Asks the resident whether it is solved; gives the line for the message that tells the result. What is sensitive is not
 * asked about. The answer stands in the report: `solved` is the resident's word, `status` the station's.
 */
export async function askSolved(t: Tx, report: Report, now: Date): Promise<string> {
  if (report.sensitive) return MORE_LINE;
  const { solved: _, rating: __, ...anew } = report;
  t.reports.put({ ...anew, askedAt: now.toISOString() });
  await askResident(t, { id: report.reporter }, "solved", report.id, now);
  return SOLVED_LINE;
}

/**
 * 「解决了」 is kept, and where the station asks for ratings it asks; 「没解决」 opens the report again. One that goes on
 * in another's place opens on its own: nobody else hears of it.
 */
export async function settleReport(
  filing: Filing,
  turn: Turn,
  report: Report,
  { solved, asksRating }: { readonly solved: boolean; readonly asksRating: boolean },
): Promise<Kept> {
  const { t, contact, now } = turn;
  const { number } = report;
  const open = await t.questions.of(contact.id);
  if (open?.kind === "solved" && open.subject === report.id) t.questions.remove(contact.id);
  if (!solved) {
    const reopen = !isOpen(await goingOn(t, report));
    return filing.addTo(report, turn, {
      solved,
      reopen,
      news: "居民说没解决。",
      answer: `知道了，${number} 民警接着办。`,
    });
  }
  const mayAsk = asksRating && isRateable(report);
  const rates = mayAsk && (await askResident(t, contact, "rating", report.id, now));
  const answer = `好的，已记在 ${number} 里。${rates ? `\n${RATING_LINE}` : ""}`;
  return filing.addTo(report, turn, { solved, news: "居民说解决了。", answer });
}

const ratingNews: Record<Rating, string> = {
  good: "居民说满意。",
  fair: "居民说一般。",
  poor: "居民说不满意。",
};

/** The resident's word on how it was handled. */
export function rateReport(filing: Filing, turn: Turn, report: Report, rating: Rating): Promise<Kept> {
  turn.t.questions.remove(turn.contact.id);
  const answer = `谢谢，已记在 ${report.number} 里。`;
  return filing.addTo(report, turn, { rating, news: ratingNews[rating], answer });
}

/** Never asked of danger, complaints, or what is sensitive. */
function isRateable(report: Report): boolean {
  return report.priority !== "urgent" && !isRestricted(report) && !report.sensitive;
}

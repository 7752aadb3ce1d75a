import { join } from "../domain/merging.ts";
import type { Question } from "../domain/questions.ts";
import { isOpen, type Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import type { Danger } from "../domain/understanding.ts";
import { newId } from "../lib/ids.ts";
import type { createFiling, Kept } from "./filing.ts";
import { auditChange, type Turn } from "./kept-message.ts";
import { settleReport } from "./solved.ts";
import { withdrawReport } from "./withdraw-report.ts";

type Filing = Pick<ReturnType<typeof createFiling>, "addTo" | "write">;

/** A resident's yes or no to what was asked: the question is closed, and their word is kept with the report. */
export async function answerQuestion(
  filing: Filing,
  turn: Turn,
  { kind, subject }: Pick<Question, "kind" | "subject">,
  said: {
    readonly yes: boolean;
    readonly dangerKindIn: (text: string) => Danger;
    readonly asksRating: boolean;
  },
): Promise<Kept | undefined> {
  const { yes, dangerKindIn, asksRating } = said;
  const { t, contact } = turn;
  t.questions.remove(contact.id);
  const [id = "", other = ""] = subject.split(",");
  const report = await t.reports.get(id);
  if (!report) return undefined;
  switch (kind) {
    case "danger":
      return yes ? inDanger(filing, turn, report, dangerKindIn) : filing.addTo(report, turn, calm);
    case "same-matter": {
      const earlier = yes ? await t.reports.get(other) : undefined;
      if (!earlier) return filing.addTo(report, turn, { answer: `好的，${report.number} 单独办。` });
      return joined(filing, turn, report, earlier);
    }
    case "withdraw":
      return yes
        ? withdrawReport(filing, turn, report)
        : filing.addTo(report, turn, { answer: `好的，${report.number} 接着办。` });
    case "solved":
      return settleReport(filing, turn, report, { solved: yes, asksRating });
    default:
      return filing.addTo(report, turn);
  }
}

const calm = {
  news: "居民说现在没人有危险。",
  answer: "好的，民警看了在这里回您。有危险请打110。",
} as const;

/** Which danger it is stands in the words that left it in doubt. */
async function inDanger(
  filing: Filing,
  turn: Turn,
  report: Report,
  kindIn: (text: string) => Danger,
): Promise<Kept> {
  const first = await turn.t.reports.firstSaid(report.id);
  const told = { ...turn.told, danger: { kind: kindIn(first?.text ?? ""), level: "now" } as const };
  return filing.addTo(report, { ...turn, told, warns: true });
}

/** Only what the same officers read becomes one. */
async function joined(filing: Filing, turn: Turn, report: Report, earlier: Report): Promise<Kept> {
  const { t, contact, now } = turn;
  const isKept = [report, earlier].some((one) => isRestricted(one) || one.sensitive);
  if (isKept || !isOpen(report) || report.id === earlier.id || earlier.mergedInto !== undefined)
    return filing.addTo(report, turn, { answer: "记下了，民警会看。" });
  const { ended, kept } = join(report, earlier, { now, newId });
  const changes = [
    [report, ended],
    [earlier, kept],
  ] as const;
  let goesOn = earlier;
  for (const [before, changed] of changes) {
    goesOn = await filing.write(t, before, changed, { now, newId });
    auditChange(t, goesOn, contact, "report.joined", now);
  }
  return filing.addTo(goesOn, turn, {
    news: `居民说 ${report.number} 和这件是同一件，并在一起了。`,
    answer: `好的，和 ${earlier.number} 一起办。`,
  });
}

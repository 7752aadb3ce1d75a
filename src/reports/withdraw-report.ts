import { withdraw } from "../domain/closing.ts";
import { isOpenQuestion } from "../domain/questions.ts";
import { isRefused } from "../domain/report-change.ts";
import type { Report } from "../domain/reports.ts";
import { mustVerifyWithdrawal } from "../domain/withdrawal.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import { askResident } from "./ask-resident.ts";
import type { Added, createFiling, Kept } from "./filing.ts";
import { auditChange, type Turn } from "./kept-message.ts";
import { goingOn } from "./merged-reports.ts";

type Filing = Pick<ReturnType<typeof createFiling>, "addTo" | "write">;

const toVerify: Added = { news: "居民说想撤回，请核实。", answer: "记下了，民警会跟您核实。" };

/**
 * The resident wants a report back. By the word 撤回 itself, and while nobody has it, it is withdrawn at once; else they
 * are asked once, and saying it again is a yes. Danger, violence, what is sensitive, minors and offences are checked by an
 * officer first.
 */
export async function askedToWithdraw(filing: Filing, turn: Turn, report: Report): Promise<Kept> {
  const { t, contact, now, told } = turn;
  if (await mustVerify(t, turn, report)) return filing.addTo(report, turn, toVerify);
  const open = await t.questions.of(contact.id);
  const isAsked = isOpenQuestion(open, now) && open.kind === "withdraw" && open.subject === report.id;
  const isHeld = (await goingOn(t, report)).assignee !== undefined;
  if (isAsked || (!isHeld && isTheWord(told.text))) return withdrawReport(filing, turn, report);
  const asks = await askResident(t, contact, "withdraw", report.id, now);
  if (!asks) return filing.addTo(report, turn, toVerify);
  return filing.addTo(report, turn, {
    news: "居民说想撤回，请看一下。",
    answer: `要撤回 ${report.number} 吗？是，回「是」。`,
  });
}

/** They are sure. */
export async function withdrawReport(filing: Filing, turn: Turn, report: Report): Promise<Kept> {
  const { t, contact, now } = turn;
  if (await mustVerify(t, turn, report)) return filing.addTo(report, turn, toVerify);
  const open = await t.questions.of(contact.id);
  if (open?.subject === report.id) t.questions.remove(contact.id);
  const outcome = withdraw(report, { now, newId });
  if (isRefused(outcome)) return filing.addTo(report, turn, { answer: `${report.number} 已经办完了。` });
  const withdrawn = await filing.write(t, report, outcome, { now, newId });
  auditChange(t, report, contact, "report.withdrawn", now);
  return filing.addTo(withdrawn, turn, {
    news: "居民撤回了。",
    answer: `${report.number} 已按您的意思撤回。还有事直接说。`,
  });
}

async function mustVerify(t: Tx, { contact, told }: Turn, report: Report): Promise<boolean> {
  const open = await t.questions.of(contact.id);
  if (open?.kind === "danger" && open.subject === report.id) return true;
  const said = (await t.reports.entries(report.id)).flatMap((one) => (one.kind === "said" ? [one.text] : []));
  return mustVerifyWithdrawal(report, [...said, told.text].join("\n"));
}

/** 「撤回」 and words that mean nothing else; 「算了，不用来了」 is a guess, and asked about. */
function isTheWord(text: string): boolean {
  const typed = text.normalize("NFKC").replace(/[\s\p{P}]|R\d{4}-?\d+/gu, "");
  return /^(?:我?要?想?|请?帮?我?)(?:把?(?:这|那)?(?:个|件|条)?(?:反映|事|举报|登记)?)?(?:撤回|撤销|撤掉|撤了)(?:吧|了|它|一下|反映|举报|登记|这[件个]事?)*$/.test(
    typed,
  );
}

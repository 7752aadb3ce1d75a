import { type Missing, missingIn, placeAnswered } from "../domain/particulars.ts";
import { mayAsk } from "../domain/questions.ts";
import type { Report } from "../domain/reports.ts";
import type { createFiling, Kept } from "./filing.ts";
import type { Turn } from "./kept-message.ts";

/** What a new report is asked for, where the person may be asked anything now. `named`: the office that the words name. */
export async function missingNow(
  { t, contact, told, hides, answering, now }: Turn,
  { category }: Pick<Report, "category">,
  named: string | undefined,
): Promise<Missing | undefined> {
  if (hides || answering !== "answer") return undefined;
  const place = told.place ?? named;
  const missing = missingIn({ ...told, ...(place ? { place } : {}) }, category);
  return missing && mayAsk("where", await t.questions.of(contact.id), now) ? missing : undefined;
}

/** The resident's answer: the place of the report, where that was asked; kept with it as any words are. */
export async function answerParticular(
  filing: Pick<ReturnType<typeof createFiling>, "addTo">,
  turn: Turn,
  report: Report,
): Promise<Kept> {
  const { t, contact, told } = turn;
  const asked = await t.questions.of(contact.id);
  t.questions.remove(contact.id);
  const what = asked?.subject.endsWith(",when") ? "时间" : "地点";
  const place = what === "地点" ? placeAnswered(told) : undefined;
  const named = place === undefined ? turn : { ...turn, told: { ...told, place } };
  return filing.addTo(report, named, { answer: `好的，${what}记在 ${report.number} 里了。` });
}

import { placeAnswered } from "../domain/particulars.ts";
import type { Report } from "../domain/reports.ts";
import type { createFiling, Kept } from "./filing.ts";
import type { Turn } from "./kept-message.ts";

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

import { type Missing, missingIn } from "../domain/particulars.ts";
import { mayAsk } from "../domain/questions.ts";
import type { Report } from "../domain/reports.ts";
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

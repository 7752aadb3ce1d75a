import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { maySee } from "../domain/rights.ts";
import { monthIn } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads } from "../store/store.ts";
import { unansweredIn } from "./unanswered.ts";

/** A question that the handbook has no answer to. */
export interface MissingAnswer {
  /** The report in which it was filed. */
  readonly number: string;
  readonly question: string;
}

const DAY = 24 * 60 * 60_000;

/** The months, as `2611`, whose questions are still shown: this one and the one before. */
export function shownMonths(now: Date, zone: string): [last: string, current: string] {
  const current = monthIn(zone, now);
  let before = now.getTime();
  while (monthIn(zone, new Date(before)) === current) before -= DAY;
  return [monthIn(zone, new Date(before)), current];
}

/** Questions of this month and the last that found no answer, newest first; only those whose report the officer may see. */
export async function missingAnswers(
  { store, clock, config }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly MissingAnswer[] } | NotAllowed> {
  return store.view(async (reads) => {
    const officer = await actingOfficer(reads, actor, "handbook.tend");
    if (!officer) return { refused: "not-allowed" };
    const months = shownMonths(clock.now(), config.station.timezone);
    const ids = (await Promise.all(months.map((month) => unansweredIn(reads, month)))).flat();
    const found: MissingAnswer[] = [];
    for (const id of ids.reverse())
      found.push(...(await questionOf(reads, id, (report) => maySee(officer, report))));
    return { done: found };
  });
}

async function questionOf(
  reads: Reads,
  id: string,
  isSeen: (report: Parameters<typeof maySee>[1]) => boolean,
): Promise<MissingAnswer[]> {
  const report = await reads.reports.get(id);
  const said = report && isSeen(report) ? await reads.reports.firstSaid(id) : undefined;
  return report && said ? [{ number: report.number, question: said.text }] : [];
}

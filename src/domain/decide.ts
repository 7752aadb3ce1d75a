import { addOrFile, type Case, caseOf, type Row } from "./decide/case.ts";
import type { Act, History, Told } from "./decide/history.ts";
import * as joins from "./decide/joins.ts";
import * as words from "./decide/words.ts";

export type { History, PastReport, Told } from "./decide/history.ts";

/** What to do with a message, and the name of the row that said so. */
export type Decision = Act & { readonly because: Because };

export type Because = (typeof table)[number][0] | "limit" | "nothing-else";

/** The table: the first row that has something to say decides. */
const table = [
  ["says-nothing", (c) => (saysNothing(c) && !c.told.fresh ? words.bareSigns(c) : undefined)],
  ["another-to-come", (c) => (saysNothing(c) ? { do: "talk", about: "another" } : undefined)],
  ["answers-question", words.answersQuestion],
  ["asks-person", words.asksPerson],
  ["asks-phone", words.asksPhone],
  ["urgent-word", (c) => (c.word?.word === "urgent" && c.mere ? addOrFile(c.named ?? c.open[0]) : undefined)],
  ["solved-word", words.settles],
  ["correction", words.corrects],
  ["names-report", (c) => c.named && words.toNamed(c, c.named)],
  ["new-word", (c) => (c.told.fresh || c.history.startsAnew ? { do: "file" } : undefined)],
  ["withdraws", words.withdraws],
  ["asks-progress", words.asksProgress],
  ["answers-particular", words.answersParticular],
  ["answers-officer", joins.answersOfficer],
  ["small-talk", words.smallTalk],
  ["blames-police", joins.blamesPolice],
  ["danger", joins.danger],
  ["refers-back", joins.speaksOfEarlier],
  ["asks-handbook", words.asksHandbook],
  ["goes-on", joins.goesOn],
  ["full", joins.isFull],
  ["looks-the-same", joins.looksTheSame],
] as const satisfies readonly (readonly [string, Row])[];

const saysNothing = ({ wordless, mere }: Case) => wordless && mere;

/**
 * What to do with one message of a person, from what it says and what they told before. Pure: the same in, the same out.
 * A closed report is added to only where its number is named or its own words come back, and then it opens again; a
 * complaint takes only what is said of it; in doubt it is a new report that names the earlier one.
 */
export function decide(told: Told, history: History, now: Date): Decision {
  const c = caseOf(told, history, now);
  for (const [because, row] of table) {
    const act = row(c);
    if (act) return bounded(c, readable(c, act), because);
  }
  return bounded(c, { do: "file" }, "nothing-else");
}

/** Whichever row says so: nothing goes where the wrong people read it, or where there is no more room. */
function readable(c: Case, act: Act): Act {
  if (act.do !== "add") return act;
  const into = c.reports.find(({ id }) => id === act.report);
  return into && (joins.isForOthers(c, into) || into.isFull) ? { do: "file", related: into.id } : act;
}

/** Past the hour's bound what would begin a report is kept with the last one that the same people read. */
function bounded(c: Case, act: Act, because: Because): Decision {
  if (act.do !== "file" || c.history.mayBegin) return { ...act, because };
  const alike = c.open.filter((report) => report.restricted === (c.told.restricted === true));
  const last = (c.inDanger && alike.find((report) => report.urgent)) || alike[0];
  return last ? { do: "add", report: last.id, because: "limit" } : { ...act, because };
}

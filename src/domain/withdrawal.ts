import { topicsOf } from "./decide/topics.ts";
import { isOffence } from "./offences.ts";
import type { Report } from "./reports.ts";
import { fold } from "./understanding/fold.ts";

/** Somebody is, or may be, hurt: whoever hurts them may hold the telephone. */
const VIOLENCE =
  /打(?:我|他|她|人|伤|骂|架|起来|得)|挨打|被打|动手|殴|家暴|拿刀|持刀|砍|捅|掐|威胁|恐吓|勒索|囚|关起来|不让(?:我|她|他)?出|跟踪|尾随|骚扰|强奸|猥亵|性侵|摸我/;
/** Somebody under age. */
const MINOR =
  /未成年|小孩|孩子|娃|儿童|幼儿|婴儿|小朋友|学生|小学|初中|高中|中学生|幼儿园|闺女|女儿|儿子|孙子|孙女|外甥|侄|男孩|女孩|小姑娘|小男孩/;
/** Children who make noise are not in need of anybody. */
const NUISANCE: readonly string[] = [
  "noise",
  "clutter",
  "parking",
  "dog",
  "throwing",
  "light",
  "leak",
  "ads",
];

/**
 * Whether a withdrawal is not simply believed, since the person may have been made to write it, or another's good is at
 * stake: danger, violence, what is sensitive, minors, offences. An officer checks then. `text`: all the resident said.
 */
export function mustVerifyWithdrawal(
  report: Pick<Report, "priority" | "sensitive" | "offence">,
  text: string,
): boolean {
  if (report.priority === "urgent" || report.sensitive || isOffence(report)) return true;
  const folded = fold(text);
  const topics = topicsOf(folded);
  if (VIOLENCE.test(folded) || topics.includes("fight") || topics.includes("suicide")) return true;
  const isNuisance = topics.length > 0 && topics.every((topic) => NUISANCE.includes(topic));
  return MINOR.test(folded) && !isNuisance;
}

import { answerTo } from "../answers.ts";
import { canonical } from "../canonical.ts";
import { isBareWhere, isUnsaid, placeAnswered, saysWhen } from "../particulars.ts";
import { isOpenQuestion } from "../questions.ts";
import type { MessageKind } from "../understanding.ts";
import {
  addOrFile,
  type Case,
  currentOf,
  isAwaited,
  lettersIn,
  MEMORY,
  nearest,
  withoutStickers,
} from "./case.ts";
import type { Act, PastReport, Told } from "./history.ts";
import { wantsPerson, wantsPhone } from "./person-words.ts";

/** So long after it was asked 「解决了」 needs no number. */
const SOLVED_WINDOW = 15 * 24 * 60 * 60_000;

export function answersQuestion({ told, mere, word, reports, history, now }: Case): Act | undefined {
  const { question } = history;
  const said = mere ? answerTo(question, told.text, now) : undefined;
  if (!question || !said) return undefined;
  if ("rating" in said)
    return reports.some(({ id }) => id === question.subject)
      ? { do: "rate", report: question.subject, rating: said.rating }
      : undefined;
  // 「解决了」 means the quoted, else the newest that was asked about, whichever question is open.
  const settles = word?.word === "solved" || word?.word === "unsolved";
  return "yes" in said && !settles ? { do: "answer", question, yes: said.yes } : undefined;
}

/**
 * What follows 「在哪儿？」 or 「什么时候的事？」 where it is few words that name a place or a time; all else goes its own way,
 * and the question is left alone. Who heard from an officer since answers that.
 */
export function answersParticular(c: Case): Act | undefined {
  const { told, history, open, since, now } = c;
  const { question } = history;
  if (question?.kind !== "where" || !isOpenQuestion(question, now) || told.fresh) return undefined;
  const [id, what] = question.subject.split(",");
  const report = open.find((one) => one.id === id);
  if (report && told.attachments === 0 && isUnsaid(told.text)) return { do: "talk", about: "chatter" };
  const isGrave = told.restricted || (told.danger && !isBareWhere(told.text));
  if (!report || isGrave || c.word || !ANSWERS.has(told.kind)) return undefined;
  const spoke = Math.min(...open.map((one) => Math.min(since(one.askedAt), since(one.lastReplyAt))));
  if (spoke < since(report.lastSaidAt)) return undefined;
  const answers = what === "when" ? saysWhen(told.text) : placeAnswered(told) !== undefined;
  return answers ? { do: "add", report: report.id } : undefined;
}
const ANSWERS: ReadonlySet<MessageKind> = new Set(["report", "supplement", "chatter", "handbook", "menu"]);

/** 「收到没」「转人工」「恁到底管不管」: the whole message. Of several reports the open one, else the latest. */
export function asksPerson({ mere, told, named, open, closed }: Case): Act | undefined {
  if (!mere || told.fresh || !wantsPerson(told.text)) return undefined;
  const meant = named ?? open[0] ?? closed[0];
  return { do: "attend", ...(meant ? { report: meant.id } : {}) };
}

export function asksPhone({ mere, told }: Case): Act | undefined {
  return mere && wantsPhone(told.text) ? { do: "phone" } : undefined;
}

/** What the handbook answers is told at once; whoever has somebody in danger, or a word against us, is heard by a person. */
export function asksHandbook({ mere, told }: Case): Act | undefined {
  const isHeard = told.danger !== undefined || told.restricted || told.sensitive || told.offence;
  return mere && !isHeard && told.handbook !== undefined ? { do: "tell", answer: told.handbook } : undefined;
}

/**
 * The quoted, else the newest that was asked about within fifteen days; else the only open one. What was asked about
 * longer ago is not opened again: that it is not solved is a new report that names it.
 */
export function settles(c: Case): Act | undefined {
  const { word, named, reports, since, open, closed } = c;
  if (word?.word !== "solved" && word?.word !== "unsolved") return undefined;
  const solved = word.word === "solved";
  const meant = named ?? newest(reports, (r) => since(r.askedAt)) ?? newest(reports, spokenOf(c));
  const isLate = meant && !meant.isOpen && Math.min(since(meant.askedAt), spokenOf(c)(meant)) > SOLVED_WINDOW;
  if (meant && (solved || !isLate)) return { do: "settle", report: meant.id, solved };
  if (open.length === 1 && !meant) return addOrFile(open[0]);
  const earlier = meant ?? closed[0];
  return earlier && { do: "file", related: earlier.id };
}

/** Whose report was answered or closed is asked as well: they are told to say more. */
function spokenOf({ since }: Case): (report: PastReport) => number {
  return (report) => Math.min(since(report.lastReplyAt), since(report.closedAt));
}

function newest(reports: readonly PastReport[], ago: (report: PastReport) => number): PastReport | undefined {
  return reports.filter((r) => ago(r) <= SOLVED_WINDOW).sort((a, b) => ago(a) - ago(b))[0];
}

export function corrects({ word, named, open }: Case): Act | undefined {
  if (word?.word !== "correct") return undefined;
  const meant = named ?? open[0];
  return meant && { do: "correct", report: meant.id, category: word.category };
}

/** The person quotes our message, or writes the number. */
export function toNamed(c: Case, named: PastReport): Act {
  const { told, mere, word } = c;
  if (mere && told.kind === "progress") return { do: "progress", report: named.id };
  if (mere && told.kind === "withdraw" && named.isOpen) return { do: "withdraw", report: named.id };
  if (mere && (word?.word === "received" || isCourtesyOnly(told))) return { do: "talk", about: told.kind };
  return addOrFile(named);
}

/** Nothing but a polite word, or a call for help with the bot. */
export function isCourtesyOnly({ kind }: Told): boolean {
  return kind === "greeting" || kind === "menu" || kind === "thanks";
}

export function withdraws(c: Case): Act | undefined {
  if (c.told.kind !== "withdraw" || !c.mere) return undefined;
  const meant = nearest(c, c.open);
  if (meant) return { do: "withdraw", report: meant.id };
  // Who has nothing open and says more than a word tells something.
  return lettersIn(c.told.text) > 6 ? undefined : { do: "talk", about: "nothing-open" };
}

export function asksProgress(c: Case): Act | undefined {
  const { told, reports, mere } = c;
  if (told.kind !== "progress" || !mere) return undefined;
  const letters = lettersIn(told.text);
  if (reports.length === 0) return letters > 4 ? { do: "file" } : { do: "progress" };
  // 「查得怎么样了，那辆车今天又来了，车牌…」 says something as well.
  if (letters > 14) {
    const spoken =
      c.open.find((report) => isAwaited(c, report)) ?? c.open.find((report) => c.like(report) === "same");
    if (spoken && c.like(spoken) !== "another" && told.restricted !== true) return addOrFile(spoken);
  }
  return { do: "progress" };
}

export function smallTalk(c: Case): Act | undefined {
  const { told, mere, word, since } = c;
  if (!mere) return undefined;
  const talk: Act = { do: "talk", about: told.kind };
  if (word?.word === "yes" || word?.word === "no" || word?.word === "received")
    return { do: "talk", about: "chatter" };
  if (isCourtesyOnly(told)) return talk;
  if (told.kind === "rating") {
    const rated = c.reports.find((report) => since(report.lastReplyAt) <= SOLVED_WINDOW || !report.isOpen);
    const meant = rated ?? currentOf(c);
    return meant && since(meant.lastSaidAt) <= MEMORY ? { do: "add", report: meant.id } : talk;
  }
  if (told.kind !== "chatter") return undefined;
  // Small words while a person is telling belong to it.
  const current = currentOf(c);
  if (!current || current.restricted) return isBareSign(told.text) ? bareSigns(c) : talk;
  return current.isOpen ? addOrFile(current) : undefined;
}

/**
 * What has neither a word nor a number: never filed. Stickers, digits and signs of thanks need no answer; who sends others
 * and has told nothing lately is told how, and a question mark of who has asks how it goes.
 */
export function bareSigns(c: Case): Act {
  const signs = canonical(withoutStickers(c.told.text)).replace(/\s/g, "");
  if (NEEDS_NO_ANSWER.test(signs)) return { do: "ignore" };
  const current = currentOf(c);
  if (!current) return { do: "talk", about: "chatter" };
  return /^[?!]*\?[?!]*$/.test(signs) ? { do: "progress", report: current.id } : { do: "ignore" };
}
const NEEDS_NO_ANSWER = /^(?:\d{0,2}|(?:[👍👌🙏❤🌹🌷💐😊😄😀🙂🤝✅👏💪🆗]|\p{EMod})+)$/u;

/** A digit or two, and no letter. */
function isBareSign(text: string): boolean {
  return !/\p{L}|\p{N}{3,}/u.test(withoutStickers(text));
}

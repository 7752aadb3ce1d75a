import type { Category } from "../reports.ts";
import { fold } from "../understanding/fold.ts";
import {
  addOrFile,
  type Case,
  currentOf,
  isAwaited,
  isInWindow,
  lettersIn,
  MEMORY,
  nearest,
} from "./case.ts";
import type { Act, PastReport } from "./history.ts";
import { isCourtesyOnly } from "./words.ts";

const DAY = 24 * 60 * 60_000;

/** What follows an officer's words belongs to them: all that is not plainly another matter where they asked something. */
export function answersOfficer(c: Case): Act | undefined {
  const { told, since, back, fragment, word } = c;
  if (isCourtesyOnly(told) && c.mere && isBare(told.text)) return undefined;
  if (word?.word === "received") return undefined;
  const awaited = c.open
    .filter((report) => isAwaited(c, report) && c.like(report) !== "another")
    .sort((a, b) => since(a.askedAt ?? a.lastReplyAt) - since(b.askedAt ?? b.lastReplyAt));
  const best = awaited.sort((a, b) => Math.sign(c.close(b)) - Math.sign(c.close(a)))[0];
  if (!best || isForOthers(c, best)) return undefined;
  const isAsked = since(best.askedAt) <= since(best.lastSaidAt);
  const isNews = c.inDanger && back !== "told";
  if (isAsked && !isNews) return addOrFile(best);
  const leans = POINTS.test(told.text);
  const adds =
    leans || back === "told" || back === "detail" || fragment || c.wordless || c.like(best) === "same";
  const isTalk =
    told.kind !== "report" && told.kind !== "handbook" && told.kind !== "menu" && told.kind !== "greeting";
  return (adds || isTalk) && !isNews ? addOrFile(best) : undefined;
}

/** 「查得怎么样了，那辆车今天又来了」 */
const POINTS = /[他她它]|[那这][个辆条只家位台些]/;

/** What is said of the police goes only where leaders alone read; danger only where those on duty do. */
export function isForOthers({ told, inDanger }: Case, report: PastReport): boolean {
  if (told.restricted === true) return !report.restricted;
  return inDanger && report.restricted;
}

export function blamesPolice(c: Case): Act | undefined {
  if (c.told.restricted !== true) return undefined;
  const complaints = c.open.filter((report) => report.restricted);
  const current = complaints.find((report) => isInWindow(c, report));
  if (current && c.like(current) !== "another") return addOrFile(current);
  const earlier = c.back ? nearest(c, complaints) : undefined;
  if (earlier && c.like(earlier) !== "another") return addOrFile(earlier);
  const about = c.back ? nearest(c, c.open) : undefined;
  return { do: "file", ...(about ? { related: about.id } : {}) };
}

export function danger(c: Case): Act | undefined {
  if (!c.inDanger) return undefined;
  const readable = c.open.filter((report) => !report.restricted && c.like(report) !== "another");
  const current = readable.find((report) => isInWindow(c, report));
  const adds = c.back === "told" || c.back === "detail" || c.told.kind === "supplement";
  if (current && (adds || current.urgent || c.like(current) === "same")) return addOrFile(current);
  const earlier = adds ? nearest(c, readable) : undefined;
  if (earlier && (readable.length === 1 || c.close(earlier) > 0)) return addOrFile(earlier);
  const related = current ?? earlier;
  return { do: "file", ...(related ? { related: related.id } : {}) };
}

export function speaksOfEarlier(c: Case): Act | undefined {
  const { told, back, since } = c;
  if (back !== "told" && told.kind !== "supplement") {
    // A bare particular, and only one report that it can belong to.
    const [only, ...more] = c.open;
    const isItsDetail = back === "detail" && only && more.length === 0 && since(only.lastSaidAt) <= DAY;
    return isItsDetail && !isKeptApart(c, only) ? addOrFile(only) : undefined;
  }
  const open = c.open.filter((report) => since(report.lastSaidAt) <= MEMORY && c.like(report) !== "another");
  const meant = nearest(
    c,
    open.filter((report) => !isKeptApart(c, report) || isSaidOf(c, report)),
  );
  if (meant) {
    const isClear = open.length === 1 || c.close(meant) > 0 || isInWindow(c, meant);
    return isClear ? addOrFile(meant) : { do: "file", related: meant.id, ask: true };
  }
  const old = nearest(c, c.closed);
  if (!old) return open.length > 0 ? { do: "file", related: open[0]?.id ?? "", ask: true } : undefined;
  if (c.like(old) === "same" && !old.restricted) return addOrFile(old);
  return c.like(old) === "another" ? undefined : { do: "file", related: old.id, ask: true };
}

/** A report that few may read takes only what is said of it. */
function isKeptApart({ told }: Case, { restricted, sensitive }: PastReport): boolean {
  return restricted || (sensitive === true && told.sensitive !== true);
}

/** Whether words are said of a complaint: nothing else was being told, and they have something in common with it. */
function isSaidOf(c: Case, complaint: PastReport): boolean {
  const isAlone = !c.open.some((report) => !report.restricted && isInWindow(c, report));
  return c.like(complaint) === "same" || (isAlone && isInWindow(c, complaint) && !c.wordless);
}

/** Within the append window: the matter that is being told. */
export function goesOn(c: Case): Act | undefined {
  const current = currentOf(c);
  if (!current) return undefined;
  const inDoubt: Act = { do: "file", related: current.id, ask: true };
  if (!current.isOpen) return inDoubt;
  if (isKeptApart(c, current)) {
    const isSaidOfIt = !c.wordless && (c.back !== undefined || c.fragment || c.like(current) === "same");
    if (isSaidOfIt) return addOrFile(current);
    return c.wordless || !standsAlone(c, current) ? inDoubt : { do: "file" };
  }
  if (c.wordless) return addOrFile(current);
  if (c.like(current) === "another") return { do: "file" };
  // Who has only begun to tell (「我是画画的」) goes on with it.
  if (lettersIn(current.text) < BEGINNING) return addOrFile(current);
  return standsAlone(c, current) ? inDoubt : addOrFile(current);
}

/** Letters of what is no more than the beginning of a story. */
const BEGINNING = 8;
/** Letters of what may be a whole one. */
const WHOLE = 10;

/** A whole matter by its looks, that has nothing in common with what is being told. */
function standsAlone(c: Case, current: PastReport): boolean {
  const { told } = c;
  const isWhole =
    told.kind === "report" && lettersIn(told.text) >= WHOLE && !c.fragment && c.back === undefined;
  if (!isWhole || told.category === current.category) return false;
  const isFarOff = told.unsure !== true && isFar(told.category, current.category) && c.close(current) <= -1;
  return isFarOff || (c.close(current) <= 0 && !LEANS.test(told.text));
}

/** Words that need something said before them. */
const LEANS = /[他她它那这其]|对方|人家|里面|上面|旁边|后来|然后|结果|现在|已经|所以|但|也|还|就/;

/** Categories that one story seldom has both of. */
function isFar(a: Category | undefined, b: Category): boolean {
  return a !== undefined && a !== b && !near.some((group) => group.includes(a) && group.includes(b));
}
const near: readonly (readonly Category[])[] = [
  ["tip", "suspicious", "help"],
  ["help", "dispute", "inquiry"],
  ["tip", "suggestion"],
];

/** What it was told on takes nothing more today: the rest begins one of its own. */
export function isFull(c: Case): Act | undefined {
  const full = c.reports.find((report) => report.isFull === true && isInWindow(c, report));
  return full && { do: "file", related: full.id };
}

/** Later: what looks like an earlier matter is asked about, never added unsaid. */
export function looksTheSame(c: Case): Act | undefined {
  if (c.wordless) return undefined;
  const remembered = [...c.open, ...c.closed].filter(
    (report) => !report.restricted && c.since(report.lastSaidAt) <= MEMORY,
  );
  const like = nearest(c, remembered);
  if (!like) return undefined;
  const isAlike = c.like(like) === "same" || (c.back === "again" && c.close(like) > 0);
  return isAlike ? { do: "file", related: like.id, ask: true } : undefined;
}

/** Thanks, a greeting, and nothing else in it. */
function isBare(text: string): boolean {
  const rest = fold(text).replace(
    /谢谢|多谢|感谢|谢了|谢啦|辛苦了?|麻烦了?|您们?|你们?|好的?|民警|警察|警官|同志|叔叔|在吗|收到|了|啊|哈|呀|嗯|太|真|非常|的/g,
    "",
  );
  return lettersIn(rest) < 2;
}

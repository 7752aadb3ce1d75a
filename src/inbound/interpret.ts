import type { InboundMessage } from "../channels/channel.ts";
import { canonical, canonicalName, namesIn, withNames } from "../domain/canonical.ts";
import { foreignDanger, isForeign, saysSomething } from "../domain/other-languages.ts";
import type { Category } from "../domain/reports.ts";
import { fold } from "../domain/understanding/fold.ts";
import { understand } from "../domain/understanding/index.ts";
import { isMachineFolded } from "../domain/understanding/machine-texts.ts";
import { possibleIn } from "../domain/understanding/phrases.ts";
import { complainsOfOne } from "../domain/understanding/police.ts";
import type { Understanding } from "../domain/understanding.ts";

/** What was made of one direct message. */
export interface Heard extends Understanding {
  readonly text: string;
  /** Began with 「新」: another matter. */
  readonly fresh: boolean;
  /** Set where it is a complaint of the police: for leaders' eyes. */
  readonly aboutPolice?: true;
  /** Told in a language that the bot does not read: a person must, and the receipt has a line in English. */
  readonly foreign?: true;
}

/** What a message says; `undefined` where there is nothing to hear. */
export function hear(message: InboundMessage): Heard | undefined {
  const typed = message.text.trim();
  const read = canonical(typed);
  const folded = fold(read);
  const possible = possibleIn(folded);
  const isNothing = !saysSomething(typed) || isMachineFolded(folded, possible);
  if (isNothing && message.attachments.length === 0) return undefined;
  const another = ANOTHER.exec(typed);
  if (!another)
    return { text: typed, fresh: false, ...inOtherWords(typed, understand(read, folded, possible)) };
  const text = (another[1] ?? "").trim();
  return { text, fresh: true, ...inOtherWords(text, understand(canonical(text))) };
}

/** 「新」, with signs that nobody sees about it. */
const ANOTHER =
  /^[\s\p{Default_Ignorable_Code_Point}]*新(?:的|件|事)?\p{Default_Ignorable_Code_Point}*(?:[\s，。：:,]+([\s\S]*))?$/u;

/** What the Chinese rules make of a text, and what they cannot read in it: other scripts, bare numbers, links, signs. */
function inOtherWords(text: string, read: Understanding): Understanding & Pick<Heard, "foreign"> {
  const danger = read.danger ?? foreignDanger(text);
  const foreign = isForeign(text) ? { foreign: true as const } : {};
  const isMore =
    read.kind === "chatter" && (danger !== undefined || (!HAN.test(text) && saysSomething(text)));
  if (!isMore) return { ...read, ...foreign, ...(danger ? { danger } : {}) };
  return { ...read, ...foreign, kind: "report", category: "help", ...(danger ? { danger } : {}) };
}
const HAN = /\p{Script=Han}/u;

/** Whether a message says something to the station. When in doubt it does. */
export function shouldFile(heard: Heard, message: InboundMessage): boolean {
  if (message.attachments.length > 0 || heard.danger) return true;
  return ["report", "supplement", "withdraw", "handbook"].includes(heard.kind);
}

/** What the report is filed under; whatever nobody could name is 求助, so that somebody looks. */
export function categoryOf(heard: Heard): Category {
  if (heard.text === "") return "help";
  return heard.category ?? (heard.danger ? "help" : "inquiry");
}

const OF_US = /民警|警察|警官|片警|[辅协交]警|所长|派出所|警务|你们|窗口|[处出接]警|110|投诉(?:你|姓)/;
const OF_OTHERS =
  /物业|商[家户店场]|老板|房东|邻居|楼上|公司|平台|快递|外卖|学校|医院|社区|[居村]委|业委|城管|123\d\d|消协|供[电水暖]|自来水|燃气|银行/;

/**
 * Whether it complains of the police, also where an officer is only named. 「跟物业投诉过了」 belongs to the matter it was
 * said about; in doubt a complaint is of us.
 */
export function withAboutPolice(heard: Heard, names: readonly string[]): Heard {
  if (heard.category === undefined) return heard;
  const named = namesIn(heard.text, names);
  const complains =
    heard.category === "complaint"
      ? named.length > 0 || OF_US.test(heard.text) || !OF_OTHERS.test(heard.text)
      : named.length > 0 &&
        complainsOfOne(fold(withNames(heard.text, named)), heard.danger, named.map(canonicalName));
  return complains ? { ...heard, category: "complaint", aboutPolice: true } : heard;
}

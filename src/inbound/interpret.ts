import type { InboundMessage } from "../channels/channel.ts";
import { canonical, canonicalName, namesIn, withNames } from "../domain/canonical.ts";
import type { Told } from "../domain/decide.ts";
import { foreignDanger, isForeign, saysSomething } from "../domain/other-languages.ts";
import { fold } from "../domain/understanding/fold.ts";
import { understand } from "../domain/understanding/index.ts";
import { isMachineFolded } from "../domain/understanding/machine-texts.ts";
import { possibleIn } from "../domain/understanding/phrases.ts";
import { complainsOfOne } from "../domain/understanding/police.ts";
import type { Danger, MessageKind } from "../domain/understanding.ts";

/**
 * Characters of one message that are read for what they mean: of a longer one its beginning and its end. The whole is
 * kept all the same (`docs/operations.md`).
 */
const UNDERSTOOD = 2_000;
const OF_THE_END = 500;

/** The part of a text that is understood, so that no message holds up the others; in canonical form. */
function understoodPart(text: string): string {
  if (text.length <= UNDERSTOOD) return canonical(text);
  return canonical(`${text.slice(0, UNDERSTOOD - OF_THE_END)}\n${text.slice(-OF_THE_END)}`);
}

/** Whether somebody is in danger, and of what, whatever else the text is. */
export function dangerIn(text: string): Danger | undefined {
  const part = understoodPart(text);
  return understand(part).danger ?? foreignDanger(part);
}

/** A message as it was understood. */
export interface Heard extends Told {
  /** All that was said, as it was typed; `text` is the part that is understood. */
  readonly whole: string;
  /** Told in a language that the bot does not read: a person must, and the receipt has a line in English. */
  readonly foreign?: true;
}

/** 「新」, with signs that nobody sees about it. */
const ANOTHER =
  /^[\s\p{Default_Ignorable_Code_Point}]*新(?:的|件|事)?\p{Default_Ignorable_Code_Point}*(?:[\s，。：:,]+|$)/u;

/**
 * What a direct message means. `names`: those of the station's officers. `machine`: what another machine or the network
 * says, and nothing came with it.
 */
export function interpret(message: InboundMessage, names: readonly string[]): Heard | "machine" {
  const typed = message.text.trim();
  const fresh = ANOTHER.test(typed);
  const whole = fresh ? typed.replace(ANOTHER, "") : typed;
  const part = understoodPart(whole);
  const folded = fold(part);
  const possible = possibleIn(folded);
  const attachments = message.attachments.length;
  const isMachine = isMachineFolded(folded, possible);
  if (isMachine && attachments === 0) return "machine";
  const read = understand(part, folded, possible);
  const danger = read.danger ?? foreignDanger(part);
  // What the Chinese rules cannot read: other scripts, bare numbers, links, alarm signs.
  const isForeignMatter =
    read.kind === "chatter" && (danger !== undefined || (!HAN.test(part) && saysSomething(part)));
  const category = isForeignMatter ? "help" : read.category;
  const restricted = category !== undefined && blamesPolice(part, category, danger, names);
  return {
    text: part,
    whole,
    attachments,
    fresh,
    kind: kindOf(folded, isForeignMatter ? "report" : read.kind),
    ...(restricted ? { category: "complaint", restricted } : category ? { category } : {}),
    ...(danger ? { danger: { kind: danger, level: "now" } } : {}),
    ...(read.place ? { place: read.place } : {}),
    ...(isForeign(part) ? { foreign: true } : {}),
  };
}

function kindOf(folded: string, kind: MessageKind): MessageKind {
  return ASKS_RECEIVED.test(folded) ? "progress" : kind;
}
const HAN = /\p{Script=Han}/u;

/** Asks whether we have it, and says nothing more. */
const ASKS_RECEIVED =
  /^(?:你们?|你们?那边|我[说发报]的(?:消息|信息|话|照片|视频|语音)?|消息|信息|照片|视频|语音|有人|到底|能|都|是否){0,3}(?:收到|看到|看见|听到|记下|登记上?|在看|看)(?:我的消息|我[说发]的)?了?(?:没有?|吗|么|不)[啊呀]?[?\s]*$/;

const OF_US = /民警|警察|警官|片警|[辅协交]警|所长|派出所|警务|你们|窗口|[处出接]警|110|投诉(?:你|姓)/;
const OF_OTHERS =
  /物业|商[家户店场]|老板|房东|邻居|楼上|公司|平台|快递|外卖|学校|医院|社区|[居村]委|业委|城管|123\d\d|消协|供[电水暖]|自来水|燃气|银行/;

/**
 * Whether it complains of the police, also where an officer is only named. 「跟物业投诉过了」 belongs to the matter it was
 * said about; in doubt a complaint is of us.
 */
function blamesPolice(
  text: string,
  category: string,
  danger: Danger | undefined,
  names: readonly string[],
): boolean {
  const named = namesIn(text, names);
  return category === "complaint"
    ? named.length > 0 || OF_US.test(text) || !OF_OTHERS.test(text)
    : named.length > 0 && complainsOfOne(fold(withNames(text, named)), danger, named.map(canonicalName));
}

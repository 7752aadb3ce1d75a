import type { InboundMessage } from "../channels/channel.ts";
import { canonical, canonicalName, namesIn, withNames } from "../domain/canonical.ts";
import type { Told } from "../domain/decide.ts";
import { foreignDanger, isForeign, saysSomething } from "../domain/other-languages.ts";
import { interpret as interpretText } from "../domain/understanding/interpret.ts";
import type { Model } from "../domain/understanding/model.ts";
import type { Danger, Interpretation } from "../domain/understanding.ts";

/**
 * Characters of one message that are read for what they mean: of a longer one its beginning and its end. The whole is
 * kept all the same (decision 0079).
 */
const UNDERSTOOD = 2_000;
const OF_THE_END = 500;

/** The part of a text that is understood, so that no message holds up the others; in canonical form. */
function understoodPart(text: string): string {
  if (text.length <= UNDERSTOOD) return canonical(text);
  return canonical(`${text.slice(0, UNDERSTOOD - OF_THE_END)}\n${text.slice(-OF_THE_END)}`);
}

/** Whether somebody is in danger, and of what, whatever else the text is. */
export function dangerIn(text: string, model: Model): Danger | undefined {
  const part = understoodPart(text);
  const { danger } = interpretText(part, model);
  return danger?.level === "now" ? danger.kind : foreignDanger(part);
}

/** Whether somebody may be in danger, as far as the words tell. */
export function mayBeDanger(text: string, model: Model): boolean {
  const part = understoodPart(text);
  return interpretText(part, model).danger !== undefined || foreignDanger(part) !== undefined;
}

/** Which danger somebody told of who now says that there is one. */
export function dangerKindOf(text: string, model: Model): Danger {
  return interpretText(understoodPart(text), model).danger?.kind ?? "violence";
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
export function interpret(
  message: InboundMessage,
  names: readonly string[],
  model: Model,
): Heard | "machine" {
  const typed = message.text.trim();
  const fresh = ANOTHER.test(typed);
  const whole = fresh ? typed.replace(ANOTHER, "") : typed;
  const part = understoodPart(whole);
  const attachments = message.attachments.length;
  const read = interpretText(part, model);
  if (read.machine && attachments === 0) return "machine";
  const foreign = read.danger?.level === "now" ? undefined : foreignDanger(part);
  const danger = foreign ? { kind: foreign, level: "now" as const } : read.danger;
  // What the model cannot read: other scripts, bare numbers, links, alarm signs.
  const isForeignMatter =
    read.kind === "chatter" && (foreign !== undefined || (!HAN.test(part) && saysSomething(part)));
  return {
    ...read,
    text: part,
    whole,
    attachments,
    fresh,
    kind: isForeignMatter ? "report" : read.kind,
    ...(isForeignMatter ? { category: "help" as const } : {}),
    ...blameOf(part, read, names, model),
    ...(danger ? { danger } : {}),
    ...(isForeign(part) ? { foreign: true } : {}),
  };
}

const HAN = /\p{Script=Han}/u;

/** With less a chance than this it is for leaders in doubt, and filed as what it rather is. */
const COMPLAINT_FROM = 0.2;

const OF_US = /民警|警察|警官|片警|[辅协交]警|所长|派出所|警务|你们|窗口|[处出接]警|110|投诉(?:你|姓)/;
const OF_OTHERS =
  /物业|商[家户店场]|老板|房东|邻居|楼上|公司|平台|快递|外卖|学校|医院|社区|[居村]委|业委|城管|123\d\d|消协|供[电水暖]|自来水|燃气|银行/;

/**
 * Whether it could blame the police, and whether that is what it is about. To the model a name says nothing, so it is
 * asked again with 民警 in its place. 「跟物业投诉过了」 belongs to the matter it was said about; in doubt a complaint is of us.
 */
function blameOf(
  text: string,
  read: Interpretation,
  officers: readonly string[],
  model: Model,
): Pick<Interpretation, "restricted" | "category"> {
  const names = namesIn(text, officers).filter((name) => name.length > 1);
  const named = names.reduce(
    (left, name) => left.replaceAll(canonicalName(name), "民警"),
    withNames(text, names),
  );
  const { kind, restricted, category, chances } = names.length > 0 ? interpretText(named, model) : read;
  // Of what a supplement is, too little tells: there the mark alone counts.
  const isComplaint = category === "complaint" && kind !== "supplement";
  const ofUs = names.length > 0 || OF_US.test(text) || !OF_OTHERS.test(text);
  if (!restricted && !read.restricted && !(isComplaint && ofUs)) return { restricted: false };
  const mayBeComplaint = chances?.categories.some(
    ({ is, probability }) => is === "complaint" && probability >= COMPLAINT_FROM,
  );
  return { restricted: true, ...(category && mayBeComplaint ? { category: "complaint" } : {}) };
}

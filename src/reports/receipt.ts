import type { Missing } from "../domain/particulars.ts";
import { type Attachment, type Category, categoryNames, type Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { privacySentence } from "../lib/texts.ts";
import { hourIn } from "../lib/time.ts";

/** What a receipt speaks of. */
export interface ReceiptFacts {
  readonly report: Report;
  /** What to do first, where somebody is in danger; at most two lines. */
  readonly advice?: string | undefined;
  /** Somebody may be in danger, and may not. */
  readonly isDoubtful?: boolean;
  /** Somebody on duty is being called: the network took the notice. */
  readonly isCalled?: boolean;
  /** Of an auxiliary: the telephone of those on duty, with which their receipt begins. */
  readonly dutyPhone?: string | undefined;
  /** What it could be nearly as likely. */
  readonly orElse?: Category | undefined;
  /** For the officer on duty and leaders. */
  readonly isSensitive?: boolean;
  readonly firstContact: boolean;
  /** Told in a language that the bot does not read. */
  readonly foreign?: boolean;
  readonly attachments: readonly Pick<Attachment, "kind">[];
  /** Nothing but a voice message. */
  readonly voiceOnly: boolean;
  /** What the words do not say and an officer has to know. */
  readonly missing?: Missing | undefined;
  /** Number of an earlier report: `ask` whether it is the same matter, or that one takes `no-more` today. */
  readonly related?: { readonly number: string; readonly why: "ask" | "no-more" } | undefined;
  /** They speak of a petition: the one place for it is named, and nothing else is made of it. */
  readonly isPetition?: boolean;
  /** How soon the station promises an answer: 「3个工作日」. */
  readonly promise?: string | undefined;
  readonly now: Date;
  readonly zone: string;
}

/**
 * The one reply to a new report: number and category, what happens next; danger comes first. At most two lines and 45
 * signs; three and 90 at first contact or in danger; the line in English comes on top.
 */
export function receipt(facts: ReceiptFacts): string {
  const { report, advice, firstContact, isCalled = false } = facts;
  if (advice !== undefined) {
    const named = `${categoryNames[report.category]} ${report.number}`;
    return [advice, `已登记 ${named}${comingOf(facts)}，${callOf(isCalled)}`, ...inEnglish(facts)].join("\n");
  }
  if (facts.dutyPhone !== undefined && !facts.isDoubtful) {
    const named = `${categoryNames[report.category]} ${report.number}`;
    const told = report.priority === "urgent" ? callOf(isCalled) : "有危险打110。";
    return [`值班电话 ${facts.dutyPhone}。`, `已登记 ${named}${comingOf(facts)}，${told}`].join("\n");
  }
  const privacy = firstContact ? [privacySentence] : [];
  return [opening(facts), ...privacy, next(facts), ...inEnglish(facts)].join("\n");
}

function inEnglish({ foreign, report }: ReceiptFacts): string[] {
  if (!foreign) return [];
  return [
    `Received, ${report.number}. An officer will read it. In danger, call 110 (fire 119, ambulance 120).`,
  ];
}

/** What a resident in danger hears of those on duty: never that they are called before the network took it. */
export function callOf(isCalled: boolean): string {
  return isCalled ? "正在叫值班民警。" : "这里叫不到人，请直接打110。";
}

export const noPetition = "在这里说不算递交信访，正式的请找分局信访窗口";

export const mayCome = "现在有人有危险吗？有，请马上打110。";

function opening(facts: ReceiptFacts): string {
  const { report, voiceOnly, related, isSensitive, isDoubtful, orElse } = facts;
  const named = `${categoryNames[report.category]} ${report.number}`;
  if (related?.why === "no-more" && !isDoubtful && !facts.isPetition && !isRestricted(report))
    return `${related.number} 今天记满了，接着记在${named}。`;
  if (isRestricted(report) && facts.isPetition && !isDoubtful) return `${named}，只有所领导看。`;
  if (isRestricted(report) && !isDoubtful) return `已收到，${named}，只有所领导看。`;
  if (isSensitive && !isRestricted(report))
    return isDoubtful
      ? `记下了，${named}，只给值班、领导看。`
      : `记下了，${named}，只给值班和所领导看，可换女民警。`;
  if (voiceOnly && (related || isDoubtful || facts.isPetition)) return `已收到，${named}。`;
  if (voiceOnly) return `收到您的语音，已登记（${named}），民警会听。`;
  if (orElse && asks(facts) === "category")
    return `已收到，${named}；不对回「改成${categoryNames[orElse]}」。`;
  return `已收到，${named}${comingOf(facts)}。`;
}

function comingOf({ report, attachments, voiceOnly, related, isDoubtful, ...facts }: ReceiptFacts): string {
  // What is asked needs the room.
  const isAsked = related?.why === "ask" || (isDoubtful && isRestricted(report));
  const isMore = facts.isPetition || facts.promise !== undefined || facts.missing !== undefined;
  const isComing = !voiceOnly && !isAsked && !isMore && attachments.some((a) => a.kind !== "voice");
  const kinds = new Set(attachments.map(({ kind }) => kind));
  return isComing ? `，${kinds.size > 1 ? "附件" : attachmentWord(attachments)}接收中` : "";
}

/** The one thing that a receipt asks. */
export function asks(facts: ReceiptFacts): "danger" | "same-matter" | "category" | Missing | undefined {
  const { report, advice, isDoubtful, isSensitive, related, voiceOnly, orElse, attachments } = facts;
  if (advice !== undefined) return undefined;
  if (isDoubtful) return "danger";
  // Their receipt begins with the telephone of those on duty, and asks nothing.
  if (facts.dutyPhone !== undefined) return undefined;
  if (isRestricted(report) || isSensitive || facts.isPetition) return undefined;
  if (related) return related.why === "ask" ? "same-matter" : undefined;
  if (orElse && !voiceOnly && attachments.length === 0) return "category";
  return facts.foreign || voiceOnly ? undefined : facts.missing;
}

const missingAsked: Record<Missing, string> = { where: "在哪儿？", when: "什么时候的事？" };

/** One thing at most that happens next, or that is asked; when to call 110 stands on nearly every receipt. */
function next(facts: ReceiptFacts): string {
  const { report, voiceOnly, isDoubtful, isSensitive, related, now, zone } = facts;
  if (isDoubtful && isSensitive && !isRestricted(report)) return "现在有人有危险吗？有请打110。";
  if (isDoubtful) return isRestricted(report) ? "现在有人有危险吗？有请打110。也可打12389。" : mayCome;
  // What is sensitive needs the room, and says only who reads it.
  if (facts.isPetition && (!isSensitive || isRestricted(report))) return noPetition;
  if (isRestricted(report)) return "也可打12389。";
  if (isSensitive || related?.why === "no-more") return "有危险打110。";
  if (related?.why === "ask") return `和 ${related.number} 是同一件事吗？回「是」。`;
  if (voiceOnly) return "有危险请马上打110。";
  if (asks(facts) === "category") return "有危险请打110。";
  const asked = asks(facts);
  const question = asked === "where" || asked === "when" ? missingAsked[asked] : "";
  const soon = facts.promise === undefined ? undefined : `${facts.promise}内回您。`;
  if (report.category === "tip") {
    if (soon)
      return `${question}${question ? "不" : "这不"}算报案，${question ? "" : "要"}报案打110。${soon}`;
    return `${question}这不算报案；要报案、有危险打110。`;
  }
  const call = `${report.category === "dispute" ? "打起来" : "有危险"}${question ? "" : "请"}打110。`;
  if (soon) return `${question}民警${soon}${call}`;
  const hour = hourIn(zone, now);
  const read = question ? "看了回您" : "看了在这里回您";
  const when = hour >= 22 ? "明早8点后看" : hour < 7 ? "今早8点后看" : read;
  return `${question}民警${when}。${call}`;
}

/** 「3张照片」; empty for none. */
export function countAttachments(attachments: readonly Pick<Attachment, "kind">[]): string {
  if (attachments.length === 0) return "";
  const kinds = new Set(attachments.map((a) => a.kind));
  const measure =
    kinds.size > 1 ? "个" : { image: "张", voice: "条", video: "段", file: "个" }[[...kinds][0] ?? "file"];
  return `${attachments.length}${measure}${attachmentWord(attachments)}`;
}

/** 「照片」 for pictures alone, 「文件」 for anything mixed. */
export function attachmentWord(attachments: readonly Pick<Attachment, "kind">[]): string {
  const kinds = new Set(attachments.map((a) => a.kind));
  if (kinds.size > 1) return "照片和文件";
  return { image: "照片", voice: "语音", video: "视频", file: "文件" }[[...kinds][0] ?? "file"];
}

/** The one summary after a run of supplements. */
export function supplementSummary(
  report: Report,
  added: { texts: number; attachments: readonly Pick<Attachment, "kind">[] },
): string {
  const texts = added.texts > 0 ? `${added.texts}条文字` : "";
  const files = countAttachments(added.attachments);
  return `已补充到 ${report.number}：${[texts, files].filter(Boolean).join("、")}。\n说另一件事，先发一个「新」字。`;
}

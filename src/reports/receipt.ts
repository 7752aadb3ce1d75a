import { type Attachment, categoryNames, type Report } from "../domain/reports.ts";
import type { Danger } from "../domain/understanding.ts";
import { privacySentence } from "../lib/texts.ts";
import { hourIn } from "../lib/time.ts";

/** What a receipt speaks of. */
export interface ReceiptFacts {
  readonly report: Report;
  readonly danger?: { readonly danger: Danger; readonly advice: string } | undefined;
  readonly firstContact: boolean;
  /** Told in a language that the bot does not read. */
  readonly foreign: boolean;
  readonly attachments: readonly Pick<Attachment, "kind">[];
  /** Nothing but a voice message. */
  readonly voiceOnly: boolean;
  readonly now: Date;
  readonly zone: string;
}

/** The one reply to a new report: number and category, what happens next; danger comes first. */
export function receipt(facts: ReceiptFacts): string {
  const { report, danger, firstContact, attachments, voiceOnly } = facts;
  const named = `${categoryNames[report.category]} ${report.number}`;
  const coming = attachments.some((a) => a.kind !== "voice") ? `，${attachmentWord(attachments)}接收中` : "";
  const lines = danger
    ? [danger.advice, `已登记 ${named}${coming}，正在叫值班民警。`]
    : [
        voiceOnly ? `收到您的语音，已登记（${named}），民警会听。` : `已收到，${named}${coming}。`,
        inCase(facts),
      ];
  if (firstContact) lines.push(privacySentence);
  if (facts.foreign)
    lines.push(
      `Received, ${report.number}. An officer will read it. In danger, call 110 (fire 119, ambulance 120).`,
    );
  return lines.join("\n");
}

/** What happens next, and when to call 110 instead: on every receipt, for rules cannot promise to hear every danger. */
function inCase({ report, voiceOnly, now, zone }: ReceiptFacts): string {
  if (voiceOnly) return "有人受伤、着火，请马上打110。";
  if (report.category === "tip") return "这条回执不算报案。要报案、有危险，请打110。";
  const hour = hourIn(zone, now);
  const isNight = hour >= 22 || hour < 7;
  const who = report.category === "complaint" ? "所领导" : "民警";
  const seen = isNight
    ? `现在是夜间，${who}${hour < 7 ? "今早" : "明早"}8点后看。`
    : `${who}看了会在这里回您。`;
  return report.category === "dispute"
    ? `${seen}要是打起来、砸门，请打110。`
    : `${seen}有人受伤、着火，请打110。`;
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

import type { ChannelCapabilities, Content, OutgoingFile } from "../channels/channel.ts";
import { attachmentFileName, isHeldBack } from "../domain/attachments.ts";
import type { Attachment, Report } from "../domain/reports.ts";
import type { CommandContext } from "./command.ts";

const kindNames: Record<Attachment["kind"], string> = {
  image: "照片",
  voice: "语音",
  video: "视频",
  file: "文件",
};

const failures: Record<NonNullable<Attachment["failure"]>, string> = {
  expired: "过期没收到",
  "too-large": "太大没收",
  quota: "空间满了没收",
  "refused-type": "类型不安全没收",
  unreachable: "没收到",
};

/** What came, in the place of words: `〔语音12秒〕`, `〔照片3张〕`, `〔照片、语音1分5秒〕`. */
export function attachmentWords(all: readonly Attachment[]): string {
  const pictures = all.filter(({ kind }) => kind === "image").length;
  const named = all.filter(({ kind }) => kind !== "image").map(kindAndSize);
  const words = [...(pictures > 0 ? [pictures > 1 ? `照片${pictures}张` : "照片"] : []), ...named];
  return `〔${words.join("、") || "附件"}〕`;
}

/** `语音12秒`, where it is known how long it is. */
function kindAndLength({ kind, seconds }: Attachment): string {
  if (seconds === undefined) return kindNames[kind];
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${kindNames[kind]}${minutes > 0 ? `${minutes}分` : ""}${rest > 0 ? `${rest}秒` : ""}`;
}

/** The same, else how large it is: `视频3.2MB`. */
function kindAndSize(attachment: Attachment): string {
  const { size, seconds } = attachment;
  if (size === undefined || seconds !== undefined) return kindAndLength(attachment);
  return `${kindAndLength(attachment)}${size < MB ? `${Math.ceil(size / 1024)}KB` : `${(size / MB).toFixed(1)}MB`}`;
}
const MB = 1024 * 1024;

/** What came with a report and how to get it; nothing where nothing came. */
export function attachmentsLine(report: Report, all: readonly Attachment[]): string[] {
  if (all.length === 0) return [];
  const kinds = all.map(
    (a, i) => `${i + 1}${kindAndLength(a)}${a.state === "stored" ? "" : `（${trouble(a)}）`}`,
  );
  return [`附件：${kinds.join("、")}。发「看 ${report.number} 图」取。`];
}

/** The stored attachments as files, and what is missing in words. */
export function sendAttachments(
  report: Report,
  all: readonly Attachment[],
  { bot, message }: CommandContext,
): string | Content {
  if (all.length === 0) return `${report.number} 没有附件。`;
  const can = bot.channels.get(message.channel)?.capabilities;
  const files: OutgoingFile[] = [];
  const missing: string[] = [];
  for (const [i, attachment] of all.entries()) {
    const { kind, state, hash, mime = "application/octet-stream" } = attachment;
    const label = `${i + 1}${kindNames[kind]}`;
    if (state !== "stored" || !hash) missing.push(`${label}${trouble(attachment)}`);
    else if (isHeldBack(attachment))
      missing.push(`${label}可能不安全，不在这里发，在值班电脑上取：jingmin attachment ${report.number}`);
    else if (!can || !sendable(can, kind)) missing.push(`${label}这个渠道发不了，请换个渠道看`);
    else {
      const name = attachmentFileName(report.number, i + 1, mime);
      files.push({ kind, name, mime, path: bot.attachmentPath(hash) });
    }
  }
  const text = [`${report.number} 附件${all.length}个`, ...missing].join("，");
  return files.length > 0 ? { text: `${text}：`, files } : `${text}。`;
}

function trouble(attachment: Attachment): string {
  return attachment.state === "pending" ? "接收中" : failures[attachment.failure ?? "unreachable"];
}

function sendable(can: ChannelCapabilities, kind: Attachment["kind"]): boolean {
  if (kind === "image") return can.image;
  return kind === "voice" ? can.voice || can.file : can.file;
}

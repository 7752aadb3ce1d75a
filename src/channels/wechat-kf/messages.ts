import { z } from "zod";
import type { Address } from "../../domain/people.ts";
import { cardText, readCard } from "../cards.ts";
import type { IgnoredReason, InboundAttachment, InboundMessage } from "../channel.ts";

const text = z.string().catch("");
const media = z.looseObject({ media_id: text }).optional().catch(undefined);
/** One of `msg_list`, of whatever type; a field of another type than the documents say counts as absent. */
const item = z.looseObject({
  msgid: text,
  external_userid: text,
  open_kfid: text,
  send_time: z.coerce.number().catch(Number.NaN),
  origin: z.coerce.number().catch(0),
  msgtype: text,
  text: z.looseObject({ content: text }).optional().catch(undefined),
  image: media,
  voice: media,
  video: media,
  file: media,
  event: z
    .looseObject({
      event_type: text,
      external_userid: text,
      open_kfid: text,
      scene: text,
      welcome_code: text,
      fail_msgid: text,
      fail_type: z.coerce.number().catch(0),
      recall_msgid: text,
    })
    .optional()
    .catch(undefined),
});
export type KfItem = z.infer<typeof item>;

/** What `kf/sync_msg` answers (developer.work.weixin.qq.com/document/path/94670). */
export const syncAnswer = z.looseObject({
  next_cursor: text,
  has_more: z.coerce.number().catch(0),
  msg_list: z.array(z.unknown()).catch([]),
});

/** One item as the app knows it. */
export type KfRead =
  | { readonly message: InboundMessage }
  /** Somebody opened the conversation, by a code with this `scene` (`""`: by another way). */
  | { readonly entered: Address; readonly scene: string; readonly welcomeCode: string }
  /** A message that `send_msg` took did not arrive. */
  | { readonly failed: string; readonly to: Address; readonly type: number }
  | { readonly recalled: string; readonly chat: Address }
  | { readonly ignored: IgnoredReason }
  /** Of the account's own life: nothing that anybody wrote. */
  | "nothing";

/** The customer, an event of the network, a colleague who answers by hand in WeCom. */
const FROM_CUSTOMER = 3;
const FROM_COLLEAGUE = 5;

/** The time of an item, ms; `undefined` where it has none. */
export function sentAt(value: unknown): number | undefined {
  const seconds = Number((value as { send_time?: unknown } | null)?.send_time ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

export function readItem(value: unknown, context: { channel: string; openKfId: string; now: Date }): KfRead {
  const found = item.safeParse(value);
  if (!found.success) return { ignored: "malformed" };
  const { data } = found;
  const of = data.open_kfid || data.event?.open_kfid;
  if (of && of !== context.openKfId) return { ignored: "other-account" };
  const address = (id: string): Address => ({ channel: context.channel, epoch: "", kind: "user", id });
  if (data.msgtype === "event") return readEvent(data, address);
  if (data.origin === FROM_COLLEAGUE) return "nothing";
  if (data.origin !== FROM_CUSTOMER) return { ignored: "other-kind" };
  if (data.external_userid === "") return { ignored: "no-sender" };
  if (data.msgid === "" || data.msgtype === "") return { ignored: "malformed" };
  const from = address(data.external_userid);
  return {
    message: {
      channel: context.channel,
      id: data.msgid,
      at: Number.isFinite(data.send_time) ? new Date(data.send_time * 1000) : context.now,
      from,
      // Names are never asked for: the id is the same for ever.
      fromName: "",
      chat: from,
      mentionsMe: false,
      self: false,
      anonymous: false,
      system: false,
      ...contentOf(data),
    },
  };
}

const mediaTypes = ["image", "voice", "video", "file"] as const;
/** What each type of card is called where it has no words of its own. */
const cardNames: Partial<Record<string, string>> = {
  location: "位置",
  link: "链接",
  business_card: "名片",
  miniprogram: "小程序",
  merged_msg: "聊天记录",
  channels: "视频号",
  channels_shop_product: "视频号商品",
  channels_shop_order: "视频号订单",
  meeting: "会议",
  schedule: "日程",
  note: "笔记",
};
/** Ids and pictures of a card: nothing for people to read. */
const NOT_WORDS = /id$|^appid$|pic_?url$/i;

function contentOf(data: KfItem): Pick<InboundMessage, "text" | "attachments" | "unreadable"> {
  const type = data.msgtype;
  if (type === "text") return said(data.text?.content ?? "");
  for (const kind of mediaTypes) {
    if (type !== kind) continue;
    const id = data[kind]?.media_id;
    if (!id) return { ...said(""), unreadable: [type] };
    const attachment: InboundAttachment = { kind, ref: JSON.stringify({ media: id }) };
    return { text: "", attachments: [attachment] };
  }
  const card = data[type];
  const words = cardText(readCard(withoutIds(card)), cardNames[type] ?? "卡片");
  if (words) return said(words);
  return cardNames[type] ? said(`[${cardNames[type]}]`) : { ...said(""), unreadable: [type.slice(0, 20)] };
}

function said(words: string): Pick<InboundMessage, "text" | "attachments"> {
  return { text: words, attachments: [] };
}

function withoutIds(card: unknown): unknown {
  if (typeof card !== "object" || card === null || Array.isArray(card)) return card;
  return Object.fromEntries(Object.entries(card).filter(([key]) => !NOT_WORDS.test(key)));
}

function readEvent({ event }: KfItem, address: (id: string) => Address): KfRead {
  const id = event?.external_userid ?? "";
  if (!event || id === "") return "nothing";
  switch (event.event_type) {
    case "enter_session":
      return { entered: address(id), scene: event.scene, welcomeCode: event.welcome_code };
    case "msg_send_fail":
      return event.fail_msgid
        ? { failed: event.fail_msgid, to: address(id), type: event.fail_type }
        : "nothing";
    case "user_recall_msg":
      return event.recall_msgid ? { recalled: event.recall_msgid, chat: address(id) } : "nothing";
    default:
      return "nothing";
  }
}

/** The temporary file behind an attachment of this channel; `undefined` where the reference is another's. */
export function mediaIn(ref: string): string | undefined {
  try {
    const { media: id } = JSON.parse(ref) as { media?: unknown };
    return typeof id === "string" && id !== "" ? id : undefined;
  } catch {
    return undefined;
  }
}

import { createCipheriv, randomBytes } from "node:crypto";
import { signatureOf } from "../../src/channels/wechat-kf/callback-crypto.ts";
import { createWecomPeer, type WecomPeer, WecomRefusal } from "./wecom-peer.ts";

export const KF = "wk1";
export const callbackKeys = {
  token: "a-token-of-callbacks",
  aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  corpId: "ww1",
};

/** 微信客服 of one company, written from the documents: what came in for three days, five answers within 48 hours. */
export interface KfPeer {
  readonly wecom: WecomPeer;
  /** The network's clock, in ms; `Date.now` unless set. */
  now: () => number;
  /** A resident writes; gives the message's id. */
  write(from: string, text: string, more?: Record<string, unknown>): string;
  /** Any item, as it is; `send_time` is now unless given. */
  add(item: Record<string, unknown>): string;
  picture(from: string, bytes: Uint8Array): string;
  /** A resident opens the conversation; gives the welcome code. */
  enter(from: string, scene?: string): string;
  /** Texts that a resident can read, oldest first; what else came as `[image]`. */
  received(to: string): string[];
  /** Every message that arrived, oldest first. */
  readonly sent: { to: string; msgid: string; text: string; at: number }[];
  /** Hears each message that arrives; where it is set none is kept. */
  heard: ((to: string, text: string) => void) | undefined;
  /** The next messages are taken, and the network says later that they did not arrive. */
  loseNext(type: number): void;
  /** At most so many items a page; 1000. */
  pageSize: number;
  /** Posts callbacks there from now on, one at a time. */
  callBack(url: string | undefined): void;
  /** Posts one callback; gives the status. */
  post(url: string, forged?: Partial<{ signature: string; corpId: string; xml: string }>): Promise<number>;
}

const DAYS_3 = 3 * 24 * 60 * 60_000;
const HOURS_48 = 48 * 60 * 60_000;

export function createKfPeer(): KfPeer {
  const wecom = createWecomPeer();
  /** All that came in; a cursor is a place in it. */
  const items: { at: number; item: Record<string, unknown> }[] = [];
  const windows = new Map<string, { at: number; left: number }>();
  const codes = new Map<string, { to: string; until: number }>();
  const taken = new Set<string>();
  const lost: number[] = [];
  let count = 0;
  let target: string | undefined;
  let isOwed = false;
  let isCalling = false;

  /** One at a time: what came in meanwhile is in the next one. */
  function callBackSoon(): void {
    isOwed = true;
    if (isCalling || !target) return;
    isCalling = true;
    void (async () => {
      while (isOwed && target) {
        isOwed = false;
        await peer.post(target).catch(() => undefined);
      }
      isCalling = false;
    })();
  }

  const peer: KfPeer = {
    wecom,
    now: Date.now,
    sent: [],
    heard: undefined,
    pageSize: 1000,
    add(given) {
      const at = peer.now();
      const msgid = `m${++count}`;
      const item = { msgid, open_kfid: KF, send_time: Math.floor(at / 1000), ...given };
      items.push({ at: Number(item.send_time) * 1000, item });
      callBackSoon();
      return String(item.msgid);
    },
    write(from, text, more = {}) {
      windows.set(from, { at: peer.now(), left: 5 });
      return peer.add({
        external_userid: from,
        origin: 3,
        msgtype: "text",
        text: { content: text },
        ...more,
      });
    },
    picture(from, bytes) {
      const id = `picture-${++count}`;
      wecom.media.set(id, { name: "图片.png", mime: "image/png", bytes });
      windows.set(from, { at: peer.now(), left: 5 });
      return peer.add({ external_userid: from, origin: 3, msgtype: "image", image: { media_id: id } });
    },
    enter(from, scene = "") {
      const code = `welcome-${++count}`;
      codes.set(code, { to: from, until: peer.now() + 20_000 });
      peer.add({
        origin: 4,
        msgtype: "event",
        open_kfid: undefined,
        event: {
          event_type: "enter_session",
          open_kfid: KF,
          external_userid: from,
          scene,
          welcome_code: code,
        },
      });
      return code;
    },
    received: (to) => peer.sent.filter((sent) => sent.to === to).map(({ text }) => text),
    loseNext: (type) => void lost.push(type),
    callBack(url) {
      target = url;
    },
    async post(url, forged = {}) {
      const xml =
        forged.xml ??
        `<xml><ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>1</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[token-${count}]]></Token><OpenKfId><![CDATA[${KF}]]></OpenKfId></xml>`;
      const encrypted = encrypt(xml, forged.corpId ?? callbackKeys.corpId);
      const signed = { timestamp: "1409659813", nonce: "n1", encrypted };
      const query = new URLSearchParams({
        msg_signature: forged.signature ?? signatureOf(callbackKeys.token, signed),
        timestamp: signed.timestamp,
        nonce: signed.nonce,
      });
      const body = `<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
      const response = await fetch(`${url}?${query}`, { method: "POST", body });
      await response.text();
      return response.status;
    },
  };

  wecom.on("kf/sync_msg", (body) => {
    const oldest = items.findIndex(({ at }) => at >= peer.now() - DAYS_3);
    const first = oldest < 0 ? items.length : oldest;
    const from = body.cursor === undefined ? first : Math.max(first, placeOf(String(body.cursor)));
    const page = items.slice(from, from + Math.min(Number(body.limit ?? 1000), peer.pageSize));
    const next = from + page.length;
    return {
      next_cursor: `c${next}`,
      has_more: next < items.length ? 1 : 0,
      msg_list: page.map(({ item }) => item),
    };
  });

  wecom.on("kf/send_msg", (body) => {
    const to = String(body.touser);
    const msgid = String(body.msgid ?? `s${++count}`);
    if (body.open_kfid !== KF) throw new WecomRefusal(95000);
    if (taken.has(msgid)) throw new WecomRefusal(40058);
    const window = windows.get(to);
    if (!window || peer.now() - window.at >= HOURS_48) throw new WecomRefusal(95002);
    if (window.left === 0) throw new WecomRefusal(95001);
    window.left--;
    taken.add(msgid);
    const failure = lost.shift();
    if (failure === undefined) deliver(to, msgid, body);
    else
      peer.add({
        origin: 4,
        msgtype: "event",
        open_kfid: undefined,
        event: {
          event_type: "msg_send_fail",
          open_kfid: KF,
          external_userid: to,
          fail_msgid: msgid,
          fail_type: failure,
        },
      });
    return { msgid };
  });

  wecom.on("kf/send_msg_on_event", (body) => {
    const code = codes.get(String(body.code));
    codes.delete(String(body.code));
    if (!code || code.until < peer.now()) throw new WecomRefusal(40029);
    const msgid = `s${++count}`;
    deliver(code.to, msgid, body);
    return { msgid };
  });

  wecom.on("kf/add_contact_way", ({ open_kfid, scene }) => {
    if (open_kfid !== KF) throw new WecomRefusal(95000);
    return { url: `https://work.weixin.qq.com/kfid/kfc1?enc_scene=ENC${String(scene)}` };
  });

  function deliver(to: string, msgid: string, body: Record<string, unknown>): void {
    const type = String(body.msgtype);
    const text = type === "text" ? String((body.text as { content: string }).content) : `[${type}]`;
    if (peer.heard) peer.heard(to, text);
    else peer.sent.push({ to, msgid, text, at: peer.now() });
  }

  return peer;
}

function placeOf(cursor: string): number {
  const place = Number(/^c(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(place)) throw new WecomRefusal(40058);
  return place;
}

export function encrypt(text: string, corpId: string): string {
  const key = Buffer.from(`${callbackKeys.aesKey}=`, "base64");
  const words = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  const plain = Buffer.concat([randomBytes(16), length, words, Buffer.from(corpId)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

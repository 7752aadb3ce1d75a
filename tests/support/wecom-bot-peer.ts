import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** What the next frame of a command meets instead of its acknowledgement; `done`: it was carried out all the same. */
export type BotFault =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "silent"; readonly done?: boolean }
  | { readonly kind: "late"; readonly ms: number }
  | { readonly kind: "hang-up"; readonly done?: boolean };

/** A message of the bot as it reached a person or a group. */
export interface BotSaid {
  readonly to: string;
  readonly type: string;
  /** As a person reads it: Markdown's escapes are gone. Of a card its title and text. */
  readonly text: string;
  readonly card?: Card;
  readonly file?: { readonly name: string; readonly bytes: Buffer };
}

interface Card {
  readonly card_type: string;
  readonly task_id?: string;
  readonly main_title?: { title?: string };
  readonly sub_title_text?: string;
  readonly button_list?: { text: string; key: string }[];
}

/**
 * The WebSocket server of WeCom's 智能机器人, written from its documents and the SDK's types: it speaks to the real SDK,
 * over real sockets, with faults on demand. Files lie encrypted on its HTTP server.
 */
export function createWecomBotPeer(botId = "bot-1", secret = "the-bots-own-secret") {
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    if (!file) return void response.writeHead(404).end();
    response.setHeader("content-disposition", `attachment; filename="${encodeURIComponent(file.name)}"`);
    response.end(file.bytes);
  });
  const sockets = new Set<WebSocket>();
  const subscribed = new Set<WebSocket>();
  const files = new Map<string, { name: string; bytes: Buffer }>();
  const uploads = new Map<string, { type: string; name: string; chunks: Map<number, Buffer> }>();
  const media = new Map<string, { name: string; bytes: Buffer }>();
  const faults = new Map<string, BotFault[]>();
  const said: BotSaid[] = [];
  const updates: { card: Card; userids: readonly string[] | undefined; reqId: string }[] = [];
  const subscriptions: boolean[] = [];
  let port = 0;
  let count = 0;
  let wss: WebSocketServer | undefined;

  function welcome(socket: WebSocket): void {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      subscribed.delete(socket);
    });
    socket.on("message", (data) => serve(socket, JSON.parse(data.toString())));
  }

  function serve(socket: WebSocket, frame: Frame): unknown {
    const { cmd = "", headers, body = {} } = frame;
    const reply = (errcode: number, answer?: object) =>
      socket.send(
        JSON.stringify({ headers, errcode, errmsg: errcode === 0 ? "ok" : "refused", body: answer }),
      );
    if (cmd === "aibot_subscribe") {
      const isKnown = body.bot_id === botId && body.secret === secret;
      subscriptions.push(isKnown);
      if (isKnown) subscribed.add(socket);
      return reply(isKnown ? 0 : 40001);
    }
    if (cmd === "ping") return reply(0);
    if (!subscribed.has(socket)) return reply(846601);
    const fault = faults.get(cmd)?.shift();
    if (fault?.kind === "code") return reply(fault.code);
    if ((fault?.kind === "silent" || fault?.kind === "hang-up") && !fault.done) {
      return fault.kind === "hang-up" ? socket.terminate() : undefined;
    }
    const answer = carryOut(cmd, body, headers.req_id);
    if (fault?.kind === "hang-up") return socket.terminate();
    if (fault?.kind === "late") return setTimeout(() => reply(0, answer), fault.ms);
    return fault ? undefined : reply(0, answer);
  }

  function carryOut(cmd: string, body: Record<string, never>, reqId: string): object | undefined {
    const given = body as Record<string, unknown>;
    if (cmd === "aibot_send_msg") said.push(read(given));
    if (cmd === "aibot_respond_update_msg")
      updates.push({
        card: given.template_card as Card,
        userids: given.userids as string[] | undefined,
        reqId,
      });
    if (cmd === "aibot_upload_media_init") {
      const upload_id = `upload-${++count}`;
      uploads.set(upload_id, { type: String(given.type), name: String(given.filename), chunks: new Map() });
      return { upload_id };
    }
    const upload = uploads.get(String(given.upload_id));
    if (cmd === "aibot_upload_media_chunk")
      upload?.chunks.set(Number(given.chunk_index), Buffer.from(String(given.base64_data), "base64"));
    if (cmd === "aibot_upload_media_finish" && upload) {
      const media_id = `media-${++count}`;
      const chunks = [...upload.chunks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
      media.set(media_id, { name: upload.name, bytes: Buffer.concat(chunks) });
      return { type: upload.type, media_id, created_at: "1" };
    }
    return undefined;
  }

  function read(body: Record<string, unknown>): BotSaid {
    const [to, type] = [String(body.chatid), String(body.msgtype)];
    if (type === "markdown") {
      const { content } = body.markdown as { content: string };
      return { to, type, text: content.replace(/\\([!-/:-@[-`{-~])/g, "$1") };
    }
    if (type === "template_card") {
      const card = body.template_card as Card;
      const text = [card.main_title?.title, card.sub_title_text].filter(Boolean).join("\n");
      return { to, type, text, card };
    }
    const file = media.get((body[type] as { media_id: string }).media_id);
    return { to, type, text: "", ...(file ? { file } : {}) };
  }

  function push(cmd: string, body: object): string {
    const reqId = `${cmd}-${++count}`;
    for (const socket of subscribed) socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }));
    return reqId;
  }

  const base = (from: string, chatid: string | undefined) => ({
    msgid: `msg-${++count}`,
    create_time: Math.floor(Date.now() / 1000),
    aibotid: botId,
    chattype: chatid === undefined ? "single" : "group",
    ...(chatid === undefined ? {} : { chatid }),
    from: { userid: from },
  });

  return {
    botId,
    secret,
    said,
    updates,
    /** Each try to subscribe, and whether it was let in. */
    subscriptions,
    url: () => `ws://127.0.0.1:${port}`,
    start: () =>
      new Promise<void>((resolve) => {
        wss = new WebSocketServer({ server });
        wss.on("connection", welcome);
        server.listen(port, "127.0.0.1", () => {
          port = (server.address() as AddressInfo).port;
          resolve();
        });
      }),
    /** Goes away; `start` brings it back at the same port. */
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.terminate();
        wss?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    hangUp() {
      for (const socket of sockets) socket.terminate();
    },
    /** Another machine subscribed with the same bot. */
    takeOver: () =>
      push("aibot_event_callback", {
        ...base("", undefined),
        msgtype: "event",
        event: { eventtype: "disconnected_event" },
      }),
    connections: () => subscribed.size,
    fail: (cmd: string, ...more: BotFault[]) => void faults.set(cmd, [...(faults.get(cmd) ?? []), ...more]),
    /** Somebody writes to the bot, in private or, with `chatid`, in a group; the message as it was pushed. */
    write(from: string, content: object, chatid?: string) {
      const body = { ...base(from, chatid), ...content };
      push("aibot_msg_callback", body);
      return body;
    },
    text: (content: string) => ({ msgtype: "text", text: { content } }),
    /** Pushes a message once more, as it was. */
    again: (body: object) => void push("aibot_msg_callback", body),
    /** Somebody presses the button with this label on the card; which frame it was. */
    press(from: string, { card, to }: BotSaid, label: string) {
      const button = card?.button_list?.find((one) => one.text === label);
      if (!button) throw new Error(`no button ${label} on the card`);
      return this.pressKey(
        from,
        { key: button.key, task: card?.task_id ?? "" },
        to === from ? undefined : to,
      );
    },
    pressKey(from: string, { key, task }: { key: string; task: string }, chatid?: string) {
      const event = {
        eventtype: "template_card_event",
        template_card_event: { card_type: "button_interaction", event_key: key, task_id: task },
      };
      return push("aibot_event_callback", { ...base(from, chatid), msgtype: "event", event });
    },
    /** Puts a file where messages point to, encrypted with a key of its own. */
    file(name: string, bytes: Uint8Array) {
      const key = randomBytes(32);
      const pad = 32 - (bytes.length % 32);
      const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
      const sealed = Buffer.concat([
        cipher.update(Buffer.concat([bytes, Buffer.alloc(pad, pad)])),
        cipher.final(),
      ]);
      const path = `/${createHash("md5").update(key).digest("hex")}`;
      files.set(path, { name, bytes: sealed });
      return { url: `http://127.0.0.1:${port}${path}`, aeskey: key.toString("base64") };
    },
  };
}

interface Frame {
  readonly cmd?: string;
  readonly headers: { readonly req_id: string };
  readonly body?: Record<string, never>;
}

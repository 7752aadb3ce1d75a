import { stat } from "node:fs/promises";
import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import { type Content, DeliveryError, type OutgoingFile, type SentMessage } from "../channel.ts";
import type { WecomClient } from "../wecom/client.ts";
import { isTooOften, WecomError } from "../wecom/wecom-error.ts";
import { splitText } from "./split-text.ts";

/** Somebody has just opened the conversation: one text may greet them, by the code that the event brought. */
export interface Welcomes {
  /** The code for this person, once. */
  take(to: Address): string | undefined;
}

/** The five messages are spent, or the 48 hours are over, or the conversation was ended: they have to write first. */
const WINDOW = new Set([95001, 95002, 95013, 95018]);
/** A parameter that is none: of ours only a `msgid` that went out before can be. */
const BAD_PARAMETER = 40058;
/** What a temporary file may weigh (developer.work.weixin.qq.com/document/path/90253), in bytes. */
const MOST_BYTES: Record<OutgoingFile["kind"], number> = {
  image: 10 << 20,
  voice: 2 << 20,
  video: 10 << 20,
  file: 20 << 20,
};
const FITS: Partial<Record<OutgoingFile["kind"], RegExp>> = {
  image: /^image\/(?:jpeg|png)$/,
  voice: /amr/,
  video: /mp4/,
};

/** Sends with `kf/send_msg`. With a `key`, each part bears a `msgid` made of it: the network takes none twice. */
export function createSending(deps: {
  readonly name: string;
  readonly openKfId: string;
  readonly client: Pick<WecomClient, "post" | "upload">;
  readonly clock: Clock;
  readonly welcomes: Welcomes;
  isStopped(): boolean;
}): (to: Address, content: Content) => Promise<SentMessage> {
  const { client, clock } = deps;

  return async (to, content) => {
    if (to.channel !== deps.name) throw new DeliveryError("not-sent", "rejected", false);
    if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
    if (to.kind !== "user") throw new DeliveryError("not-sent", "unsupported", false);
    if (deps.isStopped()) throw new DeliveryError("not-sent", "offline", true);
    const texts = content.text === "" ? [] : splitText(content.text);
    const files = content.files ?? [];
    if (texts.length + files.length === 0) throw new DeliveryError("not-sent", "rejected", false);
    const code = content.key === undefined ? deps.welcomes.take(to) : undefined;
    if (code !== undefined && texts.length === 1 && files.length === 0) return welcome(code, texts[0] ?? "");
    const media: { kind: OutgoingFile["kind"]; id: string }[] = [];
    // Before the text goes: one that cannot be sent whole is better not begun.
    for (const file of files) media.push(await uploaded(file));
    let id: string | undefined;
    let part = 0;
    const send = async (body: object) => {
      const msgid = content.key && (part === 0 ? content.key : `${content.key}_${part}`);
      const given = await post(to, msgid ? { ...body, msgid } : body, part > 0);
      id ??= given;
      part++;
    };
    for (const text of texts) await send({ msgtype: "text", text: { content: text } });
    for (const { kind, id: media_id } of media) await send({ msgtype: kind, [kind]: { media_id } });
    return { at: clock.now(), parts: part, ...(id ? { id } : {}) };
  };

  /** Gives the message's id. */
  async function post(to: Address, body: object & { msgid?: string }, isBegun: boolean): Promise<string> {
    try {
      const whole = { touser: to.id, open_kfid: deps.openKfId, ...body };
      const { msgid = "" } = await client.post<{ msgid?: string }>("kf/send_msg", whole);
      return msgid;
    } catch (error) {
      const { code } = error as WecomError;
      // The same message once more: it went out, and the answer was lost with the line or the process.
      if (body.msgid !== undefined && code === BAD_PARAMETER) return body.msgid;
      const failure = failureOf(error);
      // A part of it is out; with ids of its own each part goes once, and the rest may be tried again.
      if (isBegun && body.msgid === undefined)
        throw new DeliveryError("unknown", failure.reason, false, { cause: error });
      throw failure;
    }
  }

  async function welcome(code: string, content: string): Promise<SentMessage> {
    try {
      const body = { code, msgtype: "text", text: { content } };
      const { msgid } = await client.post<{ msgid?: string }>("kf/send_msg_on_event", body);
      return { at: clock.now(), parts: 0, ...(msgid ? { id: msgid } : {}) };
    } catch (error) {
      throw failureOf(error);
    }
  }

  async function uploaded(given: OutgoingFile): Promise<{ kind: OutgoingFile["kind"]; id: string }> {
    const kind = FITS[given.kind]?.test(given.mime) === false ? "file" : given.kind;
    const { size } = await stat(given.path).catch(() => ({ size: Number.POSITIVE_INFINITY }));
    if (size > MOST_BYTES[kind]) throw new DeliveryError("not-sent", "rejected", false);
    try {
      return { kind, id: await client.upload({ ...given, kind }) };
    } catch (error) {
      const { reason, retryable } = failureOf(error);
      throw new DeliveryError("not-sent", reason, retryable, { cause: error });
    }
  }
}

function failureOf(error: unknown): DeliveryError {
  const cause = { cause: error };
  if (!(error instanceof WecomError)) return new DeliveryError("unknown", "rejected", false, cause);
  if (error.outcome === "unanswered") return new DeliveryError("unknown", "timeout", true, cause);
  if (error.outcome === "unreached") return new DeliveryError("not-sent", "offline", true, cause);
  if (error.code !== undefined && WINDOW.has(error.code))
    return new DeliveryError("not-sent", "window", false, cause);
  if (isTooOften(error.code)) return new DeliveryError("not-sent", "risk-control", true, cause);
  return new DeliveryError("not-sent", "rejected", false, cause);
}

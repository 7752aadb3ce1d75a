import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { type Channel, type ChannelEvents, type Content, DeliveryError, type Download } from "./channel.ts";
import { createPublicFetch } from "./fetch-public.ts";
import { type CallError, createCalls } from "./onebot/calls.ts";
import { createDialer } from "./onebot/dial.ts";
import { eventTime, type OnebotAnswer, type OnebotEvent, readFrame } from "./onebot/frames.ts";
import { fetchMissed } from "./onebot/history.ts";
import type { Line, LineEvents } from "./onebot/line.ts";
import { createListener } from "./onebot/listen.ts";
import { createMedia } from "./onebot/media.ts";
import { fileAsMessage, readMessage } from "./onebot/messages.ts";
import { createNotices } from "./onebot/notices.ts";
import { outgoingCalls } from "./onebot/outgoing.ts";
import { createOwnMessages } from "./onebot/own.ts";
import { createPulse } from "./onebot/pulse.ts";
import { createRecent } from "./onebot/recent.ts";
import { refusalOf } from "./onebot/refusals.ts";

export interface OnebotOptions {
  readonly name: string;
  /** Forward: the implementation's address, `ws://127.0.0.1:3001`. */
  readonly url?: string | undefined;
  /** Reverse: where the implementation dials us, `127.0.0.1:8095`; loopback where only a port is given. */
  readonly listen?: string | undefined;
  readonly token?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** When the app last lived: what residents wrote since is fetched on the first connection. Without it, nothing is. */
  readonly lastAlive?: (() => Promise<Date | undefined>) | undefined;
  /** Milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds between two attempts to connect; the longest keeps the bot within 15 s of its peer's return. */
  readonly backoff?: { readonly first: number; readonly longest: number };
  /** For tests, whose files lie on their own machine. */
  readonly fetchPublic?: ((url: string) => Promise<Download>) | undefined;
}

interface Timeouts {
  readonly call: number;
  /** NapCat gives up a text after ten seconds and says so: worth waiting for. */
  readonly send: number;
  /** A send that carries a file. */
  readonly upload: number;
  readonly probe: number;
}

export interface OnebotChannel extends Channel {
  /** Where the reverse form listens, once it does. */
  address(): { host: string; port: number } | undefined;
}

const usual: Timeouts = { call: 10_000, send: 20_000, upload: 90_000, probe: 5_000 };
const BACKOFF = { first: 500, longest: 8_000 };
/** Fetched again around a gap: clocks differ, and a frame may have been lost in the pipe. */
const OVERLAP = 60_000;

/** QQ over OneBot v11. Throws where neither or both forms of connection are given, or the reverse one without a token. */
export function createOnebotChannel(options: OnebotOptions): OnebotChannel {
  const { name, clock, logger } = options;
  const timeouts = { ...usual, ...options.timeouts };
  const pulse = createPulse(clock, (health) => {
    logger.info({ channel: name, online: health.online, fault: health.fault }, "qq health");
    on?.health(health);
  });
  const own = createOwnMessages(clock);
  const seen = createRecent(10_000);
  const partners = new Set<string>();
  let on: ChannelEvents | undefined;
  let self = "";
  /** Counts connections; what belongs to an earlier one is ignored. */
  let session = 0;
  let proven = false;
  let stopped = true;
  let lastFrame = clock.now();
  let listenedUntil: Date | undefined;
  let cancelWatch = () => {};

  const line = createLine(options, {
    open(account) {
      session++;
      proven = false;
      if (account !== undefined) self = account;
      lastFrame = clock.now();
      void introduce(session);
    },
    frame,
    lost(fault) {
      session++;
      proven = false;
      cancelWatch();
      if (pulse.online()) listenedUntil = lastFrame;
      calls.abandon();
      if (!stopped) pulse.lost(fault);
    },
  });
  const calls = createCalls({ clock, send: (text) => line.send(text), timeout: timeouts.call });
  const user = (id: string): Address => ({ channel: name, epoch: "", kind: "user", id });
  const group = (id: string): Address => ({ channel: name, epoch: "", kind: "group", id });
  const media = createMedia({ call: calls.call, fetchPublic: options.fetchPublic ?? createPublicFetch() });
  const notices = createNotices(
    { clock, self: () => self, user, group, call: calls.call },
    forwardEvents(() => on),
  );

  /** An open socket proves nothing: a server that refuses the token opens it too. An answer or `lifecycle.connect` does. */
  async function introduce(mine: number): Promise<void> {
    const options = { timeout: timeouts.probe };
    const [login, status] = await Promise.allSettled([
      calls.call("get_login_info", {}, options),
      calls.call("get_status", {}, options),
    ]);
    if (mine !== session) return;
    const answered = login.status === "fulfilled" || (login.reason as CallError).fault === "failed";
    if (!answered && !proven) return line.drop("no-answer");
    proven = true;
    line.proven();
    if (login.status === "fulfilled") self = field(login.value, "user_id") || self;
    pulse.connected(status.status === "fulfilled" ? online(status.value) : undefined);
    watch();
    await catchUp(mine);
  }

  /** Silence for two heartbeats: the peer has to answer something, or the socket is cut. */
  function watch(): void {
    cancelWatch();
    const mine = session;
    const silence = clock.now().getTime() - lastFrame.getTime();
    cancelWatch = clock.after(Math.max(pulse.patience() - silence, 50), () => {
      if (clock.now().getTime() - lastFrame.getTime() < pulse.patience()) return watch();
      const limit = Math.min(timeouts.probe, pulse.patience() / 2);
      void calls.call("get_status", {}, { timeout: limit }).then(watch, (error: CallError) => {
        if (mine !== session) return;
        if (error.fault === "no-answer") line.drop("no-answer");
        else watch();
      });
    });
  }

  async function catchUp(mine: number): Promise<void> {
    const groups = await calls.call("get_group_list").catch(() => undefined);
    if (mine === session) guarded(() => notices.compareGroups(groups));
    const last = listenedUntil ?? (await options.lastAlive?.().catch(() => undefined));
    if (mine !== session || last === undefined) return;
    const since = new Date(last.getTime() - OVERLAP);
    const wanted = { since, known: [...partners], unsettled: own.unsettled() };
    await fetchMissed(calls.call, wanted, (event) => guarded(() => message(event, true)));
  }

  function frame(raw: string): void {
    lastFrame = clock.now();
    guarded(() => {
      const read = readFrame(raw);
      if ("event" in read) receive(read.event);
      else if ("answer" in read) answered(read.answer);
      else logger.debug({ channel: name, bytes: raw.length }, "qq frame not understood");
    });
  }

  function answered(answer: OnebotAnswer): void {
    if (calls.answer(answer)) return;
    // NapCat and LLOneBot accept the socket, say this, and close.
    if (answer.retcode === 1403) line.drop("wrong-token");
  }

  function receive(event: OnebotEvent): void {
    if (event.self_id !== undefined) {
      if (self === "") self = event.self_id;
      if (event.self_id !== self) return;
    }
    if (event.post_type === "message" || event.post_type === "message_sent") message(event, false);
    else if (event.post_type === "meta_event") meta(event);
    else if (event.post_type === "request") notices.requested(event);
    else if (event.post_type === "notice") notice(event);
  }

  function meta(event: OnebotEvent): void {
    if (event.meta_event_type === "heartbeat") pulse.beat(event);
    else if (event.meta_event_type === "lifecycle" && event.sub_type === "connect") proven = true;
  }

  function notice(event: OnebotEvent): void {
    if (event.notice_type === "bot_offline") pulse.signedOut();
    else if (event.notice_type === "bot_online") pulse.signedIn();
    else if (event.notice_type === "offline_file") {
      const asMessage = fileAsMessage(event);
      if (asMessage) message(asMessage, false);
    } else notices.handle(event);
  }

  function message(event: OnebotEvent, past: boolean): void {
    const read = readMessage(event, { channel: name, self, now: clock.now(), ownText: own.text });
    if (!read) return;
    if ("own" in read) {
      on?.echo(own.seen(read.own));
      return;
    }
    const { message: found } = read;
    pulse.heard();
    const direct = found.chat.kind === "user";
    if (direct && isKnown(found.chat.id, event, found.text, past)) return;
    if (direct) partners.add(found.chat.id);
    on?.message(found);
  }

  /** Told by id and time, and for the past also by its words: not every history keeps the ids of the live messages. */
  function isKnown(peer: string, event: OnebotEvent, text: string, past: boolean): boolean {
    const second = Math.floor(eventTime(event, clock.now()).getTime() / 1000);
    const words = `${peer} ${second} ${text}`;
    const newId = seen.add(`${peer} ${second} #${event.message_id}`);
    const newWords = seen.add(words);
    return !newId || (past && !newWords);
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      logger.error({ channel: name, error: error instanceof Error ? error.name : "?" }, "qq event failed");
    }
  }

  async function send(to: Address, content: Content) {
    if (to.channel !== name) throw new DeliveryError("not-sent", "rejected", false);
    if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
    const parts = await outgoingCalls(to, content);
    if (parts.length === 0) throw new DeliveryError("not-sent", "rejected", false);
    if (stopped || !pulse.online()) throw new DeliveryError("not-sent", "offline", true);
    let id: string | undefined;
    for (const [index, part] of parts.entries()) {
      try {
        const data = await calls.call(part.action, part.params, {
          timeout: part.heavy ? timeouts.upload : timeouts.send,
          late: (late) => guarded(() => settle(to, content.text, late)),
        });
        const given = field(data, "message_id");
        if (given) own.sent(given, part.text);
        id ??= given || undefined;
        pulse.said();
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal.outcome === "unknown") own.unknown(to, content.text, part.text);
        // Something went out already: nobody may send the whole again.
        throw index > 0 ? new DeliveryError("unknown", refusal.reason, false, { cause: error }) : refusal;
      }
    }
    return { at: clock.now(), ...(id !== undefined && { id }) };
  }

  /** The answer came after all. */
  function settle(to: Address, text: string, data: unknown): void {
    const id = field(data, "message_id");
    on?.echo({ to, text, at: clock.now(), ...(id && { id }) });
  }

  return {
    name,
    type: "onebot",
    capabilities: {
      stableIds: true,
      acceptInvite: true,
      quote: true,
      image: true,
      file: true,
      voice: true,
      recall: true,
      sentId: true,
    },
    async start(events) {
      on = events;
      stopped = false;
      line.start();
    },
    send,
    download: media,
    health: pulse.health,
    epoch: () => "",
    address: () => line.address(),
    async stop() {
      if (stopped) return;
      stopped = true;
      cancelWatch();
      notices.stop();
      session++;
      calls.abandon();
      pulse.lost("offline");
      await line.stop();
    },
  };
}

function createLine({ url, listen, token, clock, backoff = BACKOFF }: OnebotOptions, on: LineEvents): Line {
  if (url !== undefined && listen === undefined) return createDialer({ url, token, clock, backoff }, on);
  if (url !== undefined || listen === undefined) throw new Error("onebot: either url or listen");
  if (!token) throw new Error("onebot: listen needs a token");
  const [, host = "", port = ""] = /^(?:(.*):)?(\d+)$/.exec(listen) ?? [];
  if (port === "") throw new Error("onebot: listen is host:port");
  return createListener(
    { host: host.replace(/^\[|\]$/g, "") || "127.0.0.1", port: Number(port), token, clock },
    on,
  );
}

/** The app's handlers as they are at the moment of an event; none before `start`. */
function forwardEvents(on: () => ChannelEvents | undefined): ChannelEvents {
  return {
    message: (e) => on()?.message(e),
    invitation: (e) => on()?.invitation(e),
    friendRequest: (e) => on()?.friendRequest(e),
    friendAdded: (e) => on()?.friendAdded(e),
    joined: (e) => on()?.joined(e),
    left: (e) => on()?.left(e),
    muted: (e) => on()?.muted(e),
    recalled: (e) => on()?.recalled(e),
    echo: (e) => on()?.echo(e),
    epoch: (e) => on()?.epoch(e),
    health: (e) => on()?.health(e),
  };
}

/** An id or text of an answer; `""` where it is not there. */
function field(data: unknown, key: string): string {
  if (typeof data !== "object" || data === null) return "";
  const value = (data as Record<string, unknown>)[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function online(status: unknown): boolean | undefined {
  const value =
    typeof status === "object" && status !== null && "online" in status ? status.online : undefined;
  return typeof value === "boolean" ? value : undefined;
}

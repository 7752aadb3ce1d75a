import type { payloads } from "wechaty-puppet";
import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  type ChannelMemory,
  DeliveryError,
  DownloadError,
} from "../channel.ts";
import { createClockOffset } from "../clock-offset.ts";
import { createAnnouncer } from "./announce.ts";
import { createIdentity, type Login } from "./identity.ts";
import { messageTime, readMessage, recalledId } from "./inbound.ts";
import { createInbox } from "./inbox.ts";
import { createLines } from "./line.ts";
import { openMedia, parseRef } from "./media.ts";
import { messageType } from "./message-type.ts";
import { canAcceptInvite, readAccess } from "./options.ts";
import { sendContent } from "./outbound.ts";
import { loadPuppets } from "./puppet.ts";
import { createRequests } from "./requests.ts";
import { createSession, type PuppetSession } from "./session.ts";
import { createSupervisor } from "./supervisor.ts";
import { within } from "./waiting.ts";

export interface WechatyOptions {
  readonly name: string;
  /** Only `wechaty-puppet-service`; every other puppet runs in the gateway. */
  readonly puppet: string;
  /** `{ endpoint?, token, authority?, tls?: { caCert?, serverName?, disable? }, acceptInvite? }`, checked by `start`. */
  readonly options: unknown;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps a few hundred digests between runs, so that a restart of the bot alone begins no new epoch. */
  readonly memory?: ChannelMemory;
  /** Older messages are not passed on, in milliseconds; a day where absent. The app drops duplicates by id. */
  readonly staleAfterMs?: number;
}

const A_DAY_MS = 24 * 60 * 60_000;
/** The library may drop the news of a login while it sets up its stream: a line that says nothing so long is made anew. */
const LOGIN_LIMIT_MS = 20_000;
/** After a login puppets replay what was on the phone for so long: only then may a message be too old. */
const REPLAY_MS = 30_000;
/** A stop ends within ten seconds, also on a store that does not answer. */
const SAVE_LIMIT_MS = 5_000;

/** WeChat through a Wechaty gateway (PROTOCOLS, Wechaty; decisions 0030 to 0032). */
export function createWechatyChannel(given: WechatyOptions): Channel {
  const { name, clock, logger } = given;
  const staleAfterMs = given.staleAfterMs ?? A_DAY_MS;
  const identity = createIdentity({ memory: given.memory, clock, logger });
  const inbox = createInbox({ clock, logger });
  let on: ChannelEvents | undefined;
  let supervisor: ReturnType<typeof createSupervisor> | undefined;
  let scanned: PuppetSession | undefined;
  let health: ChannelHealth = { online: false, since: clock.now(), fault: "offline" };

  const offset = createClockOffset(clock, () => {
    const { clockOffset: _, ...rest } = health;
    const ms = offset.ms();
    health = ms === undefined ? rest : { ...rest, clockOffset: ms };
    on?.health(health);
  });

  const address = (kind: Address["kind"], id: string, epoch: string): Address => ({
    channel: name,
    epoch,
    kind,
    id,
  });

  const setHealth = (online: boolean, fault?: string) => {
    if (health.online === online && health.fault === fault) return;
    const since = health.online === online ? health.since : clock.now();
    const { fault: _, ...rest } = health;
    health = { ...rest, online, since, ...(fault ? { fault } : {}) };
    on?.health(health);
  };

  const announce = createAnnouncer({
    clock,
    tell(epoch, groups) {
      identity.note(epoch, { groups });
      on?.epoch({
        epoch,
        groups: groups.map((group) => ({ address: address("group", group.id, epoch), name: group.name })),
      });
    },
  });

  const lines = createLines({
    identity,
    online(session, login, until) {
      setHealth(true);
      announce(session.puppet, login, until);
    },
    offline: (fault) => setHealth(false, fault),
  });

  const take = async (session: PuppetSession, raw: payloads.Message, login: Login) => {
    const { self, epoch } = login;
    const now = clock.now();
    const at = messageTime(raw.timestamp, now);
    const group = raw.roomId ? address("group", raw.roomId, epoch) : undefined;
    if (raw.talkerId === self.id) {
      const to = group ?? (raw.listenerId ? address("user", raw.listenerId, epoch) : undefined);
      if (to) on?.echo({ to, text: raw.text ?? "", id: raw.id, at });
      return;
    }
    if (raw.timestamp > 0) offset.heard(at);
    // What arrives later is live, whatever its time: a wrong clock must not silence it.
    const past = now.getTime() - login.at.getTime() < REPLAY_MS;
    const oldest = Math.max(login.notBefore, offset.networkNow().getTime() - staleAfterMs);
    if (past && at.getTime() < oldest) {
      on?.ignored("too-old");
      return;
    }
    const chat = group ?? address("user", raw.talkerId, epoch);
    if (raw.type === messageType.recalled) {
      on?.recalled({ chat, message: recalledId(raw.text ?? "") });
      return;
    }
    const message = await readMessage(raw, {
      puppet: session.puppet,
      self,
      clock,
      channel: name,
      epoch,
      past,
      address: (kind, id) => address(kind, id, epoch),
    });
    health = { ...health, lastIn: now };
    identity.note(epoch, {
      at,
      ...(group ? {} : { people: [{ id: raw.talkerId, name: message.fromName }] }),
    });
    on?.message(message);
  };

  const requests = createRequests({
    clock,
    logger,
    canAcceptInvite: canAcceptInvite(given.options),
    address,
    events: () => on,
    met: (epoch, group) => identity.note(epoch, { groups: [group] }),
  });

  const puppetEvents: Parameters<typeof createSession>[0]["on"] = {
    login: lines.begin,
    logout: (session) => lines.end(session, "signed-out"),
    ready: lines.ready,
    scan: (session) => {
      scanned = session;
    },
    message(session, id) {
      const login = lines.loginOf(session);
      if (login) inbox.arrive(session.puppet, id, login, (raw, settled) => take(session, raw, settled));
    },
    friendship: (session, id) => requests.friendship(session.puppet, id, lines.loginOf(session)),
    roomInvite: (session, id) => requests.invitation(session.puppet, id, lines.loginOf(session)),
    roomJoin: (session, { roomId, ids }) =>
      requests.joined(session.puppet, roomId, ids, lines.loginOf(session)),
    roomLeave: (session, { roomId, ids }) => requests.left(roomId, ids, lines.loginOf(session)),
  };

  return {
    name,
    type: "wechaty",
    capabilities: {
      stableIds: false,
      acceptInvite: canAcceptInvite(given.options),
      quote: false,
      image: true,
      file: true,
      voice: false,
      recall: false,
      sentId: false,
    },
    async start(events) {
      if (supervisor) return;
      const access = await readAccess(given.puppet, given.options);
      await identity.load();
      on = events;
      supervisor = createSupervisor<PuppetSession>({
        clock,
        create: async () =>
          createSession({ newPuppet: await loadPuppets(logger), access, clock, on: puppetEvents }),
        up: (session) => {
          if (lines.knows(session)) return;
          setHealth(false, "signed-out");
          clock.after(LOGIN_LIMIT_MS, () => {
            if (!lines.knows(session) && scanned !== session) session.giveUp("signed-out");
          });
        },
        down(fault) {
          lines.close(fault);
          setHealth(false, fault);
        },
      });
      supervisor.start();
    },
    async send(to, content) {
      if (to.channel !== name || to.epoch !== identity.epoch()) {
        throw new DeliveryError("not-sent", "stale-epoch", false);
      }
      const line = lines.current();
      if (line?.login.epoch !== to.epoch) throw new DeliveryError("not-sent", "offline", true);
      const id = await sendContent(line.session.puppet, to.id, content, clock);
      const at = clock.now();
      health = { ...health, lastOut: at };
      return { at, ...(id ? { id } : {}) };
    },
    // `say` gives no id that could be named to the puppet.
    recall: () => Promise.reject(new DeliveryError("not-sent", "unsupported", false)),
    async download(ref) {
      const { epoch, message } = parseRef(ref);
      if (epoch !== identity.epoch()) throw new DownloadError("expired", "a file of an earlier login");
      const line = lines.current();
      if (!line) throw new DownloadError("unreachable", "not connected");
      return openMedia(line.session.puppet, message, clock);
    },
    health: () => health,
    epoch: () => identity.epoch(),
    async stop() {
      const kept = within(clock, SAVE_LIMIT_MS, identity.save()).catch(() => {});
      await Promise.all([kept, supervisor?.stop()]);
      lines.close("offline");
      setHealth(false, "offline");
    },
  };
}

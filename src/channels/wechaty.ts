import type { payloads } from "wechaty-puppet";
import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  DeliveryError,
  DownloadError,
} from "./channel.ts";
import { createAnnouncer } from "./wechaty/announce.ts";
import { type ChannelMemory, createIdentity, type Login } from "./wechaty/identity.ts";
import { messageTime, messageType, readMessage, recalledId } from "./wechaty/inbound.ts";
import { createInbox } from "./wechaty/inbox.ts";
import { openMedia, parseRef } from "./wechaty/media.ts";
import { canAcceptInvite, readAccess } from "./wechaty/options.ts";
import { sendContent } from "./wechaty/outbound.ts";
import { loadPuppets } from "./wechaty/puppet.ts";
import { createRequests } from "./wechaty/requests.ts";
import { createSession, type PuppetSession } from "./wechaty/session.ts";
import { createSupervisor } from "./wechaty/supervisor.ts";
import { within } from "./wechaty/waiting.ts";

export type { ChannelMemory };

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
/** A stop ends within ten seconds, also on a store that does not answer. */
const SAVE_LIMIT_MS = 5_000;

/** One generation with the login it has; `login` resolves with nothing where the login ended before it was settled. */
interface Line {
  readonly session: PuppetSession;
  /** Of the login, until it ends. */
  account: string;
  login: Promise<Login | undefined>;
  settled: Login | undefined;
  end(): void;
  ready(): void;
}

/** A promise and what resolves it. */
function signal(): [Promise<void>, () => void] {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

/** WeChat through a Wechaty gateway (PROTOCOLS, Wechaty; decisions 0030 to 0032). */
export function createWechatyChannel(given: WechatyOptions): Channel {
  const { name, clock, logger } = given;
  const staleAfterMs = given.staleAfterMs ?? A_DAY_MS;
  const identity = createIdentity({ memory: given.memory, clock, logger });
  const inbox = createInbox({ clock, logger });
  let on: ChannelEvents | undefined;
  let supervisor: ReturnType<typeof createSupervisor> | undefined;
  let line: Line | undefined;
  let health: ChannelHealth = { online: false, since: clock.now(), fault: "offline" };

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

  const endLogin = (fault: string) => {
    if (line) Object.assign(line, { settled: undefined, account: "" }).end();
    setHealth(false, fault);
  };

  const beginLogin = (session: PuppetSession, account: string) => {
    // Our gateway says it twice, for the library may drop the first.
    if (line?.session === session && line.account === account) return;
    endLogin("signed-out");
    const [ended, end] = signal();
    const [isReady, ready] = signal();
    const gone = Promise.race([ended, session.lost]);
    const login = identity.settle(session.puppet, account, gone);
    const mine: Line = { session, account, login, settled: undefined, end, ready };
    line = mine;
    // At once, not when the supervisor comes to it: what the next gateway hears must not be meant for this one.
    void session.lost.then(() => {
      if (line === mine) endLogin("offline");
    });
    void login.then((settled) => {
      if (!settled || line !== mine) return;
      mine.settled = settled;
      setHealth(true);
      announce(session.puppet, settled, { ready: isReady, gone });
    });
  };

  const announce = createAnnouncer({
    clock,
    tell(epoch, groups) {
      for (const group of groups) identity.note(epoch, { groups: [group] });
      on?.epoch({
        epoch,
        groups: groups.map((group) => ({ address: address("group", group.id, epoch), name: group.name })),
      });
    },
  });

  const take = async (session: PuppetSession, raw: payloads.Message, login: Login) => {
    const { self, epoch } = login;
    const now = clock.now();
    const at = messageTime(raw.timestamp, now);
    const group = raw.roomId ? address("group", raw.roomId, epoch) : undefined;
    if (raw.talkerId === self.id) {
      const to = group ?? address("user", raw.listenerId ?? "", epoch);
      on?.echo({ to, text: raw.text ?? "", id: raw.id, at });
      return;
    }
    if (at.getTime() < Math.max(login.notBefore, now.getTime() - staleAfterMs)) return;
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

  const current = (session: PuppetSession) => (line?.session === session ? line.login : undefined);
  const puppetEvents: Parameters<typeof createSession>[0]["on"] = {
    login: beginLogin,
    logout: (session) => {
      if (line?.session === session) endLogin("signed-out");
    },
    scan: (session) => {
      if (line?.session === session && !line.settled) setHealth(false, "signed-out");
    },
    ready: (session) => {
      if (line?.session === session) line.ready();
    },
    message: (session, id) => {
      const login = current(session);
      if (login) inbox.arrive(session.puppet, id, login, (raw, settled) => take(session, raw, settled));
    },
    friendship: (session, id) => requests.friendship(session.puppet, id, current(session)),
    roomInvite: (session, id) => requests.invitation(session.puppet, id, current(session)),
    roomJoin: (session, { roomId, ids }) => requests.joined(session.puppet, roomId, ids, current(session)),
    roomLeave: (session, { roomId, ids }) => requests.left(roomId, ids, current(session)),
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
          if (line?.session !== session) setHealth(false, "signed-out");
        },
        down: (fault) => {
          endLogin(fault);
          line = undefined;
        },
      });
      supervisor.start();
    },
    async send(to, content) {
      if (to.channel !== name || to.epoch !== identity.epoch()) {
        throw new DeliveryError("not-sent", "stale-epoch", false);
      }
      const login = line?.settled;
      if (!line || !login || login.epoch !== to.epoch) throw new DeliveryError("not-sent", "offline", true);
      const id = await sendContent(line.session.puppet, to.id, content, clock);
      const at = clock.now();
      health = { ...health, lastOut: at };
      return { at, ...(id ? { id } : {}) };
    },
    async download(ref) {
      const { epoch, message } = parseRef(ref);
      if (epoch !== identity.epoch()) throw new DownloadError("expired", "a file of an earlier login");
      if (!line?.settled) throw new DownloadError("unreachable", "not connected");
      return openMedia(line.session.puppet, message, clock);
    },
    health: () => health,
    epoch: () => identity.epoch(),
    async stop() {
      const kept = within(clock, SAVE_LIMIT_MS, identity.save()).catch(() => {});
      await Promise.all([kept, supervisor?.stop()]);
      endLogin("offline");
    },
  };
}

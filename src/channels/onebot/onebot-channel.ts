import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  type ChannelMemory,
  DeliveryError,
  type Download,
} from "../channel.ts";
import { createClockOffset } from "../clock-offset.ts";
import { createPublicFetch } from "../fetch-public.ts";
import { createDialer } from "./dial.ts";
import { createFriends, type Friends } from "./friends.ts";
import { createGaps } from "./gaps.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { Line, LineEvents } from "./line.ts";
import { createListener } from "./listen.ts";
import { createMedia } from "./media.ts";
import { askMute } from "./mutes.ts";
import { createNotices, type Notices } from "./notices.ts";
import { createOwnMessages } from "./own.ts";
import { createPulse } from "./pulse.ts";
import { createReadUntil } from "./read-until.ts";
import { createRecall } from "./recall.ts";
import { createSending } from "./sending.ts";
import { createSession } from "./session.ts";
import { type Timeouts, usualTimeouts } from "./timeouts.ts";
import { createWays } from "./ways.ts";

export interface OnebotOptions {
  readonly name: string;
  /** Forward: the implementation's address, `ws://127.0.0.1:3001`. */
  readonly url?: string | undefined;
  /** Reverse: where the implementation dials us, `127.0.0.1:8095`; loopback where only a port is given. */
  readonly listen?: string | undefined;
  readonly token?: string | undefined;
  /** How many friends the account may have. */
  readonly friendLimit: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps until when messages were read, so that what was written in a gap is read also after a restart. */
  readonly memory?: ChannelMemory | undefined;
  /** When the app last lived, for a memory that holds nothing yet. Without either, a first connection fetches nothing. */
  readonly lastAlive?: (() => Promise<Date | undefined>) | undefined;
  /** Ids of the groups that the app believes muted: whether they still are is asked at each connection. Without it, it is not. */
  readonly mutedGroups?: (() => Promise<readonly string[]>) | undefined;
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds between two attempts to connect; the longest keeps the bot within 15 s of its peer's return. */
  readonly backoff?: { readonly first: number; readonly longest: number };
  /** For tests, whose files lie on their own machine. */
  readonly fetchPublic?: ((url: string) => Promise<Download>) | undefined;
}

export interface OnebotChannel extends Channel {
  /** Where the reverse form listens, once it does. */
  address(): { host: string; port: number } | undefined;
}

const BACKOFF = { first: 500, longest: 8_000 };

/** QQ over OneBot v11. Throws where neither or both forms of connection are given, or the reverse one without a token. */
export function createOnebotChannel(options: OnebotOptions): OnebotChannel {
  const { name, clock, logger } = options;
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  let app: { on: ChannelEvents; inbox: Inbox; notices: Notices; friends: Friends } | undefined;
  const offset = createClockOffset(clock, () => {
    logger.warn(
      { channel: name, clockOffset: offset.ms() ?? 0 },
      "this machine's clock, against the network's",
    );
    app?.on.health(health());
  });
  const pulse = createPulse(clock, ({ online, fault }) => {
    logger.info({ channel: name, online, fault }, "qq: health");
    app?.on.health(health());
    if (online) void catchUp();
    else {
      gap++;
      readUntil.interrupted();
    }
  });
  const readUntil = createReadUntil({ memory: options.memory, clock, logger, networkNow: offset.networkNow });
  const ways = createWays();
  const own = createOwnMessages(offset.networkNow);
  const session = createSession({
    name,
    clock,
    logger,
    timeouts,
    pulse,
    createLine: (on) => createLine(options, on),
    receive: (event) => app?.inbox.receive(event),
    ignored: (reason) => app?.on.ignored(reason),
    alive: readUntil.alive,
  });
  const { calls, line } = session;
  const late = (found: Parameters<ChannelEvents["echo"]>[0]) => app?.on.echo(found);
  const sendContent = createSending({ name, clock, timeouts, calls, pulse, own, ways, late });

  function health(): ChannelHealth {
    const count = app?.friends.count();
    const clockOffset = offset.ms();
    return {
      ...(count !== undefined && { friends: { count, limit: options.friendLimit } }),
      ...(clockOffset !== undefined && { clockOffset }),
      ...pulse.health(),
    };
  }

  const { lastAlive } = options;
  const gaps = createGaps({ name, logger, call: calls.call, offset, own, readUntil, lastAlive });

  /** Counts interruptions and attempts to catch up: only the latest may say that it came to its end. */
  let gap = 0;
  let cancelAgain = () => {};

  /** Groups joined and left, what residents wrote, mutes that ended, while nobody listened: missed events are not replayed. */
  async function catchUp(): Promise<void> {
    const mine = ++gap;
    cancelAgain();
    try {
      const groups = await calls.call("get_group_list", { no_cache: true }).catch(() => undefined);
      app?.notices.compareGroups(groups);
      await readUntil.open(session.account());
      const unread = app ? await gaps.read(app.inbox) : [];
      if (mine === gap) gaps.close(unread, (lost) => app?.on.missed(lost));
      if (mine === gap && readUntil.isBehind())
        cancelAgain = clock.after(timeouts.again, () => void catchUp());
      for (const id of (await options.mutedGroups?.()) ?? []) await lookAtMute(id);
      app?.friends.look();
    } catch (error) {
      logger.error(
        { channel: name, error: error instanceof Error ? error.name : "" },
        "qq: catching up failed",
      );
    }
  }

  function addressOf(kind: Address["kind"], id: string): Address {
    return { channel: name, epoch: "", kind, id };
  }

  /** `refused`: a send has just proved that it holds; then only its end is news. */
  async function lookAtMute(id: string, refused = false): Promise<void> {
    const mute = await askMute(calls.call, { group: id, self: session.account() }, clock.now());
    if (mute && (mute.until || !refused)) app?.on.muted({ address: addressOf("group", id), ...mute });
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
    async start(on) {
      const self = session.account;
      const deps = { clock, self, call: calls.call, effect: timeouts.effect };
      const user = (id: string) => addressOf("user", id);
      const group = (id: string) => addressOf("group", id);
      const friends = createFriends({ ...deps, user, befriended: ways.befriended }, on);
      const notices = createNotices({ ...deps, user, group, friends }, on);
      const reading = {
        name,
        clock,
        logger,
        self,
        call: calls.call,
        own,
        pulse,
        notices,
        offset,
        ways,
        readUntil,
      };
      app = { on, notices, friends, inbox: createInbox(reading, on) };
      session.start();
    },
    async send(to, content) {
      try {
        return await sendContent(to, content);
      } catch (error) {
        // It may have begun while nobody listened.
        const muted = error instanceof DeliveryError && error.reason === "muted";
        if (muted && to.kind === "group") void lookAtMute(to.id, true);
        throw error;
      }
    },
    recall: createRecall({ name, clock, calls, pulse }),
    download: createMedia({ call: calls.call, fetchPublic: options.fetchPublic ?? createPublicFetch() }),
    health,
    epoch: () => "",
    address: line.address,
    async stop() {
      app?.notices.stop();
      app?.friends.stop();
      cancelAgain();
      await session.stop();
      await readUntil.stop();
    },
  };
}

function createLine({ url, listen, token, clock, backoff = BACKOFF }: OnebotOptions, on: LineEvents): Line {
  if (url !== undefined && listen === undefined) return createDialer({ url, token, clock, backoff }, on);
  if (url !== undefined || listen === undefined) throw new Error("onebot: either url or listen");
  if (!token) throw new Error("onebot: listen needs a token");
  const [, host = "", port = ""] = /^(?:(.*):)?(\d+)$/.exec(listen) ?? [];
  if (port === "") throw new Error("onebot: listen is host:port");
  const bare = host.replace(/^\[|\]$/g, "") || "127.0.0.1";
  return createListener({ host: bare, port: Number(port), token, clock }, on);
}

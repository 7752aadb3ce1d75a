import { Readable } from "node:stream";
import {
  type Channel,
  type ChannelEvents,
  type Content,
  DeliveryError,
  DownloadError,
  type InboundMessage,
} from "../../src/channels/channel.ts";
import type { AnswerLimit } from "../../src/domain/answer-window.ts";
import { type Address, addressKey } from "../../src/domain/people.ts";
import type { Clock } from "../../src/lib/clock.ts";

export interface MemoryChannel extends Channel {
  /** What the bot sent, oldest first. */
  readonly sent: { to: Address; content: Content; at: Date }[];
  /** What the bot took back, oldest first. */
  readonly recalled: { to: Address; text: string }[];
  readonly events: ChannelEvents;
  address(kind: Address["kind"], id: string): Address;
  /** A message comes in; returns it. */
  receive(from: { id: string; name: string }, message: Partial<InboundMessage>): InboundMessage;
  /** A file of the network, to be named as an attachment's `ref`. */
  upload(content: Uint8Array): string;
  /** The next sends to this address fail so, until it is set to `undefined`. */
  failNext(to: Address, error: DeliveryError | undefined): void;
  changeEpoch(epoch: string): void;
}

/** A network numbers its messages on through the bot's restarts. */
let count = 0;

/** A channel whose network is this object: what tests say goes in, what the bot sends is kept. */
export function createMemoryChannel(clock: Clock, name = "test", answers?: AnswerLimit): MemoryChannel {
  let on: ChannelEvents | undefined;
  let online = false;
  let epoch = "";
  const since = clock.now();
  const sent: MemoryChannel["sent"] = [];
  const recalled: MemoryChannel["recalled"] = [];
  const files = new Map<string, Uint8Array>();
  const failures = new Map<string, DeliveryError>();
  const channel: MemoryChannel = {
    name,
    type: "local",
    capabilities: {
      stableIds: true,
      acceptInvite: true,
      quote: false,
      image: true,
      file: true,
      voice: true,
      recall: true,
      sentId: true,
      ...(answers ? { answers } : {}),
    },
    sent,
    recalled,
    get events() {
      if (!on) throw new Error("not started");
      return on;
    },
    async start(events) {
      on = events;
      online = true;
    },
    async stop() {
      online = false;
    },
    async send(to, content) {
      if (!online) throw new DeliveryError("not-sent", "offline", true);
      if (to.epoch !== epoch) throw new DeliveryError("not-sent", "stale-epoch", false);
      const failure = failures.get(addressKey(to));
      if (failure) throw failure;
      sent.push({ to, content, at: clock.now() });
      return { id: `s${sent.length}`, at: clock.now() };
    },
    async recall(to, { id, at }) {
      if (to.epoch !== epoch) throw new DeliveryError("not-sent", "stale-epoch", false);
      if (clock.now().getTime() - at.getTime() > 2 * 60_000)
        throw new DeliveryError("not-sent", "too-late", false);
      recalled.push({ to, text: sent[Number(id.slice(1)) - 1]?.content.text ?? "" });
    },
    async download(ref) {
      const content = files.get(ref);
      if (!content) throw new DownloadError("expired", "no such file");
      return { stream: Readable.from([content]) };
    },
    health: () => ({ online, since }),
    epoch: () => epoch,
    address: (kind, id) => ({ channel: name, epoch, kind, id }),
    receive(from, message) {
      const address = channel.address("user", from.id);
      const whole: InboundMessage = {
        channel: name,
        id: `m${++count}`,
        at: clock.now(),
        from: address,
        fromName: from.name,
        chat: address,
        text: "",
        attachments: [],
        mentionsMe: false,
        self: false,
        anonymous: false,
        system: false,
        ...message,
      };
      channel.events.message(whole);
      return whole;
    },
    upload(content) {
      const ref = `file-${files.size + 1}`;
      files.set(ref, content);
      return ref;
    },
    failNext(to, error) {
      if (error) failures.set(addressKey(to), error);
      else failures.delete(addressKey(to));
    },
    changeEpoch(next) {
      epoch = next;
    },
  };
  return channel;
}

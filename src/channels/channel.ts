import type { Readable } from "node:stream";
import type { AnswerLimit } from "../domain/answer-window.ts";
import type { Button } from "../domain/buttons.ts";
import type { Friends } from "../domain/friends.ts";
import type { Address } from "../domain/people.ts";
import type { Attachment } from "../domain/reports.ts";

/** One chat account on one network. Implementations do transport only: no rights, no texts, no store. */
export interface Channel {
  /** Name from jingmin.yaml; the `channel` of every address it makes. */
  readonly name: string;
  readonly type: "local" | "onebot" | "wechaty" | "manual" | "wecom-bot" | "wechat-kf" | "wecom-groups";
  readonly capabilities: ChannelCapabilities;
  /** Connects in the background and keeps trying; resolves at once also while the network is away. Rejects only on wrong configuration. */
  start(on: ChannelEvents): Promise<void>;
  /** Sends one message. Rejects with `DeliveryError` and nothing else. */
  send(to: Address, content: Content): Promise<SentMessage>;
  /**
   * Takes back a message that `send` gave an id for; of one that went out in parts, the first. Rejects with
   * `DeliveryError` and nothing else: `not-sent` where it surely still stands (`unsupported`: this network cannot;
   * `too-late`: its time is over), `unknown` where it may be gone.
   */
  recall(to: Address, sent: Required<Pick<SentMessage, "id" | "at">>): Promise<void>;
  /** Opens what an `InboundAttachment.ref` of this channel stands for; also after a restart, while the network still has it. */
  download(ref: string): Promise<Download>;
  health(): ChannelHealth;
  /** Current epoch of user and group ids; `""` where ids are stable or none is known yet. */
  epoch(): string;
  /** Where groups' owners send what is handed to them, and the bot sends nothing itself. */
  readonly ownerSends?: OwnerSends;
  /** Resolves within 10 s, whatever the peer does. Idempotent. */
  stop(): Promise<void>;
}

export interface ChannelCapabilities {
  /** Ids stay the same for ever; otherwise the epoch changes with them. */
  readonly stableIds: boolean;
  readonly acceptInvite: boolean;
  readonly quote: boolean;
  readonly image: boolean;
  readonly file: boolean;
  readonly voice: boolean;
  /** `recall` may succeed; where not, it rejects as `unsupported`. */
  readonly recall: boolean;
  /** `send` gives the network's message id. */
  readonly sentId: boolean;
  /** How much the bot may say to a person before they write again; without it, as much as it likes. */
  readonly answers?: AnswerLimit;
}

/**
 * Why a message that came in became none of the app's: `other-kind` (guild, discussion, whatever comes next),
 * `no-sender`, `duplicate`, `other-account` (one address given to two), `malformed`, `too-old` (a replay of a login before).
 */
export type IgnoredReason =
  | "other-kind"
  | "no-sender"
  | "duplicate"
  | "other-account"
  | "malformed"
  | "too-old";

/** Where a channel keeps a small string between runs: unsealed, so neither names nor accounts of people in the clear. */
export interface ChannelMemory {
  read(): Promise<string | undefined>;
  write(value: string): Promise<void>;
}

/** What the channel tells the app. Handlers never reject and never throw; the channel need not wait for them. */
export interface ChannelEvents {
  /**
   * `settled`, where given, is called once: with true when what became of the message is durable, with false where the
   * store did not take it, so that it is to be passed on again, with `again`.
   */
  message(message: InboundMessage, settled?: (isKept: boolean) => void): void;
  /** Words written in this time may never come: of one conversation where `chat` is given, else of any. */
  missed(gap: { from: Date; until: Date; chat?: Address }): void;
  /** A message came in and was not passed on: with `message` and `echo`, the account of everything that comes in. */
  ignored(reason: IgnoredReason): void;
  invitation(invitation: Invitation): void;
  friendRequest(request: FriendRequest): void;
  /**
   * Somebody opened the conversation, by a link or code that bears `scene`; `greets`: the network lets the bot greet them
   * now. `settled` as for a message.
   */
  entered(
    who: { address: Address; scene: string; greets: boolean },
    settled?: (isKept: boolean) => void,
  ): void;
  /** What `send` took with this `key` did not arrive. `window`: they have to write first. `settled` as for a message. */
  undelivered(
    failed: { to: Address; key: string; reason: "window" | "refused" | "rejected" },
    settled?: (isKept: boolean) => void,
  ): void;
  /** A friendship came about: greet. */
  friendAdded(who: { address: Address; name: string }): void;
  /** The bot itself is in a group now (`name` where the network says it). */
  joined(group: { address: Address; name?: string }): void;
  /** The bot itself was removed, or the group disbanded. */
  left(group: { address: Address }): void;
  /** The bot itself, or the whole group, was muted (`until` where the network says it) or unmuted. A mute runs out unsaid. */
  muted(group: { address: Address; muted: boolean; until?: Date }): void;
  /** A sender took a message back. */
  recalled(recall: { chat: Address; message: string }): void;
  /** An own message seen on the network: settles an `unknown`. */
  echo(echo: { to: Address; text: string; id?: string; at: Date }): void;
  /** Ids were re-issued: addresses of other epochs are stale from now on. `groups` are those of the new epoch, with names. */
  epoch(change: { epoch: string; groups: readonly { address: Address; name: string }[] }): void;
  /** Health changed between online and offline, or the fault did. */
  health(health: ChannelHealth): void;
}

export interface InboundMessage {
  readonly channel: string;
  /** The network's id; never unique by itself. Duplicates are told by channel, chat, id and time. */
  readonly id: string;
  readonly at: Date;
  readonly from: Address;
  readonly fromName: string;
  /** The conversation: the sender himself in a direct message, else the group. Answers go there. */
  readonly chat: Address;
  readonly text: string;
  readonly attachments: readonly InboundAttachment[];
  /** Group messages: the bot was addressed. */
  readonly mentionsMe: boolean;
  /** The bot's own message, echoed. */
  readonly self: boolean;
  /** An anonymous group member: no commands, no private reply. */
  readonly anonymous: boolean;
  /** Something the network or another machine says (friend accepted, red packet, missed call, auto-reply): never filed. */
  readonly system: boolean;
  /** Read from the network's history, after a gap: only such a message may be too old. What arrives live is live, whatever its time. */
  readonly past?: true;
  /** Passed on once more, after the store had not taken it. */
  readonly again?: true;
  /** The network's names for what in it nothing could be made of; with neither text nor attachments, all of it. */
  readonly unreadable?: readonly string[];
  readonly quoted?: { readonly id?: string; readonly text?: string };
}

export interface InboundAttachment {
  readonly kind: Attachment["kind"];
  readonly name?: string;
  /** Bytes, where the network says. */
  readonly size?: number;
  /** Opaque to all but the channel; a plain string that survives a restart. Treated as secret. */
  readonly ref: string;
}

export interface Download {
  readonly stream: Readable;
  readonly name?: string;
  readonly mime?: string;
}

/** A download that cannot succeed any more (`expired`, `refused`), as against one worth another try. */
export class DownloadError extends Error {
  constructor(
    readonly reason: "expired" | "refused" | "unreachable",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "DownloadError";
  }
}

export interface Content {
  /** Plain text; the channel escapes what its network would interpret, and splits what is too long for it. */
  readonly text: string;
  readonly files?: readonly OutgoingFile[];
  /** Network id of the message to quote, where the channel can. */
  readonly quote?: string;
  /** Shown below the text where the channel has cards, else left out: the text says what to write. */
  readonly buttons?: readonly Button[];
  /** The same each time that the same message is tried: a network that knows it takes none twice. Letters, digits, `-`. */
  readonly key?: string;
  /** What a limit of the network is to be kept for. */
  readonly severe?: boolean;
}

export type { Button } from "../domain/buttons.ts";

export interface OutgoingFile {
  readonly kind: Attachment["kind"];
  readonly name: string;
  readonly mime: string;
  /** Absolute path of a readable file. */
  readonly path: string;
}

export interface SentMessage {
  readonly id?: string;
  /** How many of the person's `answers` it took; one unless given. */
  readonly parts?: number;
  readonly at: Date;
}

export type DeliveryFault =
  | "offline"
  | "timeout"
  | "muted"
  | "removed"
  | "stale-epoch"
  | "risk-control"
  | "not-friend"
  | "unsupported"
  | "too-late"
  /** They have to write first: the time or the number of answers is over. */
  | "window"
  /** Handed over; the group's owner has to send it. They did not in time: `owner-silent`. */
  | "awaits-owner"
  | "owner-silent"
  /** The group may get no more today, or this month. */
  | "group-limit"
  | "rejected";

/** Why a send did not surely succeed. `not-sent`: the message certainly did not go out; `unknown`: it may have. */
export class DeliveryError extends Error {
  /** The network's id of what was handed over. */
  readonly sentId?: string;
  constructor(
    readonly outcome: "not-sent" | "unknown",
    readonly reason: DeliveryFault,
    readonly retryable: boolean,
    options?: ErrorOptions & { sentId?: string },
  ) {
    super(`${outcome}: ${reason}`, options);
    this.name = "DeliveryError";
    if (options?.sentId !== undefined) this.sentId = options.sentId;
  }
}

export interface ChannelHealth {
  readonly online: boolean;
  readonly since: Date;
  readonly lastIn?: Date;
  readonly lastOut?: Date;
  /** Milliseconds by which this machine's clock is ahead of the network's (negative: behind), where it is surely wrong. */
  readonly clockOffset?: number;
  /** As last counted, where the network limits them. */
  readonly friends?: Friends;
  /** Fixed words, for admins: `offline`, `wrong-token`, `signed-out`, `no-answer` … */
  readonly fault?: string;
}

export interface Invitation {
  readonly from: Address;
  readonly fromName: string;
  readonly group?: Address;
  readonly groupName?: string;
  accept(): Promise<void>;
}

export interface FriendRequest {
  readonly from: Address;
  readonly fromName: string;
  readonly message: string;
  accept(): Promise<void>;
}

/** A broadcast that was handed to the network for a group's owner to send. */
export interface HandedOver {
  readonly to: Address;
  readonly text: string;
  /** It was not handed over before. */
  readonly since: Date;
  /** The network's id, where it is known. */
  readonly id?: string;
}

/**
 * What became of it: `sent` by whom (the network's id of a person) and when; `waiting` for the owner, since when;
 * `not-sent` for good; `unknown` where nobody can say now.
 */
export type OwnerOutcome =
  | { readonly state: "sent"; readonly at: Date; readonly by: string; readonly id: string }
  | { readonly state: "waiting"; readonly id: string; readonly since: Date }
  | { readonly state: "not-sent"; readonly reason: DeliveryFault }
  | { readonly state: "unknown" };

/**
 * Of a channel whose groups' owners send what the bot hands over: its `send` rejects as `unknown`, `awaits-owner`, with
 * the network's id, and the network is asked later what became of it. One message carries text and pictures. Nothing
 * here rejects: what the network does not answer now is asked again.
 */
export interface OwnerSends {
  /** In the order of `sends`. */
  outcomes(sends: readonly HandedOver[]): Promise<readonly OwnerOutcome[]>;
  /** The network calls the owners who have not sent these. */
  remind(sends: readonly HandedOver[]): Promise<void>;
  /** Takes back what no owner has sent; gives those that surely go out no more. */
  cancel(sends: readonly HandedOver[]): Promise<readonly HandedOver[]>;
}

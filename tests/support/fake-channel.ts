import type { Channel, Content, SentMessage } from "../../src/channels/channel.ts";
import { DeliveryError, type DeliveryFault } from "../../src/channels/channel.ts";
import type { Friends } from "../../src/domain/friends.ts";
import type { Address } from "../../src/domain/people.ts";

export interface FakeChannel extends Channel {
  /** All calls that reached the network, oldest first: `id: text`. */
  readonly sent: { to: Address; text: string; files: number }[];
  texts(): string[];
  /** What the next calls do; the default is to succeed. */
  plan(...steps: Step[]): void;
  set(state: { online?: boolean; epoch?: string; friends?: Friends; clockOffset?: number | undefined }): void;
  /** Calls that have begun. */
  calls(): number;
  /** What was taken back, oldest first: `group: message id`. */
  readonly recalled: string[];
  refuseRecall(id: string, error: DeliveryError): void;
}

/** `reached`: the message is on the network all the same. `hang`: answers when the promise does. */
export type Step =
  | "ok"
  | { outcome: "not-sent" | "unknown"; reason: DeliveryFault; retryable?: boolean; reached?: boolean }
  | { hang: Promise<void> };

/** A channel without a network: does what it is told and remembers what went out. */
export function createFakeChannel(
  name = "qq",
  options: { type?: Channel["type"]; stableIds?: boolean; epoch?: string; recall?: boolean } = {},
): FakeChannel {
  const recalled: string[] = [];
  const recalls = new Map<string, DeliveryError>();
  const sent: FakeChannel["sent"] = [];
  const steps: Step[] = [];
  let online = true;
  let epoch = options.epoch ?? "";
  let calls = 0;
  let friends: Friends | undefined;
  let clockOffset: number | undefined;

  async function send(to: Address, content: Content): Promise<SentMessage> {
    calls++;
    const step = steps.shift() ?? "ok";
    const arrive = () => sent.push({ to, text: content.text, files: content.files?.length ?? 0 });
    if (!online) throw new DeliveryError("not-sent", "offline", true);
    if (to.epoch !== epoch) throw new DeliveryError("not-sent", "stale-epoch", false);
    if (step === "ok") arrive();
    else if ("hang" in step) {
      await step.hang;
      arrive();
    } else {
      if (step.reached) arrive();
      throw new DeliveryError(step.outcome, step.reason, step.retryable ?? false);
    }
    return { id: `m${sent.length}`, at: new Date(0) };
  }

  return {
    name,
    type: options.type ?? "onebot",
    capabilities: {
      stableIds: options.stableIds ?? true,
      acceptInvite: false,
      quote: false,
      image: true,
      file: true,
      voice: true,
      recall: options.recall ?? false,
      sentId: true,
    },
    start: async () => {},
    send,
    recall: async (to, { id }) => {
      const failure = recalls.get(id);
      if (failure) throw failure;
      recalled.push(`${to.id}: ${id}`);
    },
    download: () => Promise.reject(new Error("nothing to download")),
    health: () => ({
      online,
      since: new Date(0),
      ...(friends ? { friends } : {}),
      ...(clockOffset === undefined ? {} : { clockOffset }),
    }),
    epoch: () => epoch,
    stop: async () => {},
    sent,
    texts: () => sent.map(({ to, text }) => `${to.id}: ${text}`),
    plan: (...more) => void steps.push(...more),
    set(state) {
      online = state.online ?? online;
      epoch = state.epoch ?? epoch;
      friends = state.friends ?? friends;
      if ("clockOffset" in state) clockOffset = state.clockOffset;
    },
    calls: () => calls,
    recalled,
    refuseRecall: (id, error) => void recalls.set(id, error),
  };
}

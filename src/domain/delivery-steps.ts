import type { Delivery } from "./deliveries.ts";

/** How a send ended without a plain success; the fields of the port's `DeliveryError`. */
export interface SendFailure {
  readonly outcome: "not-sent" | "unknown";
  readonly reason: string;
  readonly retryable: boolean;
  /** The network's id of what was handed over. */
  readonly sentId?: string;
}

const SECOND = 1000;
/** Waits before an answer that may have gone out is repeated: longer than a peer is usually frozen, seldom enough not to pester. */
const DOUBTFUL_WAITS = [5 * SECOND, 30 * SECOND, 180 * SECOND, 900 * SECOND, 3600 * SECOND];
/** Calls after which a broadcast without an expiry is given up, though each was surely not sent. */
const MAX_BROADCAST_CALLS = 10;
/** The same for an answer or notice: with the waits between them about a day, in which no time offline counts. */
const MAX_CALLS = 150;

/** Milliseconds to wait after the `attempts`-th call: 5 s, doubling, at most 10 minutes. */
function backOffMs(attempts: number): number {
  return Math.min(5 * SECOND * 2 ** Math.max(attempts - 1, 0), 600 * SECOND);
}

/** The call is about to be made. For a broadcast this must be durable before it is. */
export function claimed(delivery: Delivery): Delivery {
  const { notBefore, ...rest } = delivery;
  return { ...rest, state: "sending", attempts: delivery.attempts + 1 };
}

/** The network took it. `sentId`: its message id, where it gives one. */
export function delivered(delivery: Delivery, at: Date, sentId?: string): Delivery {
  const doneAt = at.toISOString();
  const calm = untroubled(delivery);
  if (sentId === undefined) return { doneAt, ...calm, state: "sent" };
  return { doneAt, sentId, ...calm, state: "sent" };
}

/** Without the marks of earlier attempts; nearly every row has none. */
function untroubled(delivery: Delivery): Delivery {
  const isTried = delivery.notBefore !== undefined || delivery.refusal !== undefined;
  if (!isTried && delivery.doneAt === undefined && delivery.sentId === undefined) return delivery;
  const { notBefore, refusal, doneAt, sentId, ...rest } = delivery;
  return rest;
}

/** The process ended while the call was under way: nobody knows whether it went out. */
export function interrupted(delivery: Delivery, now: Date): Delivery {
  if (delivery.pictureOf) return givenUp(delivery, "failed", now, "interrupted");
  return { ...delivery, state: "unknown", refusal: "interrupted" };
}

/** The network took it and did not deliver it, as the person has to write first: it waits for that, under another key. */
export function toSendAgain(delivery: Delivery): Delivery {
  const again = (delivery.again ?? 0) + 1;
  return { ...untroubled(delivery), state: "pending", again, refusal: "window" };
}

/** Will not be sent any more, for a reason that no call was needed to find out. */
export function givenUp(
  delivery: Delivery,
  state: "failed" | "cancelled" | "expired",
  now: Date,
  refusal?: string,
): Delivery {
  return { ...delivery, state, doneAt: now.toISOString(), ...(refusal === undefined ? {} : { refusal }) };
}

/** Whether it is past its expiry. */
export function isOver(delivery: Pick<Delivery, "expires">, now: Date): boolean {
  return delivery.expires !== undefined && Date.parse(delivery.expires) <= now.getTime();
}

/**
 * What becomes of a row (attempts already counted) whose call was refused. A broadcast that may have gone out is
 * `unknown` and never repeated by itself, a picture has failed; an answer that may have gone out is repeated a few times.
 */
export function refused(delivery: Delivery, refusal: SendFailure, now: Date): Delivery {
  const again = (ms: number): Delivery => ({
    ...delivery,
    state: "pending",
    refusal: refusal.reason,
    notBefore: new Date(now.getTime() + ms).toISOString(),
  });
  const failed = givenUp(delivery, "failed", now, refusal.reason);
  if (refusal.outcome === "unknown") {
    if (delivery.pictureOf) return failed;
    const sentId = refusal.sentId === undefined ? {} : { sentId: refusal.sentId };
    if (delivery.kind === "broadcast")
      return { ...delivery, ...sentId, state: "unknown", refusal: refusal.reason };
    const wait = DOUBTFUL_WAITS[delivery.attempts - 1];
    return wait === undefined ? failed : again(wait);
  }
  if (!refusal.retryable) return failed;
  const tooLong =
    delivery.kind === "broadcast"
      ? delivery.expires === undefined && delivery.attempts >= MAX_BROADCAST_CALLS
      : delivery.attempts >= MAX_CALLS;
  return tooLong ? failed : again(backOffMs(delivery.attempts));
}

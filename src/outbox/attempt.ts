import { type Channel, type Content, DeliveryError, type SentMessage } from "../channels/channel.ts";
import type { SendFailure } from "../domain/delivery-steps.ts";
import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { OutboxResult } from "./outbox-reports.ts";
import type { UnconfirmedSend, UnconfirmedSends } from "./unconfirmed-sends.ts";

export type Attempt = { readonly sent: Pick<SentMessage, "id"> } | { readonly refusal: SendFailure };

/** The calls to channels: each is counted, and what became of it said in one way. */
export interface Attempts {
  /** The one call for these rows. An echo that came while it was under way says that it went out, whatever the call says. */
  attempt(rows: UnconfirmedSend["rows"], to: Address, content: Content, channel: Channel): Promise<Attempt>;
  /** An answer that is not kept. Never rejects. */
  say(to: Address, content: Content, channel: Channel): Promise<void>;
}

export function createAttempts(deps: {
  clock: Clock;
  logger: Logger;
  unconfirmed: UnconfirmedSends;
  onResult?(result: OutboxResult): void;
}): Attempts {
  const { clock, logger, unconfirmed } = deps;
  return {
    async attempt(rows, to, content, channel) {
      const [{ id, kind }] = rows;
      const doubt: UnconfirmedSend = {
        rows,
        text: content.text,
        to,
        since: clock.now().getTime(),
        calling: true,
      };
      unconfirmed.add(doubt);
      try {
        const sent = await channel.send(to, content);
        unconfirmed.forget(id);
        deps.onResult?.({ channel: channel.name, kind, outcome: "sent" });
        return { sent };
      } catch (error) {
        doubt.calling = false;
        const refusal = asSendFailure(error);
        if (!(error instanceof DeliveryError))
          logger.error({ err: error, channel: channel.name }, "a channel broke its promise");
        if (refusal.outcome !== "unknown" || doubt.echoed) unconfirmed.forget(id);
        if (refusal.outcome === "unknown" && doubt.echoed) return { sent: doubt.echoed };
        const { outcome, reason } = refusal;
        deps.onResult?.({ channel: channel.name, kind, outcome, reason });
        return { refusal };
      }
    },
    async say(to, content, channel) {
      try {
        await channel.send(to, content);
        deps.onResult?.({ channel: channel.name, kind: "say", outcome: "sent" });
      } catch (error) {
        const { outcome, reason } = asSendFailure(error);
        logger.warn({ channel: channel.name, outcome, reason }, "an answer was not sent");
        deps.onResult?.({ channel: channel.name, kind: "say", outcome, reason });
      }
    },
  };
}

/** What is no `DeliveryError` is a bug in the channel: then nobody knows. */
function asSendFailure(error: unknown): SendFailure {
  return error instanceof DeliveryError
    ? error
    : { outcome: "unknown", reason: "rejected", retryable: false };
}

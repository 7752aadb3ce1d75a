import { type Channel, type Content, DeliveryError, type SentMessage } from "../channels/channel.ts";
import type { Refusal } from "../domain/delivery-steps.ts";
import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Doubt, Doubts } from "./unconfirmed-sends.ts";
import type { OutboxResult } from "./outbox-reports.ts";

export type Attempt = { readonly sent: Pick<SentMessage, "id"> } | { readonly refusal: Refusal };

/** The calls to channels: each is counted, and what became of it said in one way. */
export interface Attempts {
  /** The one call for these rows. An echo that came while it was under way says that it went out, whatever the call says. */
  attempt(rows: Doubt["rows"], to: Address, content: Content, channel: Channel): Promise<Attempt>;
  /** An answer that is not kept. Never rejects. */
  say(to: Address, content: Content, channel: Channel): Promise<void>;
}

export function createAttempts(deps: {
  clock: Clock;
  logger: Logger;
  doubts: Doubts;
  onResult?(result: OutboxResult): void;
}): Attempts {
  const { clock, logger, doubts } = deps;
  return {
    async attempt(rows, to, content, channel) {
      const [{ id, kind }] = rows;
      const doubt: Doubt = { rows, text: content.text, to, since: clock.now().getTime(), calling: true };
      doubts.add(doubt);
      try {
        const sent = await channel.send(to, content);
        doubts.forget(id);
        deps.onResult?.({ channel: channel.name, kind, outcome: "sent" });
        return { sent };
      } catch (error) {
        doubt.calling = false;
        const refusal = asRefusal(error);
        if (!(error instanceof DeliveryError))
          logger.error({ err: error, channel: channel.name }, "a channel broke its promise");
        if (refusal.outcome !== "unknown" || doubt.echoed) doubts.forget(id);
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
        const { outcome, reason } = asRefusal(error);
        logger.warn({ channel: channel.name, outcome, reason }, "an answer was not sent");
        deps.onResult?.({ channel: channel.name, kind: "say", outcome, reason });
      }
    },
  };
}

/** What is no `DeliveryError` is a bug in the channel: then nobody knows. */
function asRefusal(error: unknown): Refusal {
  return error instanceof DeliveryError
    ? error
    : { outcome: "unknown", reason: "rejected", retryable: false };
}

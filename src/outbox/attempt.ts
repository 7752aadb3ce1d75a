import { type Channel, type Content, DeliveryError, type SentMessage } from "../channels/channel.ts";
import { sendKey } from "../domain/deliveries.ts";
import type { SendFailure } from "../domain/delivery-steps.ts";
import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { AnswerWindows } from "./answer-windows.ts";
import type { OutboxResult } from "./outbox-reports.ts";
import type { UnconfirmedSend, UnconfirmedSends } from "./unconfirmed-sends.ts";

export type Attempt = { readonly sent: Pick<SentMessage, "id"> } | { readonly refusal: SendFailure };

/** Calls channels to send, counts the results, and turns every failure into a `SendFailure`. */
export interface Attempts {
  /** One call for these rows. If the network's echo arrives during the call, the message counts as sent even when the call fails. */
  attempt(rows: UnconfirmedSend["rows"], to: Address, content: Content, channel: Channel): Promise<Attempt>;
  /** Sends a reply that is not stored. Never rejects. */
  say(to: Address, content: Content, channel: Channel): Promise<void>;
}

export function createAttempts(deps: {
  windows: Pick<AnswerWindows, "sent">;
  clock: Clock;
  logger: Logger;
  unconfirmed: UnconfirmedSends;
  onResult?(result: OutboxResult): void;
}): Attempts {
  const { clock, logger, unconfirmed } = deps;
  return {
    async attempt(rows, to, content, channel) {
      const [{ id, kind }] = rows;
      const send: UnconfirmedSend = {
        rows,
        text: content.text,
        to,
        since: clock.now().getTime(),
        calling: true,
      };
      unconfirmed.add(send);
      try {
        const sent = await channel.send(to, { ...content, key: sendKey(rows) });
        deps.windows.sent(to, sent.parts ?? 1);
        unconfirmed.forget(id);
        deps.onResult?.({ channel: channel.name, kind, outcome: "sent" });
        return { sent };
      } catch (error) {
        send.calling = false;
        const refusal = asSendFailure(error);
        if (!(error instanceof DeliveryError))
          logger.error(
            { err: error, channel: channel.name },
            "bug in a channel: send threw something other than DeliveryError",
          );
        if (refusal.outcome !== "unknown" || send.echoed) unconfirmed.forget(id);
        if (refusal.outcome === "unknown" && send.echoed) return { sent: send.echoed };
        const { outcome, reason } = refusal;
        deps.onResult?.({ channel: channel.name, kind, outcome, reason });
        return { refusal };
      }
    },
    async say(to, content, channel) {
      try {
        const sent = await channel.send(to, content);
        deps.windows.sent(to, sent.parts ?? 1);
        deps.onResult?.({ channel: channel.name, kind: "say", outcome: "sent" });
      } catch (error) {
        const { outcome, reason } = asSendFailure(error);
        logger.warn({ channel: channel.name, outcome, reason }, "reply not sent");
        deps.onResult?.({ channel: channel.name, kind: "say", outcome, reason });
      }
    },
  };
}

/** An error that is no `DeliveryError` is a bug in the channel; whether the message went out is unknown. */
function asSendFailure(error: unknown): SendFailure {
  return error instanceof DeliveryError
    ? error
    : { outcome: "unknown", reason: "rejected", retryable: false };
}

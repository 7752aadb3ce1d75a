import type { payloads } from "wechaty-puppet";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createRecent } from "../../lib/recent.ts";
import { createKeyedSerial, createSerial } from "../../lib/serial.ts";
import type { RemotePuppet } from "./puppet.ts";
import { within } from "./waiting.ts";

const PAYLOAD_LIMIT_MS = 10_000;
const MOST_REMEMBERED = 5_000;

/**
 * Fetches messages of which only the id is known, and hands them over in the order of their arrival, each
 * conversation for itself. One that was handed over is not handed over again: a gateway repeats the last minutes
 * after a reconnect.
 */
export function createInbox(deps: { clock: Clock; logger: Logger }) {
  const { clock, logger } = deps;
  const arrivals = createSerial();
  const conversations = createKeyedSerial();
  const seen = createRecent(MOST_REMEMBERED);

  const fetch = async (puppet: RemotePuppet, id: string) => {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const raw = await within(clock, PAYLOAD_LIMIT_MS, puppet.messagePayload(id)).catch(() => undefined);
      if (raw) return raw;
    }
    logger.warn("the gateway announced a message that it does not give");
    return undefined;
  };

  return {
    /** `context` is asked once all earlier ones have been; where it gives nothing, the message is dropped. */
    arrive<C>(
      puppet: RemotePuppet,
      id: string,
      context: Promise<C | undefined>,
      handle: (raw: payloads.Message, context: C) => Promise<void>,
    ) {
      const fetched = fetch(puppet, id);
      void arrivals.run(async () => {
        const [raw, where] = await Promise.all([fetched, context]);
        if (!raw || where === undefined) return;
        const conversation = raw.roomId || raw.talkerId;
        if (seen.add(JSON.stringify([conversation, raw.id, raw.timestamp]))) {
          conversations
            .run(conversation, () => handle(raw, where))
            .catch(() => logger.error("a message could not be read"));
        }
      });
    },
  };
}

import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import { type Content, DeliveryError, type SentMessage } from "../channel.ts";
import type { Calls } from "./calls.ts";
import { textField } from "./frames.ts";
import type { OwnMessage } from "./messages.ts";
import { type OutgoingCall, outgoingCalls } from "./outgoing.ts";
import type { OwnMessages } from "./own.ts";
import type { Pulse } from "./pulse.ts";
import { refusalOf } from "./refusals.ts";
import type { Timeouts } from "./timeouts.ts";
import type { Ways } from "./ways.ts";

/** Sends to users and groups; what was given up but then answered after all goes to `late`. */
export function createSending(deps: {
  readonly name: string;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly calls: Calls;
  readonly pulse: Pulse;
  readonly own: OwnMessages;
  readonly ways: Ways;
  late(own: OwnMessage): void;
}): (to: Address, content: Content) => Promise<SentMessage> {
  const { clock, timeouts, calls, pulse, own, ways } = deps;

  return async (to, content) => {
    if (to.channel !== deps.name) throw new DeliveryError("not-sent", "rejected", false);
    if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
    const [first = to, ...others] = ways.to(to);
    try {
      return await sendBy(first, content);
    } catch (error) {
      const [other] = others;
      if (!other || !isWrongWay(error)) throw error;
      const sent = await sendBy(other, content);
      ways.wrote(other);
      return sent;
    }
  };

  async function sendBy(to: Address, content: Content): Promise<SentMessage> {
    const queue = await outgoingCalls(to, content).catch((error: unknown) => {
      throw error instanceof DeliveryError
        ? error
        : new DeliveryError("not-sent", "rejected", false, { cause: error });
    });
    if (queue.length === 0) throw new DeliveryError("not-sent", "rejected", false);
    let id = "";
    for (let begun = false; queue.length > 0; begun = true) {
      const { action, params, text, heavy, instead } = queue.shift() as OutgoingCall;
      const last = queue.length === 0;
      try {
        // Parts that come at once look like a flood to the network, and to whoever reads them.
        if (begun) await pause(clock, timeouts.part);
        // A signed-out account loses what it is given, while the socket stays up.
        if (!pulse.online()) throw new DeliveryError("not-sent", "offline", true);
        const data = await calls.call(action, params, {
          timeout: heavy ? timeouts.upload : timeouts.send,
          late: (answer) => settle(to, last ? content.text : text, textField(answer, "message_id")),
        });
        const given = textField(data, "message_id");
        if (given) own.sent(given, text);
        id ||= given;
        pulse.said();
      } catch (error) {
        const refusal = error instanceof DeliveryError ? error : refusalOf(error);
        if (instead && refusal.outcome === "not-sent" && refusal.reason !== "offline") {
          queue.unshift(...instead);
          continue;
        }
        // An earlier part that is seen after all does not bring the later ones.
        if (refusal.outcome === "unknown" && last) own.unknown(to, content.text, text);
        // A part of it is out: nobody may send the whole once more.
        if (begun) throw new DeliveryError("unknown", refusal.reason, false, { cause: error });
        throw refusal;
      }
    }
    return { at: clock.now(), ...(id && { id }) };
  }

  function settle(to: Address, text: string, id: string): void {
    deps.late({ to, text, at: clock.now(), ...(id && { id }) });
  }
}

/** Nothing went out, for the person is a friend, or is none any more. */
function isWrongWay(error: unknown): boolean {
  return error instanceof DeliveryError && error.outcome === "not-sent" && error.reason === "not-friend";
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

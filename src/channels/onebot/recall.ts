import type { Clock } from "../../lib/clock.ts";
import { type Channel, DeliveryError } from "../channel.ts";
import type { Calls } from "./calls.ts";
import { numeric } from "./outgoing.ts";
import type { Pulse } from "./pulse.ts";
import { refusalOf } from "./refusals.ts";

/** QQ lets members take back what they wrote for so long. */
const RECALL_MS = 2 * 60_000;

/** Takes back own messages by `delete_msg`, while QQ allows it. */
export function createRecall(deps: {
  readonly name: string;
  readonly clock: Clock;
  readonly calls: Calls;
  readonly pulse: Pulse;
}): Channel["recall"] {
  const { clock, calls, pulse } = deps;
  return async (to, { id, at }) => {
    if (to.channel !== deps.name) throw new DeliveryError("not-sent", "rejected", false);
    if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
    if (clock.now().getTime() - at.getTime() > RECALL_MS)
      throw new DeliveryError("not-sent", "too-late", false);
    if (!pulse.online()) throw new DeliveryError("not-sent", "offline", true);
    try {
      await calls.call("delete_msg", { message_id: numeric(id) });
    } catch (error) {
      throw refusalOf(error);
    }
  };
}

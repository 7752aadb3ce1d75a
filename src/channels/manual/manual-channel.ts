import type { Clock } from "../../lib/clock.ts";
import { type Channel, DeliveryError, DownloadError } from "../channel.ts";

/**
 * The groups that officers post to themselves, because no account may or can. Nothing comes in and nothing goes out:
 * what is meant for such a group becomes a task for its office's officers (`delivery/postings.ts`).
 */
export function createManualChannel({ name, clock }: { name: string; clock: Clock }): Channel {
  const since = clock.now();
  return {
    name,
    type: "manual",
    capabilities: {
      stableIds: true,
      acceptInvite: false,
      quote: false,
      image: false,
      file: false,
      voice: false,
      recall: false,
      sentId: false,
    },
    start: async () => {},
    send: () => Promise.reject(new DeliveryError("not-sent", "unsupported", false)),
    recall: () => Promise.reject(new DeliveryError("not-sent", "unsupported", false)),
    download: () => Promise.reject(new DownloadError("refused", "nothing comes in by hand")),
    // There is no account that could be offline: the officers are always there.
    health: () => ({ online: true, since }),
    epoch: () => "",
    stop: async () => {},
  };
}

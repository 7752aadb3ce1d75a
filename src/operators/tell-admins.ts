import type { Channel } from "../channels/channel.ts";
import type { Address, Officer } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Outbox } from "../outbox/index.ts";
import { isReady, outboxRow } from "../outbox/index.ts";
import type { Store } from "../store/store.ts";
import type { Notifier } from "./notifier.ts";

/** Tells every admin over a working channel other than `avoid`; if no admin can be reached so, by webhook or e-mail. Never rejects. */
export type TellAdmins = (text: string, avoid?: string) => Promise<void>;

export function createTellAdmins(deps: {
  store: Store;
  outbox: Pick<Outbox, "say">;
  channels: ReadonlyMap<string, Channel>;
  notify: Notifier;
  clock: Clock;
  logger: Logger;
}): TellAdmins {
  const { store, outbox, channels, clock, logger } = deps;

  function reachable(address: Address, avoid: string | undefined): boolean {
    const channel = channels.get(address.channel);
    return (
      channel !== undefined && channel.name !== avoid && isReady(channel) && channel.epoch() === address.epoch
    );
  }

  return async (text, avoid) => {
    const admins = (await store.officers.all()).filter((o) => o.role === "admin" && !o.revokedAt);
    const found = admins.flatMap((admin: Officer) => {
      const to = admin.accounts.find((address) => reachable(address, avoid));
      return to ? [{ admin, to }] : [];
    });
    if (found.length === 0) {
      if (!(await deps.notify(text)))
        logger.error("admins could not be told: no channel, webhook or e-mail works");
      return;
    }
    const now = clock.now();
    try {
      await store.tx(async (t) => {
        for (const { admin, to } of found) {
          const row = { kind: "notice", to: { officer: admin.id }, channel: to.channel, text } as const;
          t.deliveries.put(outboxRow(row, now));
        }
      });
    } catch {
      // The store takes no writes; that may be the very thing to tell.
      await Promise.all(found.map(({ to }) => outbox.say(to, { text })));
    }
  };
}

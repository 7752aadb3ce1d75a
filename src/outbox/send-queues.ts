import type { Channel } from "../channels/channel.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { isReady } from "./address-validity.ts";
import { type Budget, broadcastsAbreast, callsAbreast } from "./budget.ts";
import type { AccountStatus } from "./outbox-reports.ts";
import { createSendQueue } from "./send-queue.ts";
import type { SendingAccount } from "./sender.ts";
import { createThrottle } from "./throttle.ts";

export type SendQueues = ReadonlyMap<string, SendingAccount>;

/** By channel name, a queue for each channel that the bot sends through; none for `manual`. `send` handles the row whose turn it is. */
export function openSendQueues(
  deps: Omit<Parameters<typeof createThrottle>[0], "channel" | "budget"> & {
    readonly channels: ReadonlyMap<string, Channel>;
    readonly budgets: ReadonlyMap<string, Budget>;
  },
  send: (row: Delivery, account: SendingAccount) => Promise<void>,
): SendQueues {
  const accounts = new Map<string, SendingAccount>();
  for (const channel of deps.channels.values()) {
    if (channel.type === "manual") continue;
    const throttle = createThrottle({
      ...deps,
      channel: channel.name,
      budget: deps.budgets.get(channel.name),
    });
    const queue = createSendQueue({
      clock: deps.clock,
      abreast: callsAbreast[channel.type],
      broadcastsAbreast: broadcastsAbreast(channel, deps.budgets.get(channel.name)),
      took: throttle.took,
      ready: () => isReady(channel),
      broadcastFrom: throttle.from,
      handle: (row) => send(row, account),
    });
    const account: SendingAccount = { ...queue, channel, throttle };
    accounts.set(channel.name, account);
  }
  return accounts;
}

/** The state of each account. */
export function statusOf(accounts: SendQueues): ReadonlyMap<string, AccountStatus> {
  return new Map(
    [...accounts].map(([name, { channel, throttle, queued }]) => [
      name,
      {
        queued: queued(),
        ...throttle.status(),
        ...(channel.health().online ? {} : { paused: "offline" as const }),
      },
    ]),
  );
}

import { createWechatyChannel } from "../../src/channels/wechaty/wechaty-channel.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { recordEvents } from "../contract/channel.ts";

/** A bot process with nothing but the channel: connects, tells which process-wide handlers there are, and ends. */
const [port, token] = process.argv.slice(2);
const channel = createWechatyChannel({
  name: "wechat",
  puppet: "wechaty-puppet-service",
  options: { endpoint: `127.0.0.1:${port}`, token },
  clock: systemClock,
  logger: createLogger({ level: "silent", pretty: false }),
});
const before = handlers();
await channel.start(
  recordEvents({
    health({ online }) {
      if (!online) return;
      process.send?.({ before, after: handlers() });
      void channel.stop().then(() => process.disconnect());
    },
  }),
);

function handlers(): Record<string, number> {
  const events = ["uncaughtException", "unhandledRejection", "SIGINT", "SIGTERM", "SIGHUP"];
  return Object.fromEntries(events.map((event) => [event, process.listenerCount(event)]));
}

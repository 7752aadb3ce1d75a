import { createLocalChannel } from "../../src/channels/local/local-channel.ts";
import { localPeople } from "../../src/channels/local/local-people.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createWebApp, serveWeb } from "../../src/web/server.ts";
import { recordEvents } from "../contract/channel.ts";

/** The local chat and its page over a real socket; in place of the bot something that repeats what it hears. */
export async function startEchoStation() {
  const channel = createLocalChannel({
    name: "local",
    clock: systemClock,
    ...localPeople({
      officers: [{ id: "wang", name: "王建国", role: "officer", office: "体育场警务室" }],
      groups: [
        { id: "g1", office: "体育场警务室", topics: [], kind: "community" },
        { id: "g2", topics: [], kind: "officers" },
      ],
    }),
  });
  const on = recordEvents({
    message: (m) => {
      if (m.chat.kind === "group" && !m.mentionsMe) return;
      void channel.send(m.chat, { text: `收到：${m.text || `${m.attachments.length}个文件`}`, quote: m.id });
    },
  });
  await channel.start(on);
  const createApp = () =>
    createWebApp({
      logger: createLogger({ level: "silent", pretty: false }),
      clock: systemClock,
      health: () => ({ writable: true }),
      ready: () => [{ name: "local", health: channel.health() }],
      chat: { room: channel, timezone: "Asia/Shanghai" },
    });
  const app = createApp();
  let web = await serveWeb(app, { host: "127.0.0.1", port: 0 });
  const { url } = web;
  return {
    url,
    channel,
    /** The server is gone for a while and comes back on the same port. */
    async interrupt(meanwhile: () => Promise<unknown>) {
      await web.close();
      await meanwhile();
      web = await serveWeb(app, { host: "127.0.0.1", port: Number(new URL(url).port) });
    },
    /** To the page the server is another process from now on, that knows nothing of the events before. */
    async restart() {
      await web.close();
      web = await serveWeb(createApp(), { host: "127.0.0.1", port: Number(new URL(url).port) });
    },
    async close() {
      await web.close();
      await channel.stop();
    },
  };
}

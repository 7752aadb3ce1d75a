import { expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../support/free-port.ts";
import { startPeer, TOKEN, worldOf } from "../../support/puppet-rig.ts";

/** Wechaty's 78 packages are read from the disk first; on a busy machine that alone takes seconds. */
const LOADING = 60_000;

test(
  "a bot written with Wechaty itself talks through the same gateway: nothing of ours is on the wire",
  async () => {
    const port = await freePort();
    const peer = await startPeer();
    onTestFinished(() => peer.kill());
    const world = worldOf(port, "a", {});
    await peer.open(world);
    const { WechatyBuilder } = await import("wechaty");
    const bot = WechatyBuilder.build({
      name: "plain",
      puppet: "wechaty-puppet-service",
      puppetOptions: { endpoint: `127.0.0.1:${port}`, token: TOKEN, tls: { disable: true } },
    });
    const heard: string[] = [];
    const known = new Set<string>();
    bot.on("message", async (message) => {
      // The gateway says again what came just before a bot connected: a message may be heard twice, by one id.
      if (message.self() || known.has(message.id)) return;
      known.add(message.id);
      heard.push(message.text());
      await message.say("收到");
    });
    await bot.start();
    // Before the peer goes: Wechaty does not outlive a lost connection.
    onTestFinished(() => bot.stop());
    await vi.waitFor(() => expect(bot.isLoggedIn).toBe(true), { timeout: 15_000 });
    await peer.dm("person", "路灯坏了");
    await vi.waitFor(
      async () => expect(await peer.sent()).toEqual([{ to: world.people.person?.id, text: "收到" }]),
      {
        timeout: 10_000,
      },
    );
    expect(heard).toEqual(["路灯坏了"]);
  },
  LOADING,
);

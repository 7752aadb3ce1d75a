import { afterAll, beforeAll } from "vitest";
import { createWechatyChannel } from "../../../src/channels/wechaty/wechaty-channel.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { channelContract } from "../../contract/channel.ts";
import { freePort } from "../../support/free-port.ts";
import { type Peer, startPeer, TOKEN, worldOf } from "../../support/puppet-rig.ts";

let peer: Peer;
beforeAll(async () => {
  peer = await startPeer();
}, 30_000);
afterAll(() => peer.kill());

for (const bare of [true, false]) {
  channelContract(bare ? "wechaty behind a bare PuppetServer" : "wechaty behind the gateway", async () => {
    const port = await freePort();
    const world = worldOf(port, "a", { bare });
    await peer.open(world);
    const person = world.people.person ?? { id: "", name: "" };
    const group = world.rooms.group ?? { id: "", name: "" };
    return {
      channel: createWechatyChannel({
        name: "wechat",
        puppet: "wechaty-puppet-service",
        options: { endpoint: `127.0.0.1:${port}`, token: TOKEN },
        clock: systemClock,
        logger: createLogger({ level: "silent", pretty: false }),
      }),
      person,
      group,
      dm: (text, image) =>
        peer.dm("person", text, image && { base64: Buffer.from(image).toString("base64"), name: "路灯.png" }),
      say: (text, options) =>
        peer.say("person", "group", options?.mention ? `@警民小助手\u2005${text}` : text, options?.mention),
      async received(where) {
        const id = where === "dm" ? person.id : group.id;
        return (await peer.sent()).filter((message) => message.to === id).map((message) => message.text);
      },
      async close() {},
    };
  });
}

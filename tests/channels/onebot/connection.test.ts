import { describe, expect, test } from "vitest";
import type { Address } from "../../../src/domain/people.ts";
import { begin, closeLater, connected, soon } from "../../support/onebot-bot.ts";
import { openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

const resident: Address = { channel: "qq", epoch: "", kind: "user", id: String(person.id) };

describe("the line", () => {
  for (const refuses of ["napcat", "lagrange"] as const) {
    test(`a token refused in the manner of ${refuses} is called so, and the bot comes when it is right`, async () => {
      const { peer, health, told } = await begin("forward", { peer: { token: "another", refuses } });
      await health({ online: false, fault: "wrong-token" });
      expect(told.health.some((h) => h.online)).toBe(false);
      peer.setToken("a-token-for-tests");
      await health({ online: true });
    });
  }

  test("a lost network is called offline, and the bot comes back by itself", async () => {
    const { channel, peer, health, told } = await connected();
    await peer.stop();
    await health({ online: false, fault: "offline" });
    peer.dm(person, [text("断线时写的")]);
    await peer.start();
    await health({ online: true });
    expect(channel.health()).not.toHaveProperty("fault");
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["断线时写的"]));
  });

  test("an open socket that says nothing is no connection", async () => {
    const { peer, health, told } = await begin("forward", {
      peer: { greets: false },
      channel: { timeouts: { probe: 100 } },
    });
    peer.freeze();
    await health({ online: false, fault: "no-answer" });
    expect(told.health.some((h) => h.online)).toBe(false);
    peer.thaw();
    await health({ online: true });
  });

  test("a greeting is proof enough where calls are not answered", async () => {
    const { health } = await (async () => {
      const rig = await openOnebot("forward", { channel: { timeouts: { probe: 100 } } });
      closeLater(rig);
      for (const action of ["get_login_info", "get_status"]) rig.peer.faults.set(action, { kind: "silent" });
      await rig.channel.start(recordAll().on);
      return { health: () => soon(() => expect(rig.channel.health().online).toBe(true)) };
    })();
    await health();
  });

  test("a peer that freezes with its socket open is noticed by its missing heartbeat", async () => {
    const { peer, health, told } = await connected("forward", { channel: { timeouts: { probe: 100 } } });
    const beat = {
      post_type: "meta_event",
      meta_event_type: "heartbeat",
      status: { online: true },
      interval: 60,
    };
    peer.push({ ...beat, time: 1764000000, self_id: 10001 });
    peer.dm(person, [text("在")]);
    await soon(() => expect(told.message).toHaveLength(1));
    peer.freeze();
    await health({ online: false, fault: "no-answer" });
    peer.thaw();
    await health({ online: true });
  });

  test("an implementation that dials us is heard again when it dials again, and nothing is missed", async () => {
    const { peer, health, told } = await connected("reverse");
    await peer.stop();
    await health({ online: false, fault: "offline" });
    peer.dm(person, [text("断线时")]);
    await peer.start();
    await health({ online: true });
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["断线时"]));
  });

  test("the token travels in the header, never in the address", async () => {
    const { peer } = await connected();
    expect(peer.lastHeaders().authorization).toBe("Bearer a-token-for-tests");
  });

  test("stopping while the peer is frozen takes no longer than two seconds", async () => {
    const { peer, channel } = await connected();
    peer.freeze();
    const began = Date.now();
    await channel.stop();
    expect(Date.now() - began).toBeLessThan(2500);
  });
});

describe("signed out with the socket up", () => {
  const ways = {
    "NapCat's notice and heartbeat": { notice: true, beats: true },
    "Lagrange's notice, its heartbeat saying true": { notice: true, beats: false },
    "LLOneBot's heartbeat alone": { notice: false, beats: true },
  };
  for (const [name, how] of Object.entries(ways)) {
    test(`${name}: nothing is sent, nothing is lost, and it ends`, async () => {
      const { peer, channel, health } = await connected("forward", { peer: { heartbeat: 50 } });
      peer.signOut(how);
      await health({ online: false, fault: "signed-out" });
      await expect(channel.send(resident, { text: "x" })).rejects.toMatchObject({
        outcome: "not-sent",
        reason: "offline",
        retryable: true,
      });
      expect(peer.received("user", person.id)).toEqual([]);
      peer.signIn({ notice: how.notice });
      await health({ online: true });
      await channel.send(resident, { text: "在了" });
      expect(peer.received("user", person.id)).toEqual(["在了"]);
    });
  }

  test("what was written while the account was out is fetched when it is in again", async () => {
    const { peer, health, told } = await connected();
    const frame = peer.dm(person, [text("之前")]);
    peer.signOut({ notice: true, beats: true });
    await health({ online: false });
    peer.world.history.push({ ...frame, message_id: 77, message: [text("掉线时")] });
    peer.signIn({ notice: true });
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["之前", "掉线时"]));
  });

  test("a connection to a signed-out account is not online", async () => {
    const rig = await openOnebot();
    closeLater(rig);
    rig.peer.world.online = false;
    await rig.channel.start(recordAll().on);
    await soon(() => expect(rig.channel.health()).toMatchObject({ online: false, fault: "signed-out" }));
  });
});

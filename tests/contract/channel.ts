import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Channel, ChannelEvents, InboundMessage } from "../../src/channels/channel.ts";
import { DeliveryError } from "../../src/channels/channel.ts";
import type { Address } from "../../src/domain/people.ts";

/** The other end of the wire: plays residents and reads what reached the network. */
export interface ChannelRig {
  readonly channel: Channel;
  /** Ids the network knows: a person who may write to the bot, and a group that both are in, where it has groups. */
  readonly person: { id: string; name: string };
  readonly group?: { id: string; name: string };
  /** What the network lets the bot hear: of a group only where it is mentioned, or nothing at all. Everything where absent. */
  readonly hears?: "mentions" | "nothing";
  dm(text: string, image?: Uint8Array): Promise<void>;
  say?(text: string, options?: { mention?: boolean }): Promise<void>;
  /** Texts of the bot that the person or the group can read, oldest first; a split text may be several. */
  received(where: "dm" | "group"): Promise<string[]>;
  close(): Promise<void>;
}

/** Every promise of the `Channel` port, against an implementation and a real peer. */
export function channelContract(name: string, open: () => Promise<ChannelRig>): void {
  describe(`channel contract: ${name}`, () => {
    let rig: ChannelRig;
    let messages: InboundMessage[];

    beforeEach(async () => {
      rig = await open();
      messages = [];
      await rig.channel.start(recordEvents({ message: (m) => messages.push(m) }));
      await vi.waitFor(() => expect(rig.channel.health().online).toBe(true), { timeout: 20_000 });
    }, 30_000);
    afterEach(async () => {
      await rig.channel.stop();
      await rig.close();
    }, 30_000);

    const arrived = async (count: number) => {
      await vi.waitFor(() => expect(messages.filter((m) => !m.self).length).toBeGreaterThanOrEqual(count), {
        timeout: 10_000,
      });
      return messages.filter((m) => !m.self);
    };
    /** A network that counts answers lets nobody be written to who has not written. */
    const mayAnswer = async () => {
      if (!rig.channel.capabilities.answers) return;
      await rig.dm("在吗");
      await arrived(1);
    };
    const to = (kind: "user" | "group"): Address => ({
      channel: rig.channel.name,
      epoch: rig.channel.epoch(),
      kind,
      id: kind === "user" ? rig.person.id : (rig.group?.id ?? ""),
    });

    test("a direct message arrives with who, where and what", async () => {
      await rig.dm("路灯坏了 &amp; [CQ:at,qq=all] <b>");
      const [message] = await arrived(1);
      expect(message).toMatchObject({
        channel: rig.channel.name,
        text: "路灯坏了 &amp; [CQ:at,qq=all] <b>",
        from: to("user"),
        chat: to("user"),
        fromName: rig.person.name,
        self: false,
        anonymous: false,
        system: false,
      });
      expect(Math.abs((message?.at.getTime() ?? 0) - Date.now())).toBeLessThan(120_000);
      expect(message?.id).toMatch(/./);
    });

    test("messages of one conversation arrive in the order they were sent", async () => {
      for (const text of ["一", "二", "三", "四", "五"]) await rig.dm(text);
      expect((await arrived(5)).map((m) => m.text)).toEqual(["一", "二", "三", "四", "五"]);
    });

    test("a group message says whether the bot was addressed", async () => {
      if (!rig.say) return;
      await rig.say("大家早");
      await rig.say("我要举报", { mention: true });
      const all = await arrived(rig.hears === "mentions" ? 1 : 2);
      const addressed = all.at(-1);
      if (rig.hears === "mentions") expect(all).toHaveLength(1);
      else expect(all[0]).toMatchObject({ chat: to("group"), from: to("user"), mentionsMe: false });
      expect(addressed).toMatchObject({ chat: to("group"), from: to("user"), mentionsMe: true });
      expect(addressed?.text).toContain("我要举报");
    });

    test("a picture arrives and can be downloaded byte for byte", async () => {
      const picture = tinyPng();
      await rig.dm("", picture);
      const attachment = (await arrived(1)).flatMap((m) => m.attachments)[0];
      expect(attachment?.kind).toBe("image");
      const { stream } = await rig.channel.download(attachment?.ref ?? "");
      const hash = createHash("sha256");
      for await (const chunk of stream) hash.update(chunk);
      expect(hash.digest("hex")).toBe(createHash("sha256").update(picture).digest("hex"));
    });

    test("a text reaches the person and the group as it was written", async () => {
      const text = "【别点“退款”链接】\n[CQ:at,qq=all] &amp; 接到电话就挂掉";
      await mayAnswer();
      await rig.channel.send(to("user"), { text });
      if (rig.group) await rig.channel.send(to("group"), { text });
      for (const where of rig.group ? (["dm", "group"] as const) : (["dm"] as const)) {
        await vi.waitFor(async () => expect(await rig.received(where)).toEqual([text]), { timeout: 10_000 });
      }
    });

    test("a stale epoch refuses to send, and nothing goes out", async () => {
      await expect(
        rig.channel.send({ ...to("user"), epoch: "an-earlier-login" }, { text: "x" }),
      ).rejects.toMatchObject({ name: "DeliveryError", outcome: "not-sent", reason: "stale-epoch" });
      expect(await rig.received("dm")).toEqual([]);
    });

    test("a message is taken back where the network can, and long after it stands", async () => {
      const { recall } = rig.channel.capabilities;
      const where = rig.group ? "group" : "user";
      await mayAnswer();
      const first = await rig.channel.send(to(where), { text: "停水改到明天" });
      await rig.channel.send(to(where), { text: "以这条为准" });
      const texts = () => rig.received(rig.group ? "group" : "dm");
      await vi.waitFor(async () => expect(await texts()).toHaveLength(2), { timeout: 10_000 });
      const sent = { id: first.id ?? "none", at: first.at };
      if (!recall) {
        await expect(rig.channel.recall(to(where), sent)).rejects.toMatchObject({
          name: "DeliveryError",
          outcome: "not-sent",
          reason: "unsupported",
        });
        return expect(await texts()).toHaveLength(2);
      }
      const refused = { name: "DeliveryError", outcome: "not-sent" };
      const old = { ...sent, at: new Date(sent.at.getTime() - 60 * 60_000) };
      await expect(rig.channel.recall(to("group"), old)).rejects.toMatchObject({
        ...refused,
        reason: "too-late",
      });
      const stale = { ...to("group"), epoch: "an-earlier-login" };
      await expect(rig.channel.recall(stale, sent)).rejects.toMatchObject(refused);
      expect(await texts()).toHaveLength(2);
      await rig.channel.recall(to("group"), sent);
      expect(await texts()).toEqual(["以这条为准"]);
    });

    test("after stop nothing is sent and stopping again is harmless", async () => {
      const target = to("user");
      await rig.channel.stop();
      await rig.channel.stop();
      const refused = rig.channel.send(target, { text: "x" });
      await expect(refused).rejects.toBeInstanceOf(DeliveryError);
      await expect(refused).rejects.toMatchObject({ outcome: "not-sent" });
      expect(rig.channel.health().online).toBe(false);
    });
  });
}

/** `ChannelEvents` that does nothing but what is given. */
export function recordEvents(on: Partial<ChannelEvents>): ChannelEvents {
  const nothing = () => {};
  return {
    ignored: nothing,
    missed: nothing,
    invitation: nothing,
    friendRequest: nothing,
    friendAdded: nothing,
    joined: nothing,
    left: nothing,
    muted: nothing,
    recalled: nothing,
    echo: nothing,
    epoch: nothing,
    health: nothing,
    ...on,
    message(message, settled) {
      on.message?.(message);
      settled?.(true);
    },
    entered(who, settled) {
      on.entered?.(who);
      settled?.(true);
    },
    undelivered(failed, settled) {
      on.undelivered?.(failed);
      settled?.(true);
    },
  };
}

/** A valid 1×1 PNG. */
export function tinyPng(): Uint8Array {
  return Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
}

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { daily } from "../support/daily-alerts.ts";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Ten minutes before the alert of the day. */
const at = new Date("2026-11-24T00:00:00Z");

/** A station whose alerts want a picture: `poster` as the files say it. */
async function station(poster: string, options: ChatOptions = {}): Promise<{ chat: Chat; alerts: string }> {
  const alerts = await daily();
  for (const title of ["一", "二"])
    await writeFile(
      join(alerts, "daily", `${title}.md`),
      `---\ntitle: ${title}\nposter: ${poster}\n---\n正文\n{station}\n`,
    );
  const chat = await startChat({
    officers: [{ name: "管", role: "admin" }],
    groups: ["g1", "g2"],
    config: { alerts },
    at,
    ...options,
  });
  return { chat, alerts };
}

/** What a group got: the texts, and for a picture its type. */
function got({ channel }: Chat, group: string): string[] {
  return channel.sent
    .filter(({ to }) => to.kind === "group" && to.id === group)
    .map(({ content }) => content.text || `<${content.files?.map(({ mime }) => mime).join()}>`);
}

describe("the picture of an alert", () => {
  it("comes once into each group, after the text, which is the same with it and without", async () => {
    const { chat } = await station("true");
    await chat.advance(HOUR);
    for (const group of ["g1", "g2"])
      expect(got(chat, group)).toEqual(["【二】\n正文\n光明路派出所", "<image/png>"]);
    const [text] = await chat.store.deliveries.ofSlot("daily@2026-11-24T08:10:00");
    // The picture counts as no delivery of its own: two groups, two rows.
    expect(await chat.store.deliveries.ofSlot("daily@2026-11-24T08:10:00")).toHaveLength(2);
    expect(await chat.store.deliveries.get(text?.pictureRow ?? "")).toMatchObject({
      state: "sent",
      text: "",
    });
    await chat.restart();
    await chat.advance(HOUR);
    expect(got(chat, "g1")).toEqual([]);
  });

  it("is a file while a row waits for it, and gone when none does", async () => {
    const { chat } = await station("true");
    chat.channel.failNext(
      chat.channel.address("group", "g2"),
      new DeliveryError("not-sent", "timeout", true),
    );
    await chat.advance(15 * MINUTE);
    const folder = join(chat.app.actions.config.data, "pictures");
    expect(await readdir(folder)).toHaveLength(1);
    chat.channel.failNext(chat.channel.address("group", "g2"), undefined);
    await chat.advance(90 * MINUTE);
    expect(got(chat, "g2").at(-1)).toBe("<image/png>");
    expect(await readdir(folder)).toEqual([]);
  });

  it("that does not arrive fails no alert: nobody is asked to post it, the admins hear of it once", async () => {
    for (const outcome of ["unknown", "not-sent"] as const) {
      const { chat } = await station("true");
      const { send } = chat.channel;
      let tried = 0;
      chat.channel.send = async (to, content) => {
        if (!content.files) return send(to, content);
        tried++;
        throw new DeliveryError(outcome, outcome === "unknown" ? "timeout" : "rejected", false);
      };
      await chat.advance(3 * HOUR);
      const rows = await chat.store.deliveries.ofSlot("daily@2026-11-24T08:10:00");
      expect(rows.map(({ state }) => state)).toEqual(["sent", "sent"]);
      expect(tried).toBe(2);
      const told = chat.officer("管").inbox.filter((text) => text.includes("图片"));
      expect(told).toEqual([expect.stringMatching(/^T2611-\d{3}「二」：文字已发到，图片有的群没发出去/)]);
      expect(chat.officer("管").inbox.join()).not.toContain("转发到");
    }
  });

  it("is not sent where the text was not", async () => {
    const { chat } = await station("true");
    chat.channel.failNext(
      chat.channel.address("group", "g1"),
      new DeliveryError("unknown", "timeout", false),
    );
    await chat.advance(HOUR);
    expect(got(chat, "g1")).toEqual([]);
    expect(got(chat, "g2")).toHaveLength(2);
  });

  it("that still waits when its alert is cancelled is not sent, and is told to nobody", async () => {
    const { chat } = await station("true");
    const { send } = chat.channel;
    chat.channel.send = async (to, content) => {
      if (!content.files) return send(to, content);
      throw new DeliveryError("not-sent", "timeout", true);
    };
    await chat.advance(11 * MINUTE);
    const [alert] = await chat.store.alerts.inStates(["broadcasting", "completed"], 1);
    if (!alert) throw new Error("nothing was sent");
    await chat.store.tx(async (t) => t.alerts.put({ ...alert, state: "cancelled" }));
    chat.channel.send = send;
    await chat.advance(HOUR);
    expect(got(chat, "g1")).toEqual(["【二】\n正文\n光明路派出所"]);
    expect(chat.officer("管").inbox.join()).not.toContain("图片");
  });

  it("is left out on a network that takes none, and by an alert that wants none", async () => {
    const { chat } = await station("false");
    await chat.advance(HOUR);
    expect(got(chat, "g1")).toEqual(["【二】\n正文\n光明路派出所"]);
    const { chat: plain } = await station("true");
    Object.assign(plain.channel, { capabilities: { ...plain.channel.capabilities, image: false } });
    await plain.advance(HOUR);
    expect(got(plain, "g1")).toEqual(["【二】\n正文\n光明路派出所"]);
    expect(plain.officer("管").inbox.join()).not.toContain("图片");
  });

  it("may be the station's own: its pixels alone go out; one that is missing is told of", async () => {
    const { chat, alerts } = await station("海报.png");
    await writeFile(join(alerts, "daily", "海报.png"), aPicture);
    await chat.advance(HOUR);
    expect(got(chat, "g1").at(-1)).toBe("<image/jpeg>");
    const { chat: missing } = await station("海报.png");
    await missing.advance(HOUR);
    expect(got(missing, "g1")).toHaveLength(1);
    expect(missing.officer("管").inbox.join()).toContain("图片有的群没发出去");
  });
});

/** A red pixel. */
const aPicture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  "base64",
);

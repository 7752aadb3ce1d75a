import { expect, test } from "vitest";
import type { Slot } from "../../src/domain/alerts.ts";
import { slotKey } from "../../src/domain/alerts.ts";
import type { Delivery, DeliveryState } from "../../src/domain/deliveries.ts";
import { newId } from "../../src/lib/ids.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

/** A slot as the scheduler leaves it, with one delivery in each of the states. */
async function slot(
  chat: Chat,
  due: string,
  more: Partial<Slot>,
  states: DeliveryState[] = [],
): Promise<void> {
  const now = new Date(due);
  const key = slotKey("daily", { local: due.slice(0, 19) });
  await chat.store.tx(async (t) => {
    t.slots.put({ key, schedule: "daily", series: "daily", due, state: "fired", at: due, ...more });
    for (const state of states) {
      const row: Delivery = {
        id: newId(now),
        kind: "broadcast",
        to: { group: "none" },
        text: "别点“退款”链接",
        state,
        attempts: 1,
        createdAt: due,
        slot: key,
      };
      t.deliveries.put(row);
    }
  });
}

test("today's alerts with what became of them, newest first; yesterday's are not there", async () => {
  const chat = await startChat({ officers: [{ name: "审计员", role: "auditor" }] });
  await chat.store.tx(async (t) =>
    t.alerts.put({
      id: "a1",
      state: "completed",
      series: "daily",
      file: "refund.md",
      title: "别点“退款”链接",
      category: "Security",
      severity: "Moderate",
      urgency: "Expected",
      certainty: "Likely",
      msgType: "Alert",
      text: "…",
    }),
  );
  await slot(chat, "2026-11-23T15:59:00.000Z", { alert: "a1" }, ["sent"]);
  await slot(chat, "2026-11-23T23:30:00.000Z", { alert: "a1" }, [
    "sent",
    "sent",
    "failed",
    "posted-by-hand",
    "unknown",
  ]);
  await slot(chat, "2026-11-24T00:30:00.000Z", { state: "missed", reason: "too-late" });
  await slot(chat, "2026-11-24T01:00:00.000Z", { reason: "no-group" });
  expect(await chat.officer("审计员").dm("/提示")).toEqual([
    [
      "今天3条提示：",
      "09:00 daily：没有要发的群",
      "08:30 daily：没发，错过了时间",
      "07:30 别点“退款”链接：已发2、失败1、手工1、不确定1",
    ].join("\n"),
  ]);
});

test("groups that nothing can be sent to are named, each with the reason", async () => {
  const chat = await startChat({ officers: ["李"], groups: ["体育场群", "广场群"] });
  const address = (name: string) => chat.channel.address("group", name);
  chat.channel.events.muted({ address: address("广场群"), muted: true });
  for (const name of ["甲", "乙", "丙", "丁"]) chat.channel.events.joined({ address: address(name), name });
  chat.channel.events.left({ address: address("体育场群") });
  await chat.idle();
  expect(await chat.officer("李").dm("/提示")).toEqual([
    "今天还没有到点的提示。\n发不到的群，没确认：4个（甲、乙、丙等）\n发不到的群，被禁言：1个（广场群）",
  ]);
});

test("eight to a page", async () => {
  const chat = await startChat({ officers: ["李"] });
  for (let minute = 10; minute < 20; minute++)
    await slot(chat, `2026-11-24T01:${minute}:00.000Z`, {}, ["sent"]);
  const [first = ""] = await chat.officer("李").dm("/提示");
  expect(first).toMatch(/^今天10条提示：\n09:19[\s\S]*还有2条，发「\/提示 第2页」$/);
  expect((await chat.officer("李").dm("/提示 第2页"))[0]).toMatch(/09:11 .*\n09:10 .*$/);
});

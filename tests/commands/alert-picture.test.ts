import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const photo = () => readFile(join(import.meta.dirname, "../fixtures/corridor.jpg"));
const station = () =>
  startChat({
    officers: ["李", { name: "所长", role: "leader" }],
    groups: ["群"],
    config: { alerts: join(import.meta.dirname, "../../alerts") },
  });

test("a picture with the draft, or after it, is sent after the text", async () => {
  for (const isWith of [true, false]) {
    const chat = await station();
    const images = [await photo()];
    const write = "/提示 写 别点退款链接\n挂掉。";
    const first = await chat.officer("李").dm(write, isWith ? { images } : {});
    const answers = isWith ? first : await chat.officer("李").dm("", { images });
    expect(answers).toEqual(["【别点退款链接】\n挂掉。\n光明路派出所", expect.stringContaining("配一张图")]);
    expect(await chat.officer("李").dm("好")).toEqual([expect.stringContaining("已送审")]);
    await chat.officer("所长").dm("同意");
    const sent = chat.channel.sent.filter(({ to }) => to.id === "群").map(({ content }) => content);
    expect(sent.map(({ text, files }) => [text, files?.length ?? 0])).toEqual([
      ["【别点退款链接】\n挂掉。\n光明路派出所", 0],
      ["", 1],
    ]);
  }
});

test("the picture of somebody who was looked for is erased when they are found", async () => {
  const chat = await station();
  for (const words of ["/提示 寻人", "王秀英", "76", "今早在菜市场", "红外套", "跳过"])
    await chat.officer("李").dm(words);
  await chat.officer("李").dm("", { images: [await photo()] });
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  const alert = await chat.store.alerts.byNumber("T2611-001");
  expect(await chat.store.attachments.ofReport(alert?.id ?? "")).toHaveLength(1);
  await chat.officer("李").dm("已找到 T2611-001");
  expect(await chat.store.attachments.ofReport(alert?.id ?? "")).toEqual([]);
  expect(await chat.store.alerts.byNumber("T2611-001")).not.toHaveProperty("poster");
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
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

/** Every file of the station's data that holds these words. */
async function filesWith(dir: string, words: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    // A checkpoint under way renames its files.
    const content = await readFile(path).catch(() => Buffer.of());
    if (content.includes(words)) found.push(path);
  }
  return found;
}

test("of somebody who was found nothing is left in the data: words, corrections, notices, tasks, picture", async () => {
  const chat = await startChat({
    officers: ["李", { name: "所长", role: "leader" }],
    groups: ["群", "另一群"],
    config: { alerts: join(import.meta.dirname, "../../alerts") },
  });
  chat.channel.failNext(
    chat.channel.address("group", "另一群"),
    new DeliveryError("not-sent", "muted", false),
  );
  for (const words of ["/提示 寻人", "王秀英", "76", "今早在菜市场", "红外套", "跳过"])
    await chat.officer("李").dm(words);
  await chat.officer("李").dm("", { images: [await photo()] });
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  await chat.advance(20_000);
  await chat.officer("李").dm("/提示 更正 T2611-001 王秀英往北关街去了");
  await chat.officer("所长").dm("同意");
  await chat.officer("李").dm("/提示 更正 T2611-002 王秀英穿蓝外套");
  expect(await filesWith(chat.dir, "王秀英")).not.toEqual([]);
  const [cancel] = await chat.officer("李").dm("已找到 T2611-002");
  expect(cancel).toMatch(/^【取消：寻人】/);
  expect(chat.said("群").at(-1)).toBe(cancel);
  // What was to correct it says nothing more, whoever approves it.
  expect((await chat.officer("所长").dm("同意 T2611-003")).join()).toMatch(/没有等您批的|眼下没有/);
  await chat.advance(3 * 60_000);
  expect(chat.said("群").at(-1)).toBe(cancel);
  await chat.restart();
  expect(await filesWith(chat.dir, "王秀英")).toEqual([]);
  expect(await readdir(join(chat.dir, "attachments"))).toEqual([]);
  expect((await chat.officer("李").dm("/提示 T2611-001")).join()).toMatch(/【寻人】\n内容已经删除/);
});

test("a search that is dropped, refused or never sent leaves nothing either", async () => {
  for (const end of ["取消", "否"]) {
    const chat = await station();
    for (const words of ["/提示 寻人", "王秀英", "76", "今早在菜市场", "红外套", "跳过", "跳过", "好"])
      await chat.officer("李").dm(words);
    if (end === "取消") await chat.officer("李").dm("/提示 取消");
    else await chat.officer("所长").dm("否 先不发");
    await chat.restart();
    expect(await filesWith(chat.dir, "王秀英")).toEqual([]);
  }
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadAlerts } from "../../src/alerts/alert-files.ts";
import { pictureFault, pictureSize } from "../../src/render/picture-size.ts";
import { daily } from "../support/daily-alerts.ts";
import { startChat } from "../support/start-chat.ts";

const photo = () => readFile(join(import.meta.dirname, "../fixtures/corridor.jpg"));
const station = () => startChat({ officers: ["李", { name: "所长", role: "leader" }], groups: ["群"] });
const text = "【别点退款链接】\n挂掉。\n光明路派出所";
const write = "/提示 写 别点退款链接\n挂掉。";

test("a picture sent before the words joins the draft, the last one within ten minutes, once", async () => {
  const chat = await station();
  const li = chat.officer("李");
  await li.dm("", { images: [await photo()] });
  await chat.advance(9 * 60_000);
  const answers = await li.dm(write);
  expect(answers).toEqual([text, expect.stringContaining("配一张图")]);
  expect(await li.dm(write)).toEqual([text, expect.not.stringContaining("配一张图，跟")]);
  await li.dm("/提示 送审 T2611-001");
  await chat.officer("所长").dm("同意");
  expect(chat.channel.sent.filter(({ to, content }) => to.id === "群" && content.files?.length)).toHaveLength(
    1,
  );
  await li.dm("", { images: [await photo()] });
  await chat.advance(11 * 60_000);
  expect(await li.dm(write)).toEqual([text, expect.not.stringContaining("配一张图，跟")]);
});

test("海报 puts a poster to a draft, in place of a picture; a picture takes its place again", async () => {
  const chat = await station();
  const li = chat.officer("李");
  expect((await li.dm(write)).join()).toContain("要配图回「海报」");
  expect((await li.dm("海报")).join()).toContain("配一张海报，跟在文字后面发");
  expect((await li.dm("", { images: [await photo()] })).join()).toContain("配一张图，跟");
  expect((await li.dm("/提示 海报")).join()).toContain("配一张海报，跟在文字后面发");
  await li.dm("好");
  await chat.officer("所长").dm("同意");
  await chat.advance(5_000);
  const files = chat.channel.sent
    .filter(({ to }) => to.id === "群")
    .flatMap(({ content }) => content.files ?? []);
  expect(files.map(({ mime }) => mime)).toEqual(["image/png"]);
});

/** A PNG or JPEG as far as its header says how large it is. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32BE(0x89504e47, 0);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc2, 0, 11, 8, 0, 0, 0, 0, 1, 1]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2]), frame]);
}

test("pictures of enormous dimensions are named by check, and only the text goes out", async () => {
  expect(pictureSize(await photo())).toMatchObject({ width: expect.any(Number) });
  expect(pictureFault(await photo())).toBeUndefined();
  for (const [bytes, fault] of [
    [png(1080, 1440), undefined],
    [png(30_000, 30_000), "too-large"],
    [png(65_000, 10), "too-large"],
    [png(0, 10), "no-picture"],
    [jpeg(1080, 1440), undefined],
    [jpeg(60_000, 60_000), "too-large"],
    [Buffer.from("<svg/>"), "no-picture"],
    [Buffer.of(), "no-picture"],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), "no-picture"],
  ] as const)
    expect([bytes.length, pictureFault(bytes)]).toEqual([bytes.length, fault]);
  const dir = await daily();
  await writeFile(join(dir, "daily", "海报.png"), png(40_000, 40_000));
  await writeFile(join(dir, "daily", "一.md"), "---\ntitle: 一\nposter: 海报.png\n---\n正文\n{station}\n");
  const { faults, series } = await loadAlerts(dir, { timezone: "Asia/Shanghai" });
  expect(faults).toContainEqual(
    expect.objectContaining({
      file: "daily/海报.png",
      severity: "error",
      message: expect.stringContaining("图太大"),
    }),
  );
  expect(series.get("daily")).toHaveLength(2);
});

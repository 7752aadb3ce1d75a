import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { expect, test } from "vitest";
import { reEncoded } from "../../src/attachments/re-encode.ts";
import { type Chat, startChat } from "../support/start-chat.ts";
import { filed, stored } from "./filed.ts";

const station = () => startChat({ officers: ["李", { name: "审计", role: "auditor" }] });
const SECRET = "35.2N 113.8E iPhone of 李";

/** A picture as a telephone makes it: on its side, with words about place, time and owner. */
async function photograph(format: "jpeg" | "png" | "webp" = "jpeg", width = 60): Promise<Buffer> {
  const noise = Buffer.from({ length: width * 40 * 3 } as ArrayLike<number>);
  const drawn = sharp(noise, { raw: { width, height: 40, channels: 3 } });
  const told = drawn.withExif({ IFD0: { Make: "Maker", Artist: SECRET, Copyright: SECRET } });
  return (format === "jpeg" ? told.withMetadata({ orientation: 6 }) : told).toFormat(format).toBuffer();
}

const filesTo = (chat: Chat, name: string) =>
  chat.channel.sent
    .filter(({ to }) => to.id === chat.resident(name).id)
    .flatMap(({ content }) => content.files ?? []);

test.each(["jpeg", "png", "webp"] as const)(
  "a %s goes as a JPEG, upright, under our name, with nothing else of the original",
  async (format) => {
    const chat = await station();
    const number = await filed(chat);
    const original = await photograph(format);
    expect(await chat.officer("李").dm("/回复 1 修好了", { images: [original] })).toEqual([
      expect.stringMatching(`^${number} 已回复`),
    ]);
    expect(chat.resident("张").inbox).toEqual([`民警回复 ${number}：修好了`]);
    const [file, ...others] = filesTo(chat, "张");
    expect(others).toEqual([]);
    expect(file).toMatchObject({ kind: "image", name: `${number}-1.jpg`, mime: "image/jpeg" });
    const sent = await readFile(file?.path ?? "");
    const { format: is, width, height, exif, icc, xmp, iptc, orientation } = await sharp(sent).metadata();
    expect({ is, exif, icc, xmp, iptc, orientation }).toEqual({ is: "jpeg" });
    expect([width, height]).toEqual(format === "jpeg" ? [40, 60] : [60, 40]);
    for (const word of ["Exif", "iPhone", "Maker", "Artist"]) expect(sent.includes(word)).toBe(false);
  },
);

test("the original had the words that are gone", async () => {
  expect((await photograph()).includes("iPhone")).toBe(true);
});

test("a picture to a quoted notice waits 15 seconds, and can be taken back", async () => {
  const chat = await station();
  const number = await filed(chat);
  const image = await photograph();
  const quote = `${number} 求助·矿工路`;
  expect(await chat.officer("李").dm("", { images: [image, image], quote })).toEqual([
    expect.stringMatching(/「请看照片。」，照片2张。不发回「撤」。$/),
  ]);
  await chat.officer("李").dm("撤");
  await chat.advance(20_000);
  expect([chat.resident("张").inbox, filesTo(chat, "张")]).toEqual([[], []]);
  await chat.officer("李").dm("清走了", { images: [image], quote });
  await chat.restart();
  await chat.advance(15_000);
  expect(chat.resident("张").inbox).toEqual([`民警回复 ${number}：清走了`]);
  expect(filesTo(chat, "张").map(({ name }) => name)).toEqual([`${number}-1.jpg`]);
  const [, reply] = (await stored(chat, number)).entries;
  expect(reply).toMatchObject({ kind: "reply", attachments: [expect.any(String)] });
});

test("what is no JPEG, PNG or WebP by its content is refused, and nothing goes", async () => {
  const chat = await station();
  const number = await filed(chat);
  const others = [
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"),
    Buffer.from("%PDF-1.7 secret"),
    Buffer.from("GIF89a............"),
    (await photograph()).subarray(0, 60),
    await sharp(await photograph())
      .toFormat("gif")
      .toBuffer(),
    await sharp(await photograph())
      .toFormat("tiff")
      .toBuffer(),
  ];
  for (const content of others) {
    const typed = { images: [await photograph(), content] };
    expect(await chat.officer("李").dm("/回复 1 修好了", typed)).toEqual([
      expect.stringMatching(/^只能转照片（JPG、PNG、WebP），没有发/),
    ]);
  }
  expect(await chat.officer("李").dm("/回复 1", { voice: new Uint8Array([1]) })).toEqual([
    expect.stringMatching(/^只能转照片/),
  ]);
  expect([chat.resident("张").inbox, filesTo(chat, "张")]).toEqual([[], []]);
  expect((await stored(chat, number)).entries).toHaveLength(1);
});

test("who may not reply sends no picture either, and it is not even fetched", async () => {
  const chat = await station();
  const number = await filed(chat, { category: "complaint" });
  const image = await photograph();
  expect(await chat.officer("李").dm("/回复 1 看", { images: [image] })).toEqual([
    expect.stringMatching(`^没有找到 ${number}`),
  ]);
  expect(await chat.officer("审计").dm("看看这张", { images: [image], quote: `${number} 投诉` })).toEqual([
    "您不能回复居民，没有发。",
  ]);
  expect(filesTo(chat, "张")).toEqual([]);
});

test("a network that takes no pictures is said before anything is sent", async () => {
  const chat = await station();
  await filed(chat);
  Object.assign(chat.channel, { capabilities: { ...chat.channel.capabilities, image: false } });
  expect(await chat.officer("李").dm("/回复 1 看", { images: [await photograph()] })).toEqual([
    "对方的渠道收不了图片，没有发。请用文字说。",
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
});

test("a large picture is made smaller, one that would fill the memory is refused", async () => {
  const large = await sharp({ create: { width: 6_000, height: 3_000, channels: 3, background: "#333" } })
    .png()
    .toBuffer();
  expect(await sharp(await reEncoded(large)).metadata()).toMatchObject({ width: 2_560, height: 1_280 });
  const bomb = await sharp({ create: { width: 10_000, height: 7_000, channels: 3, background: "#333" } })
    .png()
    .toBuffer();
  expect(bomb.length).toBeLessThan(2_000_000);
  expect(await reEncoded(bomb)).toBeUndefined();
});

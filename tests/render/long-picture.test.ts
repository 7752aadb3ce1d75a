import sharp from "sharp";
import { expect, test } from "vitest";
import type { PicturePage } from "../../src/domain/picture-page.ts";
import { drawPage } from "../../src/render/long-picture.ts";

const page: PicturePage = {
  title: "向人民报告",
  subtitle: "2026年11月",
  station: "光明路派出所",
  date: "2026年12月1日",
  sections: [
    { texts: ["这个月雨多😀，大家反映积水的多。"] },
    { heading: "大家反映了什么", rows: [["求助", "12件"]], note: "小的合在一起说" },
  ],
};
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => [`台账·种类：第${i}种`, "12条"] as const);

test("is as wide as a poster, as long as what stands in it, and small enough for any chat", async () => {
  const short = await sharp(await drawPage(page)).metadata();
  const whole = {
    ...page,
    sections: [...page.sections, { texts: Array(25).fill("把楼道再走一遍。".repeat(5)) }],
  };
  const bytes = await drawPage({ ...whole, sections: [...whole.sections, { rows: rows(40) }] });
  const long = await sharp(bytes).metadata();
  expect([short.format, short.width, long.width]).toEqual(["png", 1080, 1080]);
  expect(long.height).toBeGreaterThan((short.height ?? 0) + 5_000);
  expect(bytes.length).toBeLessThan(500_000);
});

test("is not drawn where it would be longer than a chat shows", async () => {
  await expect(drawPage({ ...page, sections: [{ rows: rows(300) }] })).rejects.toThrow("too long");
});

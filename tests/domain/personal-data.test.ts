import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPersonalData, personalDataLine, withoutPersonalData } from "../../src/domain/personal-data.ts";

const found = (text: string, known?: string[]) =>
  findPersonalData(text, known).map(({ index, length }) => text.slice(index, index + length));

const names =
  "王建国 李小明 张丽华 刘芳 陈晓东 杨洋 赵敏 黄子韬 周桂兰 吴亦凡 徐志强 孙小红 胡海燕 朱玉梅 高志远 林雪琴 何丽丽 郭春花 马建军 罗永浩 梁思成 宋佳 郑爽 谢婷婷 韩雪 唐嫣 冯巩 于秀英 董洁 萧文斌 欧阳娜娜 上官云 诸葛明 司马玉兰 田淑芬 石玉红 姚晨 谭静 廖凡 邹晓燕 金秀珍 陆毅 郝建平 崔永祥 邱红霞 秦岚 顾长卫 侯宝林 邵兵 孟庆祥 龙海波 雷佳音 汤玉娟 黎志刚 贺秀莲 张三 李四".split(
    " ",
  );
const frames = [
  ["", "昨天在楼道里打人"],
  ["我叫", "，住三楼"],
  ["姓名：", "，女，72岁"],
  ["房东", "不退押金"],
  ["举报", "在家里开赌场"],
  ["请和", "联系"],
  ["这事找", "同志办"],
  ["走失老人", "，穿红衣服"],
] as const;

describe("who a person is", () => {
  test("names are found in what people write", () => {
    const missed = names.flatMap((name) =>
      frames
        .map(([before, after]) => `${before}${name}${after}`)
        .filter((text) => !found(text).some((one) => one.startsWith(name))),
    );
    // 「请和田淑芬联系」 reads 和田, a town.
    expect(missed.length / (names.length * frames.length), missed.join("\n")).toBeLessThan(0.005);
  });

  test("a name that is known is found as it is, whatever it looks like", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2, unit: fc.constantFrom(..."甲乙丙丁xyz😀") }), (name) => {
        expect(found(`这是${name}说的`, [name])).toContain(name);
        expect(withoutPersonalData(`这是${name}说的`, [name])).not.toContain(name);
      }),
    );
  });

  test("nobody is named in the alerts and answers that the station gives to everybody", () => {
    for (const folder of ["handbook", ...readdirSync("alerts").map((one) => `alerts/${one}`)]) {
      if (folder.includes(".")) continue;
      for (const file of readdirSync(folder).filter((one) => /\.md$/.test(one) && !/^[A-Z]/.test(one)))
        expect(found(readFileSync(`${folder}/${file}`, "utf8")), file).toEqual([]);
    }
  });

  test("numbers stand beside names, and neither is left in the text", () => {
    const text =
      "王建国，电话138 0013 8000，身份证11010119490307001X，豫D·12345，卡号6222 0212 3456 7890 128";
    const kinds = findPersonalData(text).map(({ kind }) => kind);
    expect(kinds).toEqual(["name", "mobile", "id", "plate", "card"]);
    const left = withoutPersonalData(text);
    expect(left).toMatch(/^王＊＊，电话＊/);
    expect(left).not.toMatch(/建国|8000|0307|12345|7890/);
    expect(personalDataLine(text, findPersonalData(text))).toContain(
      "姓名「王建国」、手机号码「138 0013 8000」",
    );
  });

  test("what is found does not overlap, and lies within the text", () => {
    const piece = fc.constantFrom(
      ...names,
      "13800138000",
      "老王",
      "先生",
      "豫D12345",
      "，",
      "打了",
      "和",
      "😀",
      "6222021234567890128",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let end = 0;
        for (const { index, length } of findPersonalData(text)) {
          expect(index).toBeGreaterThanOrEqual(end);
          end = index + length;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe("a number of a person, as it is disguised", () => {
  const mobile = "13800138000";
  const spellings: Record<string, string> = {
    spaces: "138 0013 8000",
    dots: "138.0013.8000",
    dashes: "138-0013-8000",
    "long dashes": "138—0013—8000",
    "full width": "１３８００１３８０００",
    circled: "①③⑧⓪⓪①③⑧⓪⓪⓪",
    words: "一三八零零一三八零零零",
    "words as one says them": "幺三八〇〇幺三八〇〇〇",
    "signs that nobody sees": "138\u200b0013\u200d8000",
    bold: "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
    "with the country": "+86 138 0013 8000",
    "one by one": Array.from(mobile).join(" "),
  };
  test.each(Object.entries(spellings))("%s", (_, written) => {
    expect(found(`电话是${written}，找我`)).toEqual([written]);
  });

  test.each([
    "卡号：6222021001112223334",
    "银行卡 4111 1111 1111 1111",
    "打到６２２２０２１２３４５６７８９０１２８",
  ])("a card: %s", (text) => {
    expect(findPersonalData(text).map(({ kind }) => kind)).toEqual(["card"]);
  });

  test("amounts, dates, hotlines and report numbers are none", () => {
    for (const text of [
      "损失1234567元",
      "2026年11月24日10时30分",
      "拨打96110或12345",
      "R2611-0042",
      "一千三百八十元",
      "第一二三四五六组",
    ])
      expect(found(text), text).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HandbookAnswer } from "../../src/domain/handbook.ts";
import { findAnswer, indexAnswers, rankAnswers } from "../../src/handbook/find-answer.ts";

function answer(slug: string, title: string, ...ask: string[]): HandbookAnswer {
  return { slug, title, ask, series: "户籍证件", checked: "2026-11", local: false, text: "到窗口办。" };
}

const index = indexAnswers([
  answer("id-lost", "身份证丢了怎么补办？", "身份证掉了咋补", "补办身份证", "身份证遗失去哪补"),
  answer("passport-lost", "护照丢了怎么补？", "护照掉了咋办", "护照遗失补办", "护照找不到了"),
  answer("dog", "养狗要办证吗？", "狗证在哪办", "给狗上户口", "养犬登记要什么"),
  answer("96110", "96110是什么电话？", "96110打来接不接", "反诈电话是多少", "96110是真的吗"),
  answer("fireworks", "能放烟花爆竹吗？", "过年能放炮吗", "小区放鞭炮罚不罚", "除夕能不能放炮"),
]);
const found = (question: string) => findAnswer(question, index)?.answer.slug;

test("the subject decides between answers that are asked for in the same words", () => {
  expect(found("护照丢了去哪补")).toBe("passport-lost");
  expect(found("身份证丢了去哪补")).toBe("id-lost");
});

test("what is asked in another way, or with a slip, is found", () => {
  expect(found("俺嘞身份证掉了咋补办呀")).toBe("id-lost");
  expect(found("狗 证 去 哪 办")).toBe("dog");
  expect(found("96110打来的电话接不接啊")).toBe("96110");
});

test.each(["９６１１０是什么電話", "９６１１０是什么电话？？", "96110\u200b是什么电话"])(
  "spelling is no hurdle: %s",
  (question) => {
    expect(found(question)).toBe("96110");
  },
);

test("what an author wrote as a way to ask is answered so, however little it says", () => {
  const short = indexAnswers([
    answer("a", "几点上班？", "中午休息不"),
    answer("b", "周末上班吗？", "休息不"),
    answer("c", "中午能办吗？", "中午休息有人不"),
  ]);
  expect(findAnswer("休息不？", short)?.answer.slug).toBe("b");
  expect(findAnswer("中午 休息不", short)?.answer.slug).toBe("a");
});

describe("no answer is better than a wrong one", () => {
  test.each(["社保卡丢了", "今天真热", "楼上又在吵架", "？？", "", "12306", "我的狗叫豆豆丢了，棕色的，急"])(
    "%s",
    (question) => {
      expect(found(question)).toBeUndefined();
    },
  );

  test("an empty handbook answers nothing", () => {
    expect(findAnswer("身份证丢了怎么补办", indexAnswers([]))).toBeUndefined();
  });
});

test("whatever is asked, the ranking is finite and ordered", () => {
  const pieces = fc.constantFrom("身份证", "丢了", "96110", "狗", "\n", "😀", "𠮷", "?", "the", '+-"(');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((all) => all.join("")),
      ),
      (question) => {
        const scores = rankAnswers(question, index).map(({ score }) => score);
        expect(scores.every((score) => score > 0 && Number.isFinite(score))).toBe(true);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      },
    ),
  );
});

test("a long text costs no more than a long question", () => {
  const long = "身份证丢了怎么补办".repeat(1000);
  expect(rankAnswers(long, index)).toEqual(rankAnswers(long.slice(0, 200), index));
});

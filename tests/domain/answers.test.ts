import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerTo, answerTo } from "../../src/domain/answers.ts";
import {
  ask,
  officerQuestions,
  type Question,
  type QuestionKind,
  residentQuestions,
} from "../../src/domain/questions.ts";

const now = new Date("2026-11-24T02:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

function asked(kind: QuestionKind, subject = "r1"): Question {
  const question = ask({ person: "p", kind, subject }, undefined, now);
  if (!question) throw new Error("not asked");
  return question;
}

const yes: AnswerTo = { yes: true };
const no: AnswerTo = { yes: false };
const nothing = undefined;

describe("a resident's answer is the whole message, one short word", () => {
  test.each<[QuestionKind, string, AnswerTo | undefined]>([
    ["danger", "有", yes],
    ["danger", "有。", yes],
    ["danger", "是的", yes],
    ["danger", "嗯", yes],
    ["danger", "对", yes],
    ["danger", "没有", no],
    ["danger", "不是", no],
    ["danger", "没", no],
    ["danger", "没有人受伤，就是吵", nothing],
    ["danger", "有人在砸门", nothing],
    ["danger", "解决了", nothing],
    ["withdraw", "是", yes],
    ["withdraw", "不是", no],
    ["withdraw", "撤回", nothing],
    ["same-matter", "是", yes],
    ["same-matter", "是啊", yes],
    ["same-matter", "是同一个人干的", nothing],
    ["same-matter", "没", no],
    ["solved", "解决了", yes],
    ["solved", "没解决", no],
    ["solved", "没好", no],
    ["solved", "好了", yes],
    ["solved", "对", yes],
    ["solved", "满意", nothing],
    ["rating", "满意", { rating: "good" }],
    ["rating", "非常满意！", { rating: "good" }],
    ["rating", "一般", { rating: "fair" }],
    ["rating", "不满意", { rating: "poor" }],
    ["rating", "不太满意", { rating: "poor" }],
    ["rating", "有", nothing],
    ["rating", "满意个头", nothing],
    ["where", "有", nothing],
    ["where", "矿工路12号", nothing],
    ["danger", "1", nothing],
    ["danger", "", nothing],
    ["danger", "[强]", nothing],
  ])("to %s, 「%s」", (kind, text, answer) => {
    expect(answerTo(asked(kind), text, now)).toEqual(answer);
  });
});

describe("an officer's answer: a digit to a list, anything to a dialogue but what has a slash", () => {
  const list = "take:R2611-0001,R2611-0002,R2611-0014";
  test.each<[QuestionKind, string, string, AnswerTo | undefined]>([
    ["choice", list, "1", { choice: 1 }],
    ["choice", list, "３", { choice: 3 }],
    ["choice", list, "第2个", { choice: 2 }],
    ["choice", list, "4", nothing],
    ["choice", list, "14", nothing],
    ["choice", list, "0", nothing],
    ["choice", list, "1 2", nothing],
    ["choice", list, "看 1", nothing],
    ["choice", list, "收到", nothing],
    ["dialogue", "alert:a1", "今晚停电，10点到12点", { words: "今晚停电，10点到12点" }],
    ["dialogue", "alert:a1", "42", { words: "42" }],
    ["dialogue", "alert:a1", "列表", { words: "列表" }],
    ["dialogue", "alert:a1", "收到", { words: "收到" }],
    ["dialogue", "alert:a1", "同意", { words: "同意" }],
    ["dialogue", "alert:a1", "取消", { step: "cancel" }],
    ["dialogue", "alert:a1", "取消。", { step: "cancel" }],
    ["dialogue", "alert:a1", "取消今晚的演出", { words: "取消今晚的演出" }],
    ["dialogue", "alert:a1", "跳过", { step: "skip" }],
    ["dialogue", "alert:a1", "上一步", { step: "back" }],
    ["dialogue", "alert:a1", "接", nothing],
    ["dialogue", "alert:a1", "撤", nothing],
    ["dialogue", "alert:a1", "接 42", { words: "接 42" }],
    ["dialogue", "alert:a1", "/列表", nothing],
    ["dialogue", "alert:a1", "／列表", nothing],
    ["dialogue", "alert:a1", "、列表", nothing],
    ["dialogue", "alert:a1", "  ", nothing],
  ])("to %s %s, 「%s」", (kind, subject, text, answer) => {
    expect(answerTo(asked(kind, subject), text, now)).toEqual(answer);
  });

  test("after ten minutes a digit is none, whatever the list", () => {
    const question = asked("choice", list);
    expect(answerTo(question, "1", later(9.9))).toEqual({ choice: 1 });
    expect(answerTo(question, "1", later(10))).toBeUndefined();
  });
});

const kind = fc.constantFrom<QuestionKind>(...residentQuestions, ...officerQuestions);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("有", "没有", "1", "满意", "取消", "解决了", "/有", ""),
);

test("without a question, and after its time, nothing is an answer; no text makes it throw", () => {
  fc.assert(
    fc.property(kind, text, fc.integer({ min: 15 * 24 * 60, max: 99_999 }), (kind, text, minutes) => {
      expect(answerTo(undefined, text, now)).toBeUndefined();
      answerTo(asked(kind), text, now);
      expect(answerTo(asked(kind), text, later(minutes))).toBeUndefined();
    }),
  );
});

test("a new question takes the place of the open one unless it ranks lower; one that is over gives way to any", () => {
  const ranked: readonly QuestionKind[] = residentQuestions;
  for (const [i, open] of ranked.entries()) {
    for (const [j, next] of ranked.entries()) {
      const wanted = { person: "p", kind: next, subject: "r2" };
      const kept = ask(wanted, asked(open), later(1));
      expect([open, next, kept !== undefined]).toEqual([open, next, j <= i]);
      expect(ask(wanted, asked(open), later(30 * 24 * 60))).toMatchObject(wanted);
    }
  }
});

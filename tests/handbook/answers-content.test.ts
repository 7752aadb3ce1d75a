import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { answerLength, answerText, COUNTER_SERIES } from "../../src/domain/handbook.ts";
import { hotlines } from "../../src/domain/hotlines.ts";
import { findPersonalNumbers } from "../../src/domain/personal-numbers.ts";
import { readAnswer } from "../../src/handbook/answer-file.ts";
import { findAnswer, indexAnswers } from "../../src/handbook/find-answer.ts";
import { loadHandbook } from "../../src/handbook/handbook.ts";

const dir = fileURLToPath(new URL("../../handbook", import.meta.url));
const { answers, faults } = await loadHandbook(dir, "2026-11-24");
const index = indexAnswers(answers);
const station = { phone: "0375-0000000", sms110: "12110375" };

test("the whole folder is read without one fault or warning", () => {
  expect(faults).toEqual([]);
});

test("it covers the topics of the alerts and the counter's daily questions", () => {
  expect(answers.length).toBeGreaterThanOrEqual(70);
  const counts = new Map<string, number>();
  for (const { series } of answers) counts.set(series, (counts.get(series) ?? 0) + 1);
  for (const series of [
    "诈骗防范",
    "消防安全",
    "交通安全",
    "出租房和流动人口",
    COUNTER_SERIES,
    "治安和纠纷",
    "养犬和电动车",
    "学生和家庭",
    "反恐和公共安全",
    "求助电话",
  ])
    expect(counts.get(series) ?? 0, series).toBeGreaterThanOrEqual(3);
});

describe.each(answers.map((answer) => [answer.slug, answer] as const))("%s", (_, answer) => {
  const read = answerText(answer.text, station);
  test("is short, plain and promises nothing that a chat cannot", () => {
    expect(answerLength(answer.text)).toBeLessThanOrEqual(120);
    expect(answerLength(answer.text)).toBeGreaterThanOrEqual(25);
    expect(`${answer.title}${read}`).not.toMatch(/受理|立案|受案|信访|匿名|已出警|[{}]/);
    expect(read).not.toMatch(/https?|www\.|\.com|\.cn|[点扫](?:这个|下面|下方)/i);
    expect(read).not.toMatch(
      /(?:发|告诉|提供|回复)(?:给)?(?:我们|这里|我)?.{0,4}(?:身份证号|卡号|密码|验证码)/,
    );
    expect(findPersonalNumbers(answer.text)).toEqual([]);
    expect(answerText(answer.text, { sms110: "12110" })).not.toMatch(/，电话[。，]|[{}]/);
  });

  test("names no telephone but public hotlines", () => {
    const named = answer.text.match(/(?<!\d)\d{3,}(?!\d)/g) ?? [];
    // Amounts: years of age and blood alcohol stay below 100; 120 is also a fee, 200 a distance.
    expect(named.filter((number) => !hotlines.has(number) && number !== "200")).toEqual([]);
  });

  test("is found by its own question and by each way to ask it", () => {
    expect(findAnswer(answer.title, index)?.answer.slug).toBe(answer.slug);
    const lost = answer.ask.filter((way) => findAnswer(way, index)?.answer.slug !== answer.slug);
    expect(lost).toEqual([]);
  });
});

test("no two answers are alike", () => {
  const pairs = answers.map(({ slug, text }) => {
    const signs = [...text.replace(/以窗口答复为准，电话\{电话\}。|[\s\p{P}]/gu, "")];
    return [slug, new Set(signs.slice(1).map((sign, n) => `${signs[n]}${sign}`))] as const;
  });
  const alike = pairs.flatMap(([a, one], n) =>
    pairs.slice(n + 1).flatMap(([b, other]) => {
      const shared = [...one].filter((pair) => other.has(pair)).length;
      return shared / Math.min(one.size, other.size) > 0.4 ? [`${a} ~ ${b}`] : [];
    }),
  );
  expect(alike).toEqual([]);
});

test("of questions that nobody wrote answers for, most are answered right and few wrongly", async () => {
  const file = fileURLToPath(new URL("../../bench/handbook/unseen.jsonl", import.meta.url));
  const questions = (await readFile(file, "utf8"))
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { question: string; expected: string[] });
  const given = questions.flatMap(({ question, expected }) => {
    const found = findAnswer(question, index);
    return found ? [expected.includes(found.answer.slug)] : [];
  });
  const right = given.filter(Boolean).length;
  expect(right / given.length).toBeGreaterThanOrEqual(0.9);
  expect(right / questions.filter(({ expected }) => expected.length > 0).length).toBeGreaterThanOrEqual(0.7);
});

test("the example in the officers' page is itself in order", async () => {
  const page = await readFile(`${dir}/README.md`, "utf8");
  const example = /```\n(---\n[\s\S]*?)```/.exec(page)?.[1] ?? "";
  const { answer, faults } = readAnswer(example, { file: "摆摊.md", today: "2026-11-24" });
  expect(faults).toEqual([]);
  expect(answer?.title).toBe("路边摆摊要办什么手续？");
});

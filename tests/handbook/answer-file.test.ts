import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerText } from "../../src/domain/handbook.ts";
import { readAnswer } from "../../src/handbook/answer-file.ts";
import { formatFault } from "../../src/lib/text-file.ts";

const good = {
  title: "养狗要办证吗？",
  ask: "[养狗办证, 狗证在哪办, 给狗上户口, 狗证多少钱]",
  series: "养犬和电动车",
  checked: "2026-11",
};

function fileOf(head: Record<string, string>, text = "城区一般要办。") {
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${value}`);
  return `---\n${lines.join("\n")}\n---\n${text}\n`;
}

function read(source: Uint8Array | string, today?: string) {
  const { answer, faults } = readAnswer(source, { file: "养狗.md", ...(today ? { today } : {}) });
  return { answer, faults: faults.map(formatFault) };
}

test("a file is read whole, its slug is its name", () => {
  expect(read(fileOf(good), "2026-11-24")).toEqual({
    answer: {
      slug: "养狗",
      title: "养狗要办证吗？",
      ask: ["养狗办证", "狗证在哪办", "给狗上户口", "狗证多少钱"],
      series: "养犬和电动车",
      checked: "2026-11",
      local: false,
      text: "城区一般要办。",
    },
    faults: [],
  });
});

test("Windows line ends and a byte order mark change nothing", () => {
  const windows = `\uFEFF${fileOf(good).replaceAll("\n", "\r\n")}`;
  expect(read(windows)).toEqual(read(fileOf(good)));
});

describe("what makes an answer unusable is named with its line", () => {
  test.each([
    ["no front matter", "养狗要办证。", "养狗.md 第1行：开头没有写问题等信息"],
    ["no answer", fileOf(good, ""), "养狗.md 第7行：没有回答"],
    ["no series", fileOf({ ...good, series: "" }), "养狗.md 第4行：series"],
    [
      "a date that is none",
      fileOf({ ...good, checked: "2026年11月" }),
      "养狗.md 第5行：checked 要写成 2026-11",
    ],
    [
      "a month that is none",
      fileOf({ ...good, checked: "2026-13" }),
      "养狗.md 第5行：checked 要写成 2026-11",
    ],
    ["an unknown key", fileOf({ ...good, topic: "狗" }), "养狗.md 第6行：topic"],
    ["ways to ask that are no list", fileOf({ ...good, ask: "养狗办证" }), "养狗.md 第3行：ask"],
    ["a link", fileOf(good, "第一行。\n看 www.example.com。"), "养狗.md 第8行：里面有网址，回答里不放链接"],
    ["a mistyped placeholder", fileOf(good, "打{电 话}。"), "养狗.md 第7行：不认识「{电 话}」"],
    ["local without the counter", fileOf({ ...good, local: "true" }), "养狗.md 第6行：写了 local: true"],
  ])("%s", (_, source, sentence) => {
    const { answer, faults } = read(source);
    expect(answer).toBeUndefined();
    expect(faults.find((fault) => fault.startsWith(sentence))).toBeDefined();
  });

  test("GBK", () => {
    const bytes = Buffer.from(fileOf({ ...good, title: "x" }), "latin1");
    const gbk = Buffer.concat([bytes, Buffer.from([0xb9, 0xb7])]);
    expect(read(gbk).answer).toBeUndefined();
    expect(read(gbk).faults.join()).toContain("不是 UTF-8");
  });
});

describe("what works but should be looked at is a warning", () => {
  test.each([
    ["too long", fileOf(good, "长".repeat(121)), "（提醒）回答有121个字"],
    ["few ways to ask", fileOf({ ...good, ask: "[狗证]" }), "养狗.md 第3行：（提醒）ask 有1种问法"],
    ["a telephone", fileOf(good, "找老王 13800000000。"), "养狗.md 第7行：（提醒）像是手机号码"],
    [
      "not checked for long",
      fileOf({ ...good, checked: "2025-10" }),
      "养狗.md 第5行：（提醒）上次核对是2025-10",
    ],
  ])("%s", (_, source, sentence) => {
    const { answer, faults } = read(source, "2026-11-24");
    expect(answer).toBeDefined();
    expect(faults.join("\n")).toContain(sentence);
  });
});

test("whatever bytes a file holds, reading it ends with an answer or an error", () => {
  const pieces = fc.constantFrom(
    "---\n",
    "title: 问\n",
    "ask: [a]\n",
    "series: x\n",
    "checked: 2026-11\n",
    "{",
    "：",
    "\t",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.array(pieces).map((all) => all.join("")),
      ),
      (source) => {
        const { answer, faults } = readAnswer(source, { file: "x.md" });
        expect(answer === undefined).toBe(faults.some(({ severity }) => severity === "error"));
      },
    ),
  );
});

test("placeholders become the station's numbers; without a telephone its half-sentence goes", () => {
  const text = "先问。\n以窗口答复为准，电话{电话}。不能说话发到{短信报警}，或打派出所电话{电话}核实。";
  expect(answerText(text, { phone: "0375-0000000", sms110: "12110375" })).toBe(
    "先问。\n以窗口答复为准，电话0375-0000000。不能说话发到12110375，或打派出所电话0375-0000000核实。",
  );
  expect(answerText(text, { sms110: "12110" })).toBe(
    "先问。\n以窗口答复为准。不能说话发到12110，或打派出所电话核实。",
  );
});

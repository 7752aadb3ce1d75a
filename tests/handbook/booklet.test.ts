import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkReport } from "../../src/cli/check.ts";
import { handbookVerb } from "../../src/cli/handbook-verb.ts";
import { parseConfig } from "../../src/config/config.ts";
import type { HandbookAnswer } from "../../src/domain/handbook.ts";
import { bookletHtml, chapters } from "../../src/handbook/booklet.ts";

const root = resolve(import.meta.dirname, "../..");
const now = new Date("2026-11-24T02:00:00Z");

function answer(slug: string, series: string, text = "到窗口办。"): HandbookAnswer {
  return { slug, title: `${slug}？`, ask: [], series, checked: "2026-11", local: false, text };
}

test("a series is a chapter, the longest first; questions are numbered through", () => {
  const all = [answer("a", "甲"), answer("b", "乙"), answer("c", "乙")];
  expect(chapters(all).map(({ series, first, answers }) => [series, first, answers.length])).toEqual([
    ["乙", 1, 2],
    ["甲", 3, 1],
  ]);
});

test("what is written is shown, never run; placeholders are filled; lines stay lines", () => {
  const html = bookletHtml([answer("<b>x</b>", "a&b", "一。\n打{电话}、{短信报警}<script>")], {
    name: '"光明路"派出所',
    phone: "0375-0000000",
    sms110: "12110375",
    month: "2026年11月",
  });
  expect(html).not.toMatch(/<b>x|<script|a&b/);
  expect(html).toContain("一。<br>打0375-0000000、12110375&lt;script&gt;");
  expect(html).toContain("1. &lt;b&gt;x&lt;/b&gt;？");
  expect(html).toContain("size: A5");
  expect(html.startsWith("<!doctype html>")).toBe(true);
});

function stationWith(handbook: object) {
  const station = {
    station: { name: "光明路派出所", phone: "0375-0000000" },
    channels: [{ name: "byhand", type: "manual" }],
    web: { port: 0 },
    data: "./data",
    alerts: "./alerts",
    ...handbook,
  };
  return parseConfig(JSON.stringify(station), join(root, "jingmin.yaml"), {});
}

test("the command line makes the booklet of the folder that the configuration names", async () => {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-booklet-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = join(dir, "手册.html");
  const lines = await handbookVerb(stationWith({ handbook: "./handbook" }), now, file);
  expect(lines.at(-1)).toContain(file);
  const html = await readFile(file, "utf8");
  expect(html).toContain("光明路派出所");
  expect(html).toContain("2026年11月");
  expect(html).toContain("身份证丢了怎么补办？");
  expect(html).not.toMatch(/[{](?:电话|短信报警)[}]/);
});

test("check tells how many answers there are by chapter; without a folder it says so and all is well", async () => {
  const with_ = await checkReport(stationWith({}), now);
  expect(with_.lines.find((line) => line.startsWith("手册："))).toMatch(/^手册：\d+问，.*户籍证件\d+/);
  const without = await checkReport(stationWith({ handbook: "./no-such-folder" }), now);
  expect(without.ok).toBe(true);
  expect(without.lines.find((line) => line.startsWith("手册："))).toContain("没有");
});

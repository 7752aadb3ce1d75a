import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { takenWords } from "../../src/app/taken-words.ts";
import { readLedger } from "../../src/ledgers/ledger-file.ts";
import { loadLedgers } from "../../src/ledgers/ledger-files.ts";

const folder = new URL("../../ledgers", import.meta.url).pathname;

const good = `id: shops
title: 店铺检查
words: [店铺]
fields:
  - { id: place, title: 地点, type: place, required: true }
  - { id: by, title: 复查日期, type: date }
states:
  - { id: open, title: 待办, to: [done] }
  - { id: done, title: 已完成, ends: true }
due: { field: by }
`;
const faultsOf = (source: string) =>
  readLedger(source, "shops.yaml", takenWords).faults.map(({ line, message }) => `${line} ${message}`);

test("what is shipped has no fault, and the first three are in use", async () => {
  const { ledgers, faults } = await loadLedgers(folder, takenWords);
  expect(faults).toEqual([]);
  expect(ledgers).toHaveLength((await readdir(folder)).filter((file) => file.endsWith(".yaml")).length);
  expect(ledgers.filter(({ enabled }) => enabled).map(({ title }) => title)).toEqual([
    "走访日记",
    "隐患整改",
    "矛盾调解",
  ]);
});

test("a definition is read with what it leaves out, and its version follows what it says, not how", () => {
  const { ledger, faults } = readLedger(good, "shops.yaml", takenWords);
  expect(faults).toEqual([]);
  expect(ledger?.due).toEqual([{ of: "by", after: { count: 0, unit: "D" }, in: undefined }]);
  expect(ledger?.columns.list).toEqual(["place", "by"]);
  expect(ledger?.who.write.roles).toContain("officer");
  expect(ledger?.who.write.roles).not.toContain("auditor");
  const again = readLedger(`# 说明\n${good}`, "shops.yaml", takenWords).ledger;
  expect(again?.version).toBe(ledger?.version);
  const other = readLedger(good.replace("地点", "位置"), "shops.yaml", takenWords).ledger;
  expect(other?.version).not.toBe(ledger?.version);
});

test.each([
  ["an unknown key", good.replace("words:", "word:"), /^3 word 不认识这个键/],
  ["an unknown key of a field", good.replace("required: true", "must: true"), /^5 .*must 不认识这个键/],
  ["an unknown type", good.replace("type: place", "type: phone"), /^5 .*type 只能是 text/],
  ["a command's word", good.replace("[店铺]", "[店铺, 回复]"), /^3 「回复」已经是一个命令/],
  ["a short answer as word", good.replace("[店铺]", "[同意]"), /^3 「同意」已经是一个命令/],
  [
    "a state that nothing reaches",
    good.replace("to: [done]", "to: [open]"),
    /^9 没有哪个状态能走到「已完成」/,
  ],
  ["a move to nowhere", good.replace("to: [done]", "to: [done, gone]"), /^8 没有「gone」这个状态/],
  ["a state with no way out", good.replace(", ends: true", ""), /^9 「已完成」走不出去/],
  ["a due that is no field", good.replace("field: by", "field: when"), /^10 没有「when」这一项/],
  ["a due that is no date", good.replace("field: by", "field: place"), /^10 「地点」不是日期/],
  ["a field twice", good.replace("id: by", "id: place"), /place 用了两次/],
  ["a choice without choices", good.replace("type: date", "type: choice"), /^6 choice 要写至少两个选项/],
  ["a required in no state", good.replace("required: true", "required: [gone]"), /^5 没有「gone」这个状态/],
  ["a column of no field", `${good}columns: { list: [owner] }\n`, /^11 没有「owner」这一项/],
  ["a repeat without subjects", `${good}repeat: P1M\n`, /^11 写了 repeat（多久一次），还要写 subjects/],
  ["a repeat that is no period", `${good}repeat: monthly\nsubjects: [一小]\n`, /^11 repeat 要写成 P7D/],
  [
    "watched persons",
    good.replace("店铺检查", "重点人员走访"),
    /^2 .*重点人员的名单和管控情况是公安内部信息/,
  ],
  ["the seven kinds", good.replace("复查日期", "七类人员见面日期"), /^6 .*重点人员/],
  ["petitions", good.replace("店铺检查", "上访登记"), /^2 .*信访事项有法定的渠道/],
  ["police deployment", good.replace("地点", "警力部署"), /^5 .*警力部署和勤务安排是内部信息/],
  ["tabs", good.replace("  - { id: by", "\t- { id: by"), /^6 行首用了制表符/],
])("%s is a fault with its line", (_, source, wanted) => {
  const faults = faultsOf(source);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join("\n")).toMatch(new RegExp(wanted.source, "m"));
});

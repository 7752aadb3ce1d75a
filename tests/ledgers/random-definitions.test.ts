import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { takenWords } from "../../src/app/taken-words.ts";
import { isAllowed } from "../../src/domain/ledger-fields.ts";
import { fieldTypes, missingFields } from "../../src/domain/ledgers.ts";
import { readLedger } from "../../src/ledgers/ledger-file.ts";
import { startChat } from "../support/start-chat.ts";

/** Random definitions, as YAML (of which JSON is a part). */
const field = fc.record({
  type: fc.constantFrom(...fieldTypes.filter((type) => type !== "entry" && type !== "report")),
  required: fc.boolean(),
  asked: fc.boolean(),
});
const definition = fc.record({
  fields: fc.array(field, { minLength: 1, maxLength: 6 }),
  late: fc.boolean(),
  repeats: fc.boolean(),
});
type Definition = typeof definition extends fc.Arbitrary<infer D> ? D : never;

const source = ({ fields, late, repeats }: Definition) =>
  JSON.stringify({
    id: "random",
    title: "随机台账",
    words: ["随记"],
    fields: fields.map(({ type, required, asked }, i) => ({
      id: `f${i}`,
      title: `第${i}项`,
      type,
      required: late && required ? ["done"] : required,
      ...(asked ? { ask: `第${i}项是什么` } : {}),
      ...(type === "choice" ? { choices: ["甲种", "乙种", "丙种"] } : {}),
    })),
    states: [
      { id: "open", title: "在办", to: ["done"] },
      { id: "done", title: "办妥", ends: true },
    ],
    ...(repeats ? { subjects: ["东站", "西站"], repeat: "P1M", since: "2026-11-01" } : {}),
  });

const answers = fc.array(
  fc.constantFrom(
    ...[
      "1",
      "2",
      "9",
      "是",
      "不是",
      "甲种",
      "周五",
      "12月3日",
      "9:30",
      "300元",
      "5",
      "李",
      "我",
      "体育场警务室",
      "东站",
    ],
    ...[
      "矿工路",
      "随便写一句话",
      "跳过",
      "上一步",
      "？？",
      "2月31日",
      "-1",
      "x".repeat(300),
      "<b>",
      "张三 13712345678",
    ],
    ...["/列表", "/随记", "/随记 另一条", "/我的", "完成 随记-1", "图", "restart"],
  ),
  { minLength: 5, maxLength: 25 },
);
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("whatever a file says and an officer answers, nothing is accepted that the file forbids, and nothing half finished is lost", async () => {
  await fc.assert(
    fc.asyncProperty(definition, answers, async (given, said) => {
      const { ledger, faults } = readLedger(source(given), "random.yaml", takenWords);
      expect(faults).toEqual([]);
      if (!ledger) return;
      const dir = await mkdtemp(join(tmpdir(), "jingmin-random-"));
      onTestFinished(() => rm(dir, { recursive: true, force: true }));
      await writeFile(join(dir, "random.yaml"), source(given));
      const chat = await startChat({
        officers: [{ name: "李", office: "体育场警务室" }],
        config: { ledgers: dir },
      });
      let begun = 0;
      const counted = async () =>
        (await chat.store.ledgerEntries.find({}, { limit: 0 })).total +
        (await chat.store.ledgerDrafts.all()).filter(({ entry }) => entry === undefined).length;
      for (const text of ["/随记 矿工路有情况", ...said]) {
        if (text === "restart") await chat.restart();
        else await chat.officer("李").dm(text === "图" ? "" : text, text === "图" ? { images: [png] } : {});
        if (text.startsWith("/随记 ")) begun++;
        expect(await counted()).toBe(begun);
      }
      for (const entry of (await chat.store.ledgerEntries.find({}, { limit: 99 })).entries) {
        expect(missingFields(ledger, entry.values, entry.state)).toEqual([]);
        for (const one of ledger.fields) {
          const value = entry.values[one.id];
          if (value !== undefined) expect(isAllowed(one, value)).toBe(true);
        }
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { roles } from "../../src/domain/people.ts";
import { startChat } from "./start-chat.ts";

const subjects = Array.from({ length: 30 }, (_, i) => `第${i + 1}幼儿园`);

/** Twelve fields, three states, each of thirty subjects every month: a file, and not a line of code. */
const nurseries = `id: nurseries
title: 幼儿园检查
words: [园检]
fields:
  - { id: place, title: 地点, type: place }
  - { id: day, title: 检查日期, type: date, default: today, required: true }
  - { id: photos, title: 照片, type: pictures }
  - { id: kind, title: 检查类别, type: choice, choices: [消防, 校车, 门卫], required: true }
  - { id: found, title: 检查情况, type: long, required: true }
  - { id: guards, title: 保安, type: number, unit: 名 }
  - { id: cost, title: 整改费用, type: money }
  - { id: ok, title: 合格, type: yesno, required: true }
  - { id: by, title: 整改期限, type: date }
  - { id: keeper, title: 负责人, type: person }
  - { id: officer, title: 检查民警, type: officer, default: me }
  - { id: mended, title: 整改结果, type: text, required: [mended] }
states:
  - { id: open, title: 待整改, to: [mended, closed] }
  - { id: mended, title: 已整改, to: [closed] }
  - { id: closed, title: 已归档, ends: true }
who:
  write: [officer, dispatcher]
  export: [leader]
due: { field: by }
subjects: [${subjects.join(", ")}]
repeat: P1M
since: "2026-11-01"
columns: { list: [kind, found], export: [day, kind, found, guards, cost, ok, keeper, officer], month: [kind] }
`;

/** A station that has this ledger alone, and an officer of each role with its name. */
export async function openNurseries(more: Partial<Parameters<typeof startChat>[0]> = {}) {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-ledgers-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "nurseries.yaml"), nurseries);
  return startChat({
    officers: roles.map((role) => ({ name: role, role })),
    config: { ledgers: dir },
    ...more,
  });
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findAnswer } from "../../src/handbook/find-answer.ts";
import { loadHandbook, openHandbook } from "../../src/handbook/handbook.ts";
import { formatFault } from "../../src/lib/text-file.ts";

async function folder(files: Record<string, string>) {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-handbook-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const write = async (name: string, text: string) => writeFile(join(dir, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { dir, write };
}

function page(title: string, text = "到窗口办。", ask = "[狗证, 养狗, 办狗证, 狗证在哪]") {
  return `---\ntitle: ${title}\nask: ${ask}\nseries: 养犬和电动车\nchecked: 2026-11\n---\n${text}\n`;
}

test("a folder that is not there is an empty handbook, without a fault", async () => {
  expect(await loadHandbook(join(tmpdir(), "no-such-handbook"))).toEqual({ answers: [], faults: [] });
});

test("what is no answer is left alone; a .txt is named; a broken file does not stop the others", async () => {
  const { dir } = await folder({
    "养狗.md": page("养狗要办证吗？"),
    "坏.md": "没有开头",
    "忘改名.txt": page("没改名"),
    "README.md": "说明",
    "~养狗.md": "临时文件",
    ".hidden.md": "x",
  });
  const { answers, faults } = await loadHandbook(dir);
  expect(answers.map(({ slug }) => slug)).toEqual(["养狗"]);
  expect(faults.map(({ file, severity }) => [file, severity])).toEqual([
    ["坏.md", "error"],
    ["忘改名.txt", "warning"],
  ]);
});

test("one question in two files is named, also with other signs", async () => {
  const { dir } = await folder({
    "a.md": page("养狗要办证吗？"),
    "b.md": page("养狗要办证吗", "不同。", "[a1, a2, a3, a4]"),
  });
  const { faults } = await loadHandbook(dir);
  expect(faults.map(formatFault)).toEqual(["b.md：（提醒）问法「养狗要办证吗」在 a.md 里也有，只留一处"]);
});

test("edits are picked up within a minute; a file that broke keeps its last good answer; a deleted one is gone", async () => {
  const { dir, write } = await folder({
    "养狗.md": page("养狗要办证吗？", "旧的。"),
    "b.md": page("几点上班", "九点。", "[a, b, c, d]"),
  });
  let now = Date.parse("2026-11-24T02:00:00Z");
  const handbook = openHandbook(dir, { now: () => new Date(now) });
  const said = async () => findAnswer("养狗要办证吗", await handbook.current())?.answer.text;
  expect(await said()).toBe("旧的。");
  await write("养狗.md", page("养狗要办证吗？", "新的。"));
  now += 59_000;
  expect(await said()).toBe("旧的。");
  now += 1_000;
  expect(await said()).toBe("新的。");
  await write("养狗.md", "坏了");
  now += 60_000;
  expect(await said()).toBe("新的。");
  await rm(join(dir, "养狗.md"));
  now += 60_000;
  expect(await said()).toBeUndefined();
  // A clock that is set back does not make it old.
  await write("养狗.md", page("养狗要办证吗？", "回来了。"));
  now -= 3_600_000;
  expect(await said()).toBe("回来了。");
});

test("questions asked at once read the folder once", async () => {
  const { dir } = await folder({ "养狗.md": page("养狗要办证吗？") });
  const handbook = openHandbook(dir, { now: () => new Date(0) });
  expect(handbook.current()).toBe(handbook.current());
  await handbook.current();
});

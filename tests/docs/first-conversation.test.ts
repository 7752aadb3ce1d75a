import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { startChat } from "../support/start-chat.ts";

const root = join(import.meta.dirname, "../..");
const BOT = "警民小助手";

/** Who says what, in order; what the bot answers is produced here and must stand in the page. */
const script: readonly (readonly [who: string, says: string])[] = [
  ["张大妈", "体育场北门那条楼道堆满纸箱，过不去人，恁管管吧"],
  ["王建国", "列表"],
  ["王建国", "认领 1"],
  ["王建国", "回复 1 物业今天下班前清走，您看看。"],
  ["张大妈", "清走了，谢谢恁"],
  ["王建国", "办结 1 已督促物业清理完毕"],
  ["张大妈", "进度"],
  ["陈所长", "统计"],
];

/** The same conversation with the demo station of the repository. */
async function converse(): Promise<string> {
  const demo = await loadConfig(join(root, "jingmin.yaml"), {});
  const chat = await startChat({
    offices: demo.offices,
    officers: demo.officers.map(({ name, role, office }) => ({ name, role, ...(office ? { office } : {}) })),
    groups: demo.groups.map(({ name = "", office, topics, kind }) => ({
      name,
      topics,
      kind,
      ...(office ? { office } : {}),
    })),
  });
  const lines: string[] = [];
  let shown = 0;
  const show = () => {
    for (const { to, content } of chat.channel.sent.slice(shown)) {
      const name = to.id.replace(/^(?:resident|officer)-/, "");
      lines.push(`${BOT}（给${name}）：${content.text.replaceAll("\n", "\n  ")}`);
    }
    shown = chat.channel.sent.length;
  };
  for (const [who, says] of script) {
    const officer = demo.officers.some((o) => o.name === who);
    lines.push(`${who}：${says}`);
    await (officer ? chat.officer(who) : chat.resident(who)).dm(says);
    show();
    await chat.advance(30_000);
    show();
  }
  return lines.join("\n");
}

test("docs/first-conversation.md is what the bot really says", async () => {
  const said = `<!-- conversation -->\n\`\`\`text\n${await converse()}\n\`\`\`\n<!-- /conversation -->`;
  const path = join(root, "docs/first-conversation.md");
  const text = await readFile(path, "utf8");
  const block = /<!-- conversation -->[\s\S]*<!-- \/conversation -->/;
  // `UPDATE_DOCS=1 npm test -- tests/docs` writes it anew.
  if (process.env.UPDATE_DOCS)
    await writeFile(
      path,
      text.replace(block, () => said),
    );
  else expect(block.exec(text)?.[0]).toBe(said);
});

import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const officers = ["李", { name: "审计员", role: "auditor" as const }, { name: "管", role: "admin" as const }];

/** All pages of an officer's help. */
async function allHelp(say: (typed: string) => Promise<string[]>): Promise<string> {
  const pages: string[] = [];
  for (let page = 1; page === 1 || pages.at(-1)?.includes("还有"); page++) {
    pages.push((await say(page === 1 ? "/帮助" : `/帮助 第${page}页`)).join());
  }
  return pages.join("\n");
}

test("help is at most eight rows a page, and says how to go on", async () => {
  const chat = await startChat({ officers });
  const [first = ""] = await chat.officer("李").dm("帮助");
  expect(first.match(/^\/.+/gm)).toHaveLength(8);
  expect(first).toMatch(/^\/列表　看待办的反映/);
  expect(first).toMatch(/还有\d+个，发「\/帮助 第2页」\n怎么写，发「\/帮助 命令」/);
  expect(await chat.officer("李").dm("/帮助 第9页")).toEqual(["没有这一页。发「/帮助」从头看。"]);
});

test("everybody is shown what he may use here, nothing else", async () => {
  const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
  const officer = await allHelp((typed) => chat.officer("李").dm(typed));
  expect(officer).toMatch(/\/认领[\s\S]*\/我是谁/);
  expect(officer).not.toMatch(/\/指派|\/邀请码|\/民警|\/状态/);
  const auditor = await allHelp((typed) => chat.officer("审计员").dm(typed));
  expect(auditor).toMatch(/\/搜索/);
  expect(auditor).not.toMatch(/\/认领|\/回复|\/办结|\/群/);
  expect(await allHelp((typed) => chat.officer("管").dm(typed))).toMatch(/\/邀请码[\s\S]*\/民警/);
  const inGroup = await allHelp((typed) => chat.officer("李").say("民警群", typed));
  expect(inGroup).toMatch(/\/认领/);
  expect(inGroup).not.toMatch(/\/回复|\/搜索/);
});

test("help on one command shows its names and examples, by any name; on a forbidden one it knows nothing", async () => {
  const chat = await startChat({ officers });
  const answer = [expect.stringMatching(/^\/办结、\/结案、\/close：[\s\S]*\/办结 42/)];
  expect(await chat.officer("李").dm("/帮助 办结")).toEqual(answer);
  expect(await chat.officer("李").dm("/帮助 /close")).toEqual(answer);
  const unknown = (await chat.officer("李").dm("/帮助 无此"))[0]?.replace("无此", "邀请码");
  expect(await chat.officer("李").dm("/帮助 邀请码")).toEqual([unknown]);
});

import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed } from "./filed.ts";

const officers = ["李", "王", { name: "陈", role: "leader" as const }];
const groups = [
  { name: "体育场群", office: "体育场警务室" },
  { name: "新程街群", office: "新程街社区警务室" },
  { name: "民警群", office: "体育场警务室", kind: "officers" as const },
];

async function station(): Promise<Chat> {
  const chat = await startChat({ officers, groups });
  await filed(chat);
  return chat;
}

test("one line goes to that office's community groups, once, when a second person agrees", async () => {
  const chat = await station();
  expect(await chat.officer("李").dm("/公开 1 北门积水已通")).toEqual([
    expect.stringMatching(/等另一位同意.*1个群/),
  ]);
  expect(chat.officer("陈").inbox.join()).toContain("北门积水已通");
  expect(chat.said("体育场群")).toEqual([]);
  expect(await chat.officer("李").dm("同意 公开 1")).toEqual([expect.stringMatching(/另一位/)]);
  await chat.officer("陈").dm("同意 公开 1");
  await chat.idle();
  expect(chat.said("体育场群")).toEqual(["【向大家报告】北门积水已通\n光明路派出所"]);
  expect([...chat.said("新程街群"), ...chat.said("民警群")].join()).not.toContain("积水");
  expect(await chat.officer("王").dm("/公开 1 北门积水已通")).toEqual([
    expect.stringMatching(/已经在群里说过/),
  ]);
  expect(await chat.officer("陈").dm("同意 公开 1")).toEqual([
    expect.stringMatching(/没有等您批的|眼下没有/),
  ]);
  expect(chat.said("体育场群")).toHaveLength(1);
  expect(await audited(chat, "R2611-0001")).toEqual(["report.publish-asked", "publication.approved"]);
});

test.each([
  ["张家门口积水已通，找张建国13837512345", /不能有/],
  ["北门3单元402积水已通", /单元/],
  ["R2611-0001 积水已通", /编号/],
  ["北门\n积水已通", /一行/],
  ["积水".repeat(40), /太长/],
])("「%s」 is not fit for everybody's eyes", async (line, why) => {
  const chat = await station();
  expect(await chat.officer("李").dm(`/公开 1 ${line}`)).toEqual([expect.stringMatching(why)]);
  expect(chat.officer("陈").inbox.join()).not.toContain("积水");
});

test("of what few may read nothing is said in a group", async () => {
  const chat = await startChat({ officers, groups });
  await filed(chat, { restricted: true });
  await filed(chat, { sensitive: true });
  for (const number of [1, 2])
    expect(await chat.officer("陈").dm(`/公开 ${number} 事情已办好`)).toEqual([
      expect.stringMatching(/办不了/),
    ]);
});

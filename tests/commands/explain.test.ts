import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "陈", role: "leader" as const },
];

test("it says what a report was taken for, how surely, and by which words", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("楼上天天半夜蹦迪，吵得睡不着");
  const [answer = ""] = await chat.officer("李").dm("/为什么 1");
  expect(answer).toMatch(/^R2611-0001\n/);
  for (const decision of ["类型", "类别", "危险", "只给所领导", "特别保护", "违法犯罪"])
    expect(answer).toMatch(new RegExp(`${decision}.*\\d+%`));
  const { id = "" } = (await chat.store.reports.byNumber("R2611-0001")) ?? {};
  const audit = await chat.store.audit.of({ kind: "report", id }, 10);
  expect(audit.map(({ action }) => action)).toContain("report.explained");
});

test("who may not see the report learns nothing of it, nor does a group", async () => {
  const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
  await chat.resident("张").dm("你们所里那个辅警喝酒开车，还打人");
  const [answer = ""] = await chat.officer("李").dm("/为什么 1");
  expect(answer).toContain("没有找到");
  expect(answer).not.toContain("辅警");
  await chat.resident("王").dm("新 楼上天天半夜蹦迪");
  expect((await chat.officer("李").say("民警群", "/为什么 2")).join()).not.toMatch(/\d%/);
  expect((await chat.officer("陈").dm("/为什么 1")).join()).toMatch(/只给所领导 是/);
});

test("a report without words has nothing to explain", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("", { voice: new Uint8Array([1]) });
  expect(await chat.officer("李").dm("/为什么 1")).toEqual(["R2611-0001 没有文字，没什么可解释的。"]);
});

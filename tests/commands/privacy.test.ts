import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

test("no word, name or account of a resident is in a group's answer, a colleague's notice or the log", async () => {
  const chat = await startChat({
    officers: ["李", "王", { name: "值班员", role: "dispatcher" }, { name: "所长", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }, "居民群"],
  });
  const number = await filed(chat, {
    by: "张秀兰",
    text: "老周把纸箱堆满楼道",
    place: "矿工路12号院3单元401",
  });
  await filed(chat, { by: "张秀兰", category: "complaint", text: "民警态度不好" });
  await chat.officer("李").dm(`/认领 ${number}`);
  await chat.officer("王").dm(`/备注 ${number} 我找过老周，纸箱是他的`);
  await chat.officer("王").dm(`/回复 ${number} 已劝老周清走纸箱`);
  await chat.officer("值班员").dm(`/指派 ${number} 王`);
  await chat.officer("王").dm(`/办结 ${number} 纸箱已清走`);
  await chat.officer("王").dm(`/重开 ${number} 纸箱又来了`);
  for (const who of ["李", "所长"]) {
    for (const typed of [
      "/列表 全部",
      "/列表 投诉 全部",
      `/查看 ${number}`,
      `/看 ${number} 图`,
      "/看 2",
      "/统计",
      "/提示",
    ]) {
      await chat.officer(who).say("民警群", typed);
      expect(await chat.officer(who).say("居民群", typed)).toEqual([]);
    }
  }
  const secret = /老周|纸箱|态度|张秀兰|resident-|401|3单元|12号/;
  expect(chat.said("民警群").join("\n")).not.toMatch(new RegExp(`${secret.source}|投诉`));
  expect(chat.said("民警群")).not.toEqual([]);
  expect(chat.officer("李").inbox.join("\n")).toContain("王写了备注");
  expect(chat.officer("李").inbox.join("\n")).not.toMatch(secret);
  // Not the clock's milliseconds, which may be those of a flat.
  expect(chat.logs.map((line) => line.replace(/"time":"[^"]*"/, "")).join("\n")).not.toMatch(secret);
});

test("the audit names what was done and by whom, and keeps no words", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat, { text: "纸箱堆满楼道" });
  await chat.officer("李").dm(`/备注 ${number} 找过老周`);
  await chat.officer("李").dm(`/回复 ${number} 已劝老周`);
  await chat.officer("李").dm(`/办结 ${number} 老周清走了`);
  const { id = "" } = (await chat.store.reports.byNumber(number)) ?? {};
  const officer = (await chat.store.officers.byName("李"))?.id;
  const entries = await chat.store.audit.of({ kind: "report", id }, 9);
  expect(entries.map((entry) => [entry.action, entry.actor])).toEqual([
    ["report.closed", { officer }],
    ["report.replied", { officer }],
    ["report.noted", { officer }],
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/老周|纸箱/);
});

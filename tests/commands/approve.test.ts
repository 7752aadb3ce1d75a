import { expect, test } from "vitest";
import { askApproval } from "../../src/approvals/index.ts";
import type { Approval } from "../../src/domain/approvals.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const station = () =>
  startChat({
    officers: ["李", "王", { name: "所长", role: "leader" }, { name: "教导员", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });

/** Something that an officer wants approved, as a use case would ask for it. */
async function asks(chat: Chat, by: string, number: string, kind: Approval["kind"] = "alert"): Promise<void> {
  const askedBy = (await chat.store.officers.byName(by))?.id ?? "";
  const asked = { kind, subject: `id-${number}`, number, askedBy, what: `${by}请您看 ${number}` };
  await chat.store.tx((t) => askApproval(t, chat.app.actions.approvalRules, asked, chat.clock.now()));
  await chat.idle();
}

const state = async (chat: Chat, number: string) =>
  (await chat.store.approvals.ofSubject(`id-${number}`)).map((one) => one.state);

test("leaders hear what waits; 「同意」 alone decides the only alert, and whoever asked hears it", async () => {
  const chat = await station();
  await asks(chat, "李", "T2611-001");
  expect(chat.officer("所长").inbox).toEqual([
    "李请您看 T2611-001\n回「同意 T2611-001」，或「退 T2611-001 原因」「否 T2611-001 原因」。",
  ]);
  expect(chat.officer("王").inbox).toEqual([]);
  expect(await chat.officer("所长").dm("同意")).toEqual(["已同意 T2611-001，已告诉申请的人。"]);
  expect(chat.officer("李").inbox).toEqual(["T2611-001 所长同意了。"]);
  expect(await state(chat, "T2611-001")).toEqual(["approved"]);
  const audit = await chat.store.audit.of({ kind: "alert", id: "id-T2611-001" }, 9);
  expect(audit.map((entry) => entry.action)).toEqual(["alert.approved"]);
  expect(await chat.officer("教导员").dm("同意")).toEqual(["眼下没有等您批的。"]);
});

test("where two alerts wait 「同意」 needs a number, however it is typed", async () => {
  const chat = await station();
  await asks(chat, "李", "T2611-001");
  await asks(chat, "王", "T2611-012");
  expect(await chat.officer("所长").dm("同意")).toEqual([
    "分不清批哪一条，请写上编号，例如「同意 T2611-001」。\n等着批的：T2611-001、T2611-012。",
  ]);
  expect(await chat.officer("所长").dm("同意 ｔ2611–12")).toEqual([
    expect.stringContaining("已同意 T2611-012"),
  ]);
  expect([await state(chat, "T2611-001"), await state(chat, "T2611-012")]).toEqual([
    ["waiting"],
    ["approved"],
  ]);
});

test("an identity is approved by its number alone, and a bare number is never one", async () => {
  const chat = await station();
  await asks(chat, "李", "R2611-0042", "identity");
  expect(await chat.officer("所长").dm("同意")).toEqual([
    expect.stringMatching(/请写上编号，例如「同意 身份 R2611-0042」/),
  ]);
  expect(await chat.officer("所长").dm("同意 42")).toEqual([expect.stringMatching(/^只写要同意的编号/)]);
  expect(await chat.officer("所长").dm("同意 身份 41")).toEqual([
    expect.stringMatching(/没有等您批的「身份 R2611-0041」/),
  ]);
  expect(await state(chat, "R2611-0042")).toEqual(["waiting"]);
  expect((await chat.officer("所长").dm("同意 身份 42")).join()).toMatch(
    /^已同意 身份 R2611-0042，已告诉申请的人。/,
  );
  expect(await state(chat, "R2611-0042")).toEqual(["approved"]);
});

test("what is returned or refused needs a reason, which whoever asked reads", async () => {
  const chat = await station();
  await asks(chat, "李", "T2611-001");
  expect(await chat.officer("所长").dm("退")).toEqual([expect.stringMatching(/^要写原因/)]);
  expect(await chat.officer("所长").dm("退 标题太长，写短些")).toEqual([
    "已退回 T2611-001，已告诉申请的人。",
  ]);
  expect(chat.officer("李").inbox.at(-1)).toBe("T2611-001 所长退回了：标题太长，写短些");
  await asks(chat, "李", "R2611-0042", "identity");
  expect(await chat.officer("所长").dm("否 身份 42 没有必要")).toEqual([
    "已否 身份 R2611-0042，已告诉申请的人。",
  ]);
  expect(chat.officer("李").inbox.at(-1)).toBe("身份 R2611-0042 所长没有同意：没有必要");
});

test("nobody approves their own, nor what their role does not let them", async () => {
  const chat = await station();
  await asks(chat, "所长", "T2611-001");
  expect(chat.officer("所长").inbox).toEqual([]);
  expect(await chat.officer("所长").dm("同意")).toEqual(["自己申请的要由另一位同意。"]);
  expect(await chat.officer("李").dm("同意 T2611-001")).toEqual([expect.stringMatching(/^没有等您批的/)]);
  expect(await state(chat, "T2611-001")).toEqual(["waiting"]);
  expect(await chat.officer("教导员").dm("同意")).toEqual([expect.stringMatching(/^已同意/)]);
});

test("asked again the newest counts, and of two leaders at once one decides", async () => {
  const chat = await station();
  await asks(chat, "李", "T2611-001");
  await asks(chat, "李", "T2611-001");
  expect((await state(chat, "T2611-001")).toSorted()).toEqual(["returned", "waiting"]);
  const answers = await Promise.all(
    ["所长", "教导员"].map((name) => chat.officer(name).dm("同意 T2611-001")),
  );
  expect(answers.flat().filter((answer) => answer.startsWith("已同意"))).toHaveLength(1);
  expect(await chat.officer("所长").say("民警群", "/同意")).toEqual([expect.stringContaining("请私聊我发")]);
});

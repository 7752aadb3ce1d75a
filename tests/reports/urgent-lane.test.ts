import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const officers = [
  { name: "赵值班", role: "dispatcher" as const },
  { name: "李", office: "体育场警务室" },
  { name: "王", office: "新程街社区警务室" },
  { name: "周所", role: "leader" as const },
  { name: "吴所", role: "leader" as const },
];
const station = (options: ChatOptions = {}) => startChat({ officers, ...options });
const FIRE = "矿工路3号楼着火了，快来人";
const HIDING = "别打电话 他会听见 我锁在厕所 他在踹门 矿工路3-2-401";

const about = (chat: Chat, name: string, words: string) =>
  chat.officer(name).inbox.filter((text) => text.includes(words));
const untaken = (chat: Chat, name: string) => about(chat, name, "还没有人接手").length;

const calling = async (chat: Chat) =>
  (await chat.store.timers.all()).filter(({ kind }) => kind === "urgent" || kind === "outside");

/** A webhook that keeps what it is told. */
async function webhook(status = () => 200): Promise<{ url: string; told: string[] }> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      told.push(JSON.parse(body).content.text);
      response.writeHead(status()).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told };
}

test("danger calls all on duty and the office at once, and nobody else", async () => {
  const chat = await station();
  const [answer] = await chat.resident("张").dm(FIRE);
  expect(answer).toContain("正在叫值班民警");
  const called = ["赵值班", "李", "王", "周所"].map((name) => about(chat, name, "急件，请马上看").length);
  expect(called).toEqual([1, 1, 0, 0]);
});

test("not taken, it reaches the leaders after 2 minutes, notify and the reporter after 4, and all again later", async () => {
  const { url, told } = await webhook();
  const chat = await station({ config: { notify: { webhook: url } } });
  await chat.resident("张").dm(FIRE);
  await chat.advance(2 * MINUTE - 1000);
  expect(untaken(chat, "周所")).toBe(0);
  await chat.advance(1000);
  expect([untaken(chat, "周所"), untaken(chat, "吴所"), untaken(chat, "赵值班")]).toEqual([1, 1, 0]);
  const pushed = () => chat.resident("张").inbox.filter((text) => text.includes("民警还没看到，请马上打110"));
  expect([told, pushed()]).toEqual([[], []]);
  await chat.advance(2 * MINUTE);
  expect(pushed()).toHaveLength(1);
  expect(told).toEqual(["急件 R2611-0001 还没有民警接手，请马上看。"]);
  await chat.advance(15 * MINUTE);
  expect([untaken(chat, "周所"), untaken(chat, "赵值班")]).toEqual([2, 1]);
  await chat.advance(60 * MINUTE);
  expect(untaken(chat, "周所")).toBe(6);
  expect(pushed()).toHaveLength(1);
});

test("once it is taken nobody is called any more, and the resident hears that somebody has it only then", async () => {
  const chat = await station();
  const resident = chat.resident("张");
  await resident.dm(FIRE);
  for (const said of ["收到", "马上到", "好的，马上到"])
    expect(await chat.officer("赵值班").dm(said)).toEqual(["R2611-0001 还没人接。回「接」才算接手。"]);
  expect(resident.inbox.join()).not.toContain("接手");
  await chat.advance(MINUTE);
  await chat.officer("李").dm("接 1");
  expect(resident.inbox.at(-1)).toContain("已有民警接手");
  await chat.advance(60 * MINUTE);
  expect([untaken(chat, "周所"), untaken(chat, "赵值班")]).toEqual([0, 0]);
  expect(await calling(chat)).toEqual([]);
  expect(await chat.officer("赵值班").dm("收到")).toEqual([]);
});

test("an officer to whom it was only given has not taken it; whoever comes first takes it", async () => {
  const chat = await station();
  await chat.resident("张").dm(FIRE);
  await chat.officer("赵值班").dm("/指派 1 王");
  expect(chat.resident("张").inbox.join()).not.toContain("已有民警接手");
  expect((await chat.resident("张").dm("进度")).join()).toContain("待接手");
  await chat.advance(2 * MINUTE);
  expect(untaken(chat, "周所")).toBe(1);
  expect(await chat.officer("王").dm("接 1")).toEqual([expect.stringContaining("R2611-0001")]);
  await chat.advance(30 * MINUTE);
  expect(untaken(chat, "周所")).toBe(1);
  expect((await chat.resident("张").dm("进度")).join()).toContain("民警已接手");

  await chat.resident("刘").dm(FIRE);
  await chat.officer("赵值班").dm("/指派 2 王");
  await chat.officer("李").dm("接 2");
  expect(await calling(chat)).toEqual([]);
});

test("a clock that stood still, and a process that was killed, forget nobody", async () => {
  const chat = await station();
  await chat.resident("张").dm(FIRE);
  await chat.restart();
  await chat.advance(2 * MINUTE);
  expect(untaken(chat, "周所")).toBe(1);
  chat.clock.leap(new Date(chat.clock.now().getTime() + 10 * MINUTE));
  await chat.restart();
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining("民警还没看到，请马上打110")]);
});

test.each([
  ["hides", HIDING],
  ["tells of what is sensitive", "我爸又打我妈了，拿刀追着砍，在矿工路3-2-401"],
])("whoever %s hears nothing until they write", async (_, said) => {
  const chat = await station();
  const resident = chat.resident("张");
  expect((await resident.dm(said)).join()).toMatch(/110/);
  const before = resident.inbox.length;
  await chat.advance(10 * MINUTE);
  expect([untaken(chat, "周所"), resident.inbox.length]).toEqual([1, before]);
  await chat.officer("赵值班").dm("接 1");
  await chat.advance(60 * MINUTE);
  expect(resident.inbox).toHaveLength(before);
  await resident.dm("他走了");
  expect(resident.inbox.join()).toContain("已有民警接手");
  expect(resident.inbox.join()).not.toContain("还没看到");
});

test("who hides and writes on in danger is answered, and left alone again", async () => {
  const chat = await station();
  const resident = chat.resident("张");
  await resident.dm(HIDING);
  await chat.advance(MINUTE);
  await resident.dm("他还在砸门，他拿着刀");
  const before = resident.inbox.length;
  await chat.advance(30 * MINUTE);
  expect(resident.inbox).toHaveLength(before);
});

test.each([
  ["somebody has taken it meanwhile", async (chat: Chat) => void (await chat.officer("李").dm("接 1"))],
  ["too much time has passed", async (chat: Chat) => chat.advance(10 * MINUTE)],
])("what waits to tell the reporter that nobody has it is not said where %s", async (_, meanwhile) => {
  const chat = await station();
  const resident = chat.resident("张");
  await resident.dm(FIRE);
  const to = chat.channel.address("user", resident.id);
  chat.channel.failNext(to, new DeliveryError("not-sent", "risk-control", true));
  await chat.advance(4 * MINUTE);
  await meanwhile(chat);
  chat.channel.failNext(to, undefined);
  await chat.advance(20 * MINUTE);
  expect(resident.inbox.join()).not.toContain("还没看到");
});

test("an ordinary report that becomes urgent waits to be taken anew, also where an officer has it", async () => {
  const chat = await station();
  await chat.resident("张").dm("矿工路3号楼楼道堆满纸箱");
  await chat.officer("李").dm("接 1");
  expect(await calling(chat)).toEqual([]);
  await chat.resident("张").dm("着火了，纸箱着火了，快来人");
  const [timer] = await calling(chat);
  expect(timer).toMatchObject({ kind: "urgent", step: "leaders" });
  await chat.advance(2 * MINUTE);
  expect(untaken(chat, "周所")).toBe(1);
});

test("one that is closed calls nobody; opened again by its resident it calls as before", async () => {
  const chat = await station();
  await chat.resident("张").dm(FIRE);
  await chat.officer("李").dm("接 1");
  await chat.officer("李").dm("/办结 1 火已扑灭");
  await chat.resident("张").dm("没解决");
  const report = await chat.store.reports.byNumber("R2611-0001");
  expect(report).toMatchObject({ status: "received", priority: "urgent" });
  await chat.advance(2 * MINUTE);
  expect(untaken(chat, "周所")).toBe(1);
});

test("notify is tried until it is taken up, and no more once somebody has the report", async () => {
  let status = 500;
  const { url, told } = await webhook(() => status);
  const chat = await station({ config: { notify: { webhook: url } } });
  await chat.resident("张").dm(FIRE);
  await chat.advance(4 * MINUTE);
  expect(told).toHaveLength(1);
  await chat.restart();
  expect(told.length).toBeGreaterThan(1);
  status = 200;
  await chat.advance(MINUTE);
  const { length } = told;
  await chat.advance(10 * MINUTE);
  expect(told).toHaveLength(length);
  expect(new Set(told)).toEqual(new Set(["急件 R2611-0001 还没有民警接手，请马上看。"]));
});

test("without anybody on duty the leaders are called at once", async () => {
  const chat = await station({ officers: officers.filter(({ name }) => name.endsWith("所")) });
  await chat.resident("张").dm(FIRE);
  expect(about(chat, "周所", "急件，请马上看")).toHaveLength(1);
});

test("whoever is on duty takes by 「接」 what calls them, of whichever office, and is told that 收到 is no taking", async () => {
  const chat = await startChat({
    officers: [
      { name: "王建国", office: "新程街社区警务室" },
      { name: "刘洋", office: "新程街社区警务室" },
      { name: "赵值班", role: "dispatcher" },
    ],
    offices: [
      { name: "体育场警务室", places: ["矿工路"] },
      { name: "新程街社区警务室", places: ["新程街"] },
    ],
    at: new Date("2026-11-24T15:30:00Z"),
  });
  await chat.officer("赵值班").dm("/值班 王建国 到明早8点");
  await chat.resident("张").dm("矿工路有人拿刀砍人");
  expect(await chat.officer("王建国").dm("收到")).toEqual([expect.stringContaining("回「接」才算接手")]);
  expect(await chat.officer("刘洋").dm("接")).toEqual(["眼下没有待接的反映。"]);
  await chat.advance(20 * 60_000);
  expect((await chat.officer("王建国").dm("接")).join()).toMatch(/^已认领 R2611-0001/);
});

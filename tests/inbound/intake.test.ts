import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { stored, written } from "../commands/filed.ts";
import { tinyPng } from "../contract/channel.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;

describe("a resident's direct message", () => {
  test("becomes a report at once: one answer with its number and category", async () => {
    const chat = await startChat({ officers: ["李"] });
    const answers = await chat.resident("张").dm("三楼楼道堆满纸箱，能不能管管");
    expect(answers).toEqual([expect.stringMatching(/已收到.*R2611-0001/)]);
    expect(answers[0]).toMatch(/线索|意见建议|求助|纠纷|咨询|可疑情况/);
  });

  test("that holds nothing to be read is neither met with silence nor thanked for", async () => {
    const chat = await startChat({ officers: ["李"] });
    const unreadable = { message: { unreadable: ["longmsg"] } };
    const sorry = ["这种消息我看不了，请发文字或截图。紧急请打110。"];
    expect(await chat.resident("张").dm("", unreadable)).toEqual(sorry);
    expect(await chat.officer("李").dm("", unreadable)).toEqual(sorry);
    expect((await chat.store.reports.newest({}, 1)).length).toBe(0);
    for (let i = 0; i < 50; i++) await chat.resident("张").dm("", unreadable);
    expect(chat.resident("张").inbox.length).toBeLessThan(15);
    expect((await chat.resident("王").dm("三楼着火了[看不了的消息]", unreadable)).join()).toMatch(/119/);
  });

  test("keeps the way a person wrote last, so that an answer after a restart takes it", async () => {
    const chat = await startChat({ officers: ["李"] });
    const { id } = chat.resident("张");
    const by = (via: string | undefined) => {
      const from = { ...chat.channel.address("user", id), ...(via === undefined ? {} : { via }) };
      return { message: { from, chat: from } };
    };
    const ways: (string | undefined)[] = [];
    for (const via of ["群一", "群二", undefined, "群三"]) {
      await chat.resident("张").dm("新 路灯坏了", by(via));
      ways.push((await chat.store.contacts.byAddress(chat.channel.address("user", id)))?.addresses[0]?.via);
    }
    expect(ways).toEqual(["群一", "群二", undefined, "群三"]);
  });

  test("is live whatever its time; only what is read from history is too old", async () => {
    const chat = await startChat();
    const at = new Date("2026-11-20T02:00:00Z");
    expect(await chat.resident("张").dm("路灯坏了", { message: { at } })).toEqual([
      expect.stringContaining("R2611-0001"),
    ]);
    expect((await chat.resident("王").dm("井盖没了", { message: { at, past: true } })).join()).toMatch(
      /R2611-0002/,
    );
    const longAgo = new Date("2026-10-01T02:00:00Z");
    expect(await chat.resident("赵").dm("井盖没了", { message: { at: longAgo, past: true } })).toEqual([]);
  });

  test("is counted once for the figures, its supplements are not", async () => {
    const chat = await startChat();
    await chat.resident("张").dm("路灯坏了，建议修一修");
    await chat.resident("张").dm("就在光明路口");
    await chat.resident("王").dm("新程街棋牌室有人赌博");
    const filed = (await chat.app.metrics.text())
      .split("\n")
      .filter((l) => l.startsWith("jingmin_reports_filed"));
    expect(filed.sort()).toEqual(['jingmin_reports_filed_total{priority="normal"} 2']);
  });

  test("tells at first contact who sees it, and only then", async () => {
    const chat = await startChat();
    const [first] = await chat.resident("张").dm("路灯坏了，建议修一修");
    expect(first).toContain("您的身份对外保密，仅本所经授权人员可查看");
    await chat.advance(10 * MINUTE);
    const [second] = await chat.resident("张").dm("新程街棋牌室有人赌博");
    expect(second).toContain("R2611-0002");
    expect(second).not.toContain("身份");
  });

  test("is routed by its place, else by the group the resident came from", async () => {
    const chat = await startChat({ groups: [{ name: "新程街群", office: "新程街社区警务室" }] });
    await chat.resident("张").dm("体育场北侧停车场有人偷电瓶");
    await chat.resident("王").say("新程街群", "大家早");
    await chat.resident("王").dm("楼上天天半夜蹦迪，找他还骂人");
    const { reports } = await chat.store.reports.find({}, { limit: 9 });
    expect(reports.map((r) => r.office)).toEqual(["新程街社区警务室", "体育场警务室"]);
  });

  test("that says danger is answered with 110 first, filed as urgent, and the officers are called", async () => {
    const chat = await startChat({ officers: [{ name: "值", role: "dispatcher" }] });
    const [answer] = await chat.resident("张").dm("打起来了！光明路烧烤摊！有个人头上都是血");
    expect(answer).toMatch(/^请立即拨打110/);
    expect(answer).toContain("R2611-0001");
    expect(answer).not.toMatch(/已出警|已看到/);
    expect(chat.officer("值").inbox.join()).toMatch(/【急】R2611-0001/);
  });

  test("that says danger is answered, and its officers are told, before everybody else", async () => {
    const chat = await startChat({ officers: [{ name: "值", role: "dispatcher" }] });
    await chat.channel.stop();
    await chat.resident("张").dm("打起来了！光明路烧烤摊！有个人头上都是血");
    const waiting = await chat.store.deliveries.inStates(["pending"]);
    expect(waiting.map(({ kind, severe }) => [kind, severe])).toEqual([
      ["answer", true],
      ["notice", true],
    ]);
  });

  test("of somebody who cannot speak is followed by no push until he writes again", async () => {
    const chat = await startChat({ officers: [{ name: "李", role: "dispatcher" }] });
    const hiding = chat.resident("张");
    await hiding.dm("别打电话 他会听见 我锁在厕所 他在踹门 锦绣家园3-2-401");
    expect(hiding.inbox).toHaveLength(1);
    expect(hiding.inbox[0]).toContain("12110375");
    await chat.advance(1000);
    await chat.officer("李").dm("/认领 1");
    await chat.advance(MINUTE);
    expect(hiding.inbox).toHaveLength(1);
    const more = await hiding.dm("他走了");
    await chat.advance(MINUTE);
    expect([...more, ...hiding.inbox].join()).toContain("已有民警接手");
  });

  test("that is a voice message, a picture or a file always files", async () => {
    const chat = await startChat();
    const [voice] = await chat.resident("张").dm("", { voice: Buffer.from("#!AMR\n") });
    expect(voice).toMatch(/收到您的语音，已登记（求助 R2611-0001）/);
    const [picture] = await chat.resident("王").dm("", { images: [tinyPng()] });
    expect(picture).toMatch(/R2611-0002，照片接收中/);
    const [attachment] = await chat.store.attachments.ofReport(
      (await chat.store.reports.byNumber("R2611-0002"))?.id ?? "",
    );
    expect(attachment).toMatchObject({ state: "stored", mime: "image/png" });
    expect(attachment).not.toHaveProperty("ref");
  });

  test.each([
    "[自动回复] 您好，我现在有事不在",
    "我通过了你的朋友验证请求，现在我们可以开始聊天了",
    "5",
    "[捂脸]",
    "👍",
  ])("that no person says to the station is never filed: %s", async (text) => {
    const chat = await startChat();
    expect(await chat.resident("张").dm(text)).toEqual([]);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  });

  test("that only greets or thanks gets a word, no number, and not twice", async () => {
    const chat = await startChat();
    const [hello] = await chat.resident("张").dm("你好");
    expect(hello).toMatch(/警民小助手/);
    expect(hello).not.toMatch(/R\d{4}/);
    expect(await chat.resident("张").dm("你好")).toEqual([]);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  });

  test("asks for 进度 and gets one's own reports, nobody else's", async () => {
    const chat = await startChat();
    await chat.resident("王").dm("凌云路口建议装个红绿灯");
    await chat.resident("张").dm("楼上天天半夜蹦，吵得睡不着");
    expect(await chat.resident("张").dm("进度")).toEqual([
      "R2611-0002 纠纷「楼上天天半夜蹦，…」\n11月24日反映，待接手，等民警看",
    ]);
    expect(await chat.resident("李").dm("进度")).toEqual([expect.stringContaining("还没有反映过")]);
  });

  test("with a slash is no command for a resident: he learns nothing", async () => {
    const chat = await startChat({ officers: ["李"] });
    await chat.resident("王").dm("凌云路口建议装个红绿灯");
    for (const text of ["/list", "/认领 1", "/show 1", "/不存在"]) {
      const answers = await chat.resident("张").dm(text);
      expect(answers.join()).not.toMatch(/R2611-0001|命令|权限|民警.*才/);
    }
  });
});

describe("what looks like small talk and tells something", () => {
  test.each([
    "路灯坏了三个月了，有人管吗",
    "路灯坏了有人管吗",
    "楼道里堆满电动车，你们管了没",
    "你们一直没人理我，我要投诉",
    "等了30分钟还没人开门",
    "我妈被兼职刷单骗了，日结返现",
    "加微信领红包，我点了，钱没了",
    "辛苦民警跑一趟，矿工路12号楼道堆的纸箱还没清",
    "物业说不用管了，可是水还在漏",
    "今天真冷，三楼有个流浪汉睡在楼道",
  ])("is filed: %s", async (text) => {
    const chat = await startChat({ officers: ["李"] });
    expect(await chat.resident("张").dm(text)).toEqual([expect.stringContaining("R2611-0001")]);
    expect(await written(chat, "R2611-0001")).toEqual([text]);
  });

  test("after an officer's reply it reaches him", async () => {
    const chat = await startChat({ officers: ["李"] });
    await chat.resident("张").dm("和顺苑北门有辆面包车停了五天，没有牌照");
    await chat.officer("李").dm("回 1 我们在查");
    await chat.advance(60 * MINUTE);
    await chat.resident("张").dm("查得怎么样了，那辆车今天又来了，车牌豫D12345");
    await chat.advance(MINUTE);
    expect(chat.officer("李").inbox.at(-1)).toContain("居民有补充");
  });
});

describe("whose report a message joins", () => {
  test("an officer's question is answered on his report, though another was filed since; 进度 shows what he said", async () => {
    const chat = await startChat({ officers: ["李"] });
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    await chat.advance(10 * MINUTE);
    await me.dm("矿工路路灯坏了");
    await chat.advance(10 * MINUTE);
    await chat.officer("李").dm("/回复 1 车是什么颜色的？");
    await me.dm("银灰色，车头有个坑");
    expect((await written(chat, "R2611-0001")).at(-1)).toBe("银灰色，车头有个坑");
    await chat.advance(MINUTE);
    expect((await me.dm("进度")).join()).toContain("最近回复：车是什么颜色的？");
  });

  const complained = { officers: ["王建国", { name: "所长", role: "leader" as const }] };

  test("a complaint of an officer joins no report that he can read", async () => {
    const chat = await startChat(complained);
    await chat.resident("张").dm("楼上天天半夜跳舞");
    await chat.advance(2 * MINUTE);
    await chat.resident("张").dm("我要投诉，上次来的民警王建国收了人家的烟");
    expect((await chat.officer("王建国").dm("看 1")).join()).not.toContain("投诉");
    await chat.advance(15 * MINUTE);
    expect(chat.officer("所长").inbox.join()).toContain("R2611-0002 投诉");
  });

  test("nor is it filed for all to read because it begins like a supplement", async () => {
    const chat = await startChat(complained);
    await chat.resident("赵").dm("对了，我要投诉你们所的民警王建国态度恶劣");
    expect((await chat.officer("王建国").dm("列表")).join()).not.toContain("投诉");
    expect(chat.officer("所长").inbox.join()).toContain("R2611-0001 投诉");
  });

  test.each([
    "我要投诉李建国，收了人家的烟不办事",
    "投诉李建国，他帮着物业说话",
    "你态度太差了，我要投诉你",
    "我要投诉姓李的，他骂人还推我",
    "投诉刚才来的那个人，态度恶劣",
    "处理得不公平，偏袒对方，我要投诉",
    "我要投诉110来的人",
    "李建国昨天来我家，收了红包还骂我",
  ])("not though he handles it and has just answered: %s", async (text) => {
    const chat = await startChat({ officers: ["李建国", { name: "所长", role: "leader" }] });
    await chat.resident("张").dm("三楼楼道堆满纸箱，怕着火，没人管");
    await chat.officer("李建国").dm("/接 1");
    await chat.officer("李建国").dm("/回复 1 已和物业说了");
    await chat.advance(60 * MINUTE);
    await chat.resident("张").dm(text);
    expect((await chat.officer("李建国").dm("看 1")).join()).not.toContain(text);
    expect((await chat.officer("李建国").dm("/列表 全部")).join()).toContain("未结1件");
    expect(chat.officer("所长").inbox.join()).toContain("R2611-0002 投诉");
  });

  test("its receipt says that only the leaders read it, and where else one may turn", async () => {
    const chat = await startChat(complained);
    expect((await chat.resident("张").dm("我要投诉王建国态度恶劣")).join()).toMatch(
      /只有所领导看[\s\S]*也可打12389。$/,
    );
  });

  test("admins hear of one that nobody can see, and nothing else of it", async () => {
    const chat = await startChat({ officers: [{ name: "管", role: "admin" }, "李"] });
    await chat.resident("张").dm("我要投诉你们派出所的王警官，态度恶劣还骂人");
    expect(chat.officer("管").inbox).toEqual([
      expect.stringMatching(/^有一件反映只能由所领导看.*没人看到它/),
    ]);
    expect(chat.officer("李").inbox).toEqual([]);
  });

  test("a complaint made elsewhere belongs to the matter", async () => {
    const chat = await startChat(complained);
    await chat.resident("张").dm("楼上天天半夜跳舞");
    await chat.advance(2 * MINUTE);
    await chat.resident("张").dm("跟物业投诉过，没有用");
    expect((await stored(chat, "R2611-0001")).entries).toHaveLength(2);
  });

  const duty = {
    officers: [
      { name: "值", role: "dispatcher" as const },
      { name: "所长", role: "leader" as const },
    ],
    groups: [{ name: "民警群", kind: "officers" as const }],
  };

  test("danger after a complaint calls who is on duty, who may read it", async () => {
    const chat = await startChat(duty);
    await chat.resident("张").dm("我要投诉你们窗口民警态度恶劣");
    await chat.advance(MINUTE);
    expect((await chat.resident("张").dm("救命，有人拿刀砍人，体育场路口")).join()).toContain(
      "正在叫值班民警",
    );
    expect(chat.officer("值").inbox.join()).toContain("【急】R2611-0002");
    expect((await chat.officer("值").dm("看 2")).join()).toContain("砍人");
  });

  test("danger within a complaint calls who is on duty as well, by direct message", async () => {
    const chat = await startChat(duty);
    const said = "投诉！处警民警不作为走了，人家还拿着刀在我家门口";
    expect((await chat.resident("赵").dm(said)).join()).toContain("正在叫值班民警");
    expect(chat.officer("值").inbox).toEqual([expect.stringMatching(/^【急】R2611-0001 投诉\n急件/)]);
    expect(chat.officer("所长").inbox.join()).toContain("【急】R2611-0001 投诉");
    expect(chat.said("民警群")).toEqual([]);
  });
});

describe("a resident's slash and a command's name", () => {
  test("alone, or with a number, files nothing: he is told how", async () => {
    const chat = await startChat({ officers: ["李"] });
    for (const text of ["/列表", "/help", "、认领 1", "／看 R2611-0001", "/看４２"])
      expect(await chat.resident("张").dm(text), text).toEqual([expect.stringMatching(/^有情况直接说/)]);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  });

  test.each([["/帮助 我爸走丢了"], ["/回复 42 物业今天下班前清走"], ["/救命"], ["、提示一下 门锁坏了"]])(
    "with words beside it is a report like any other: %s",
    async (text) => {
      const chat = await startChat({ officers: ["李"] });
      expect((await chat.resident("张").dm(text)).join()).toMatch(/R2611-0001/);
      expect((await written(chat, "R2611-0001"))[0]).toBe(text);
    },
  );

  test("with a picture is a report like any other", async () => {
    const chat = await startChat({ officers: ["李"] });
    expect((await chat.resident("张").dm("/看", { images: [tinyPng()] })).join()).toMatch(/R2611-0001/);
  });
});

test("a receipt of the small hours says 今早, one of the evening 明早", async () => {
  const chat = await startChat({ at: new Date("2026-11-24T22:30:00.000Z") });
  expect((await chat.resident("张").dm("楼上天天半夜跳舞")).join()).toContain("民警今早8点后看");
  await chat.advance(16 * 60 * MINUTE);
  expect((await chat.resident("李").dm("楼上天天半夜跳舞")).join()).toContain("民警明早8点后看");
});

test.each([
  "张建军家巷口天天有人打牌赌钱",
  "李建国家路口停着没牌的面包车",
  "三楼张强吸毒小区都知道",
  "王强贩毒公园里人都认识他",
  "我叫王强光明路12号住户楼道堆满纸箱没人管",
  "举报王建国光明路开赌场",
  "艾滋病光明路12号那家",
  "老公出轨光明小区",
])("an officers' group hears of a street no more than the station's own word for it: %s", async (text) => {
  const chat = await startChat({
    officers: ["李"],
    offices: [{ name: "体育场警务室", places: ["光明路"] }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  await chat.resident("孙").dm(text);
  const street = text.includes("光明路") ? "·体育场警务室·光明路" : "";
  expect(chat.said("民警群")).toEqual([
    expect.stringMatching(new RegExp(`^R2611-0001 (线索|可疑情况|求助|纠纷)${street}\n`)),
  ]);
});

describe("messages that follow", () => {
  test("supplement the report and are answered by one summary after 20 s of quiet", async () => {
    const chat = await startChat();
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    expect(await me.dm("车窗贴黑膜")).toEqual([]);
    await chat.advance(10_000);
    expect(await me.dm("", { images: [tinyPng()] })).toEqual([]);
    expect(await me.dm("13800000000")).toEqual([]);
    await chat.advance(19_000);
    expect(me.inbox).toHaveLength(1);
    await chat.advance(2_000);
    expect(me.inbox).toHaveLength(2);
    expect(me.inbox[1]).toMatch(/已补充到 R2611-0001：2条文字、1张照片/);
    expect(await written(chat, "R2611-0001")).toEqual([
      "和顺苑北门有辆面包车停了五天，没有牌照",
      "车窗贴黑膜",
      "",
      "13800000000",
    ]);
  });

  test("begin another report after 新", async () => {
    const chat = await startChat();
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    expect(await me.dm("新 楼上半夜老是蹦")).toEqual([expect.stringContaining("R2611-0002")]);
  });

  test("begin another report after 「新」 alone, and only the next one does", async () => {
    const chat = await startChat();
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    expect(await me.dm("新")).toEqual(["好的，请说另一件事。"]);
    expect(await me.dm("楼上半夜老是蹦")).toEqual([expect.stringContaining("R2611-0002")]);
    expect(await me.dm("吵得睡不着")).toEqual([]);
  });

  test("with a picture are kept whatever the words are", async () => {
    const chat = await startChat();
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    await chat.advance(10 * MINUTE);
    expect(await me.dm("进度", { images: [tinyPng()] })).toEqual([expect.stringContaining("R2611-0002")]);
  });

  test("begin another report after the append window", async () => {
    const chat = await startChat();
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    await chat.advance(6 * MINUTE);
    expect(await me.dm("楼上半夜老是蹦，睡不着")).toEqual([expect.stringContaining("R2611-0002")]);
  });

  test("make the report urgent when they say danger", async () => {
    const chat = await startChat({ officers: [{ name: "值", role: "dispatcher" }] });
    const me = chat.resident("张");
    await me.dm("邻居老在门口骂");
    const [answer] = await me.dm("他拿刀砸门了，快来");
    expect(answer).toMatch(/^请立即拨打110[\s\S]*R2611-0001/);
    expect((await chat.store.reports.byNumber("R2611-0001"))?.priority).toBe("urgent");
    expect(chat.officer("值").inbox.join()).toContain("【急】R2611-0001");
  });

  test("after an officer's reply come back to that report and its officer", async () => {
    const chat = await startChat({ officers: ["李"] });
    const me = chat.resident("张");
    await me.dm("和顺苑北门有辆面包车停了五天，没有牌照");
    await chat.officer("李").dm("/认领 1");
    await chat.officer("李").dm("/回复 1 车是什么颜色的？");
    await chat.advance(3 * 60 * MINUTE);
    await me.dm("银灰色，车头有个坑");
    expect((await written(chat, "R2611-0001")).at(-1)).toBe("银灰色，车头有个坑");
    expect(chat.officer("李").inbox.at(-1)).toMatch(/R2611-0001[\s\S]*补充/);
  });

  test("in a flood are answered less, told once, and all kept; others notice nothing", async () => {
    const chat = await startChat({ config: { intake: { appendWindow: "PT0S", perMinute: 3 } } });
    const me = chat.resident("张");
    const answers: string[] = [];
    for (let i = 0; i < 12; i++) answers.push(...(await me.dm(`新程街${i}号门口有人贴小广告`)));
    expect(answers.filter((a) => a.includes("已收到"))).toHaveLength(3);
    expect(answers.filter((a) => a.includes("不用重复发"))).toHaveLength(1);
    const { reports, total } = await chat.store.reports.find({}, { limit: 9 });
    expect(total).toBe(3);
    const kept = await Promise.all(reports.map(({ id }) => chat.store.reports.entries(id)));
    expect(kept.flat()).toHaveLength(12);
    expect(await chat.resident("王").dm("园林路路灯坏了，建议修修")).toEqual([
      expect.stringContaining("R2611-0004"),
    ]);
  });
});

test("a command that the network repeats after a restart is not given twice", async () => {
  const chat = await startChat({ officers: ["李"] });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  const same = { message: { id: "net-7", at: chat.clock.now() } };
  expect(await chat.officer("李").dm("/回复 1 下午来", same)).not.toEqual([]);
  await chat.restart();
  expect(await chat.officer("李").dm("/回复 1 下午来", same)).toEqual([]);
  const { entries } = await stored(chat, "R2611-0001");
  expect(entries.filter((entry) => entry.kind === "reply")).toHaveLength(1);
});

test("a message that the network delivers twice, or again after a restart, is one report", async () => {
  const chat = await startChat();
  const me = chat.resident("张");
  const again = { message: { id: "m-1", at: new Date("2026-11-24T01:59:00Z") } };
  await me.dm("新程街有人贴小广告", again);
  await me.dm("新程街有人贴小广告", again);
  await chat.restart();
  await me.dm("新程街有人贴小广告", again);
  expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
  expect((await stored(chat, "R2611-0001")).entries).toHaveLength(1);
});

test("what the sender takes back is marked, and kept", async () => {
  const chat = await startChat();
  const me = chat.resident("张");
  await me.dm("新程街有人贴小广告", { message: { id: "m-1" } });
  chat.channel.events.recalled({ chat: chat.channel.address("user", me.id), message: "m-1" });
  await chat.idle();
  expect((await stored(chat, "R2611-0001")).entries[0]).toMatchObject({
    text: "新程街有人贴小广告",
    recalledAt: expect.any(String),
  });
});

test("a picture that came with a report is in its backup and found sound by verify", async () => {
  const chat = await startChat();
  await chat.resident("张").dm("消防通道被占", { images: [tinyPng()] });
  const to = await mkdtemp(join(tmpdir(), "jingmin-backup-"));
  onTestFinished(() => rm(to, { recursive: true, force: true }));
  const now = chat.clock.now();
  const backup = await backupStore(chat.store, { to, now, timezone: "Asia/Shanghai" });
  const found = await verifyFolder({ dir: backup.path, key: Buffer.alloc(32, 7), now });
  expect(found).toMatchObject({ problems: [], attachments: 1 });
});

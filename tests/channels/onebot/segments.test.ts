import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { InboundMessage } from "../../../src/channels/channel.ts";
import type { Segment } from "../../../src/channels/onebot/cq.ts";
import { type OnebotRig, openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

let rig: OnebotRig;
const { on, told } = recordAll();

beforeAll(async () => {
  rig = await openOnebot();
  await rig.channel.start(on);
  await vi.waitFor(() => expect(rig.channel.health().online).toBe(true));
});
afterAll(async () => {
  await rig.channel.stop();
  await rig.close();
});
beforeEach(() => {
  rig.peer.world.files.clear();
  rig.peer.world.calls.length = 0;
});

let sentinel = 0;

/** Everything that one message makes the channel tell. */
async function tell(message: unknown, extra: object = {}): Promise<InboundMessage[]> {
  const before = told.message.length;
  const word = `哨兵${++sentinel}`;
  rig.peer.dm(person, [], { message, raw_message: "", ...extra });
  // A forwarded conversation is fetched while its own conversation waits: the sentinel comes after it.
  rig.peer.dm(person, [text(word)]);
  await vi.waitFor(() => expect(told.message.at(-1)?.text).toBe(word), { timeout: 5000, interval: 2 });
  return told.message.slice(before, -1);
}
async function read(message: unknown, extra: object = {}): Promise<InboundMessage> {
  const [found, ...more] = await tell(message, extra);
  if (!found || more.length > 0) throw new Error(`${more.length + 1} messages`);
  return found;
}
const seg = (type: string, data: unknown) => ({ type, data }) as Segment;
const said = (who: string, ...message: unknown[]) => ({ sender: { nickname: who }, message });
const node = (who: string, ...content: unknown[]) => seg("node", { nickname: who, content });

/** What stands for nothing: of a type that carries something, it cannot be read. */
const nothings: [name: string, data: unknown][] = [
  ["missing", undefined],
  ["null", null],
  ["empty", {}],
  ["a number", 7],
  ["a truth", true],
  ["a list", []],
  ["a list of null", [null]],
];
const fields = [
  "text",
  "data",
  "file",
  "url",
  "id",
  "content",
  "title",
  "lat",
  "lon",
  "qq",
  "nickname",
  "message",
];
const hollow = (value: unknown) => Object.fromEntries(fields.map((field) => [field, value]));
const hollows: [name: string, data: unknown][] = [
  ["full of nulls", hollow(null)],
  ["full of objects", hollow({})],
  ["full of lists", hollow([])],
  ["full of truths", hollow(true)],
];
const carrying = [
  ...["text", "image", "record", "video", "file", "at", "location", "json", "xml", "ark", "share", "music"],
  ...["contact", "miniapp", "markdown", "tts", "forward", "node"],
  ...["longmsg", "flashtransfer", "onlinefile", "rocket_2027", "__proto__", "constructor"],
];
const bare = {
  face: "[表情]",
  mface: "[表情]",
  dice: "[骰子]",
  rps: "[猜拳]",
  poke: "[戳一戳]",
  redbag: "[红包]",
};

describe("what cannot be read is said to be so", () => {
  for (const type of carrying) {
    test.each([...nothings, ...hollows])(`${type}: %s`, async (_, data) => {
      const found = await read([seg(type, data)]);
      expect(found).toMatchObject({ text: "", attachments: [] });
      expect(found.unreadable).toContain(type);
    });
    test(`${type}: words beside it stay`, async () => {
      const found = await read([text("看这个"), seg(type, null)]);
      expect(found).toMatchObject({ text: "看这个[看不了的消息]", unreadable: [type] });
    });
  }

  for (const [type, word] of Object.entries(bare)) {
    test.each([...nothings, ...hollows])(`${type}, which needs nothing: %s`, async (_, data) => {
      const found = await read([seg(type, data)]);
      expect(found).toMatchObject({ text: word, attachments: [] });
      expect(found.unreadable).toBeUndefined();
    });
  }

  test.each<[string, unknown, string]>([
    ["an empty list", [], "empty"],
    ["null", null, "empty"],
    ["an empty string", "", "empty"],
    ["an empty text", [text("")], "empty"],
    ["nothing but a quotation", [seg("reply", { id: "1" })], "empty"],
    ["a list of null", [null], "none"],
    ["a number", 7, "none"],
    ["an object", {}, "none"],
    ["lists in lists", [[[text("深")]]], "none"],
    ["a type that is none", [{ type: 7, data: { text: "x" } }], "none"],
    ["a text that is none", [seg("text", { text: { text: "x" } })], "text"],
    ["JSON that is cut off", [seg("json", { data: '{"app":"com.tencent.stru' })], "json"],
    [
      "JSON that says nothing",
      [seg("json", { data: '{"app":"com.tencent.x","meta":{"a":{"b":1}}}' })],
      "json",
    ],
  ])("a message that is %s", async (_, message, type) => {
    expect(await read(message)).toMatchObject({ text: "", attachments: [], unreadable: [type] });
  });

  test("a bare string among segments is a text, as is raw_message where message is missing", async () => {
    expect((await read(["救命"])).text).toBe("救命");
    expect((await read(undefined, { raw_message: "路灯&amp;井盖" })).text).toBe("路灯&井盖");
    expect((await read([], { raw_message: "路灯" })).text).toBe("路灯");
  });
});

describe("cards", () => {
  const json = (card: object) => read([seg("json", { data: JSON.stringify(card) })]);
  const cards: [string, object, string][] = [
    [
      "a shared page",
      {
        app: "com.tencent.tuwen.lua",
        prompt: "[分享]退款通知",
        meta: {
          news: {
            title: "退款通知",
            desc: "您的快递丢失，点此领取三倍赔偿",
            jumpUrl: "https://t.example/refund?id=1",
            preview: "https://img.example/p.jpg",
            tag: "快递客服",
          },
        },
      },
      "[卡片] 退款通知\n您的快递丢失，点此领取三倍赔偿\n快递客服\nhttps://t.example/refund?id=1",
    ],
    [
      "a mini-program",
      {
        app: "com.tencent.miniapp_01",
        prompt: "[QQ小程序]哔哩哔哩",
        meta: {
          detail_1: {
            appid: "1109937557",
            title: "哔哩哔哩",
            desc: "楼下有人打架",
            qqdocurl: "b23.tv/abc?share=1",
            icon: "http://i.example/x.png",
          },
        },
      },
      "[卡片] 哔哩哔哩\n楼下有人打架\nb23.tv/abc?share=1",
    ],
    [
      "a recommended person",
      {
        app: "com.tencent.contact.lua",
        prompt: "推荐联系人：理财王老师",
        meta: { contact: { nickname: "理财王老师", contact: "账号：10086", jumpUrl: "mqqapi://card/show" } },
      },
      "[卡片] 推荐联系人：理财王老师\n账号：10086\nmqqapi://card/show",
    ],
    [
      "several links",
      {
        meta: {
          a: { url: "https://a.example/1" },
          b: [{ jumpUrl: "https://b.example/2" }, { title: "两处" }],
        },
      },
      "[卡片] 两处\nhttps://a.example/1\nhttps://b.example/2",
    ],
    [
      "a place",
      {
        app: "com.tencent.map",
        prompt: "[位置]体育场",
        meta: { "Location.Search": { name: "体育场", address: "光明路1号", lat: "31.2", lng: "121.4" } },
      },
      "[位置] 体育场 光明路1号 (31.2,121.4)",
    ],
    [
      "a card within a card",
      { meta: { data: JSON.stringify({ title: "里面的", url: "https://in.example/" }) } },
      "[卡片] 里面的\nhttps://in.example/",
    ],
  ];
  test.each(cards)("%s is read whole, as text and as an object", async (_, card, expected) => {
    expect((await json(card)).text).toBe(expected);
    expect((await read([seg("json", { data: card })])).text).toBe(expected);
  });

  test("an XML card, a share, a music and a contact", async () => {
    const xml =
      '<?xml version="1.0"?><msg serviceID="1" brief="[分享]" url="https://x.example/?a=1&amp;b=2"><item><title>中奖通知</title><summary>请缴税&#65281;</summary></item></msg>';
    expect((await read([seg("xml", { data: xml })])).text).toBe(
      "[卡片] 中奖通知\n请缴税！\nhttps://x.example/?a=1&b=2",
    );
    const share = {
      url: "https://s.example/",
      title: "红包",
      content: "点我领取",
      image: "https://i.example/1.png",
    };
    expect((await read([seg("share", share)])).text).toBe("[链接] 红包\n点我领取\nhttps://s.example/");
    expect((await read([seg("music", { type: "163", id: "28949129" })])).text).toBe("[音乐] 28949129");
    expect((await read([seg("contact", { type: "qq", id: "10001000" })])).text).toBe("[推荐名片] 10001000");
  });

  test("a card made to cost time costs little", async () => {
    const began = performance.now();
    await read([seg("json", { data: `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}` })]);
    await json({ list: Array.from({ length: 50_000 }, (_, i) => ({ title: `第${i}条消息` })) });
    await read([seg("xml", { data: "<a>".repeat(50_000) })]);
    await read([seg("json", { data: "{".repeat(100_000) })]);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe("forwarded conversations", () => {
  const nested = [
    said("甲", text("他让我转账")),
    said("乙", seg("image", { file: "A.png", url: "https://p.example/a" }), text("截图")),
    said("丙", seg("record", { file: "v.amr" })),
    said("丁", seg("file", { file: "合同.pdf", file_id: "/f1" })),
    said(
      "戊",
      seg("forward", { id: "x", content: [said("己", text("里面说的"), seg("video", { file: "v.mp4" }))] }),
    ),
    said("庚", seg("longmsg", { id: "1" })),
  ];
  const lines =
    "[聊天记录]\n甲：他让我转账\n乙：[图片]截图\n丙：[语音]\n丁：[文件 合同.pdf]\n戊：[聊天记录]\n  己：里面说的[视频]\n庚：[看不了的消息]";
  const kinds = ["image", "voice", "file", "video"];

  const expectWhole = (found: InboundMessage) => {
    expect(found.text).toBe(lines);
    expect(found.attachments.map((a) => a.kind)).toEqual(kinds);
  };

  test("inline, all that is in them is read, and media become attachments", async () => {
    expectWhole(await read([seg("forward", { id: "1", content: nested })]));
  });

  test("where only the id comes, what is in them is asked for before anything later is told", async () => {
    rig.peer.world.files.set("7301", { messages: nested });
    expectWhole(await read([seg("forward", { id: "7301" })]));
    expect(rig.peer.world.calls).toContain("get_forward_msg");
  });

  test("as a card that names its resid", async () => {
    rig.peer.world.files.set("res-1", { messages: nested });
    const card = {
      app: "com.tencent.multimsg",
      meta: { detail: { resid: "res-1", news: [{ text: "甲: 他让我转账" }], source: "聊天记录" } },
    };
    expectWhole(await read([seg("json", { data: JSON.stringify(card) })]));
    rig.peer.world.files.clear();
    const kept = await read([seg("json", { data: JSON.stringify(card) })]);
    expect(kept.text).toBe("[聊天记录]\n甲: 他让我转账");
    expect(kept.attachments).toEqual([expect.objectContaining({ kind: "file", name: "聊天记录.txt" })]);
  });

  test("as top-level nodes, which nest too", async () => {
    const found = await read([
      node("甲", text("第一句")),
      node("乙", node("丙", text("里面"), seg("image", { file: "B.png" }))),
    ]);
    expect(found.text).toBe("[聊天记录]\n甲：第一句\n乙：[聊天记录]\n  丙：里面[图片]");
    expect(found.attachments).toHaveLength(1);
  });

  test("a nested one of which only the id is known is asked for too", async () => {
    rig.peer.world.files.set("outer", { messages: [said("甲", seg("forward", { id: "inner" }))] });
    rig.peer.world.files.set("inner", { messages: [said("乙", text("最里面"))] });
    expect((await read([seg("forward", { id: "outer" })])).text).toBe(
      "[聊天记录]\n甲：[聊天记录]\n  乙：最里面",
    );
  });

  test("one that contains itself, one too deep and one too long end, and say so", async () => {
    rig.peer.world.files.set("self", { messages: [said("甲", seg("forward", { id: "self" }))] });
    await read([seg("forward", { id: "self" })]);
    let deep: unknown = said("底", text("最底下"));
    for (let i = 0; i < 50; i++) deep = said(`第${i}层`, seg("forward", { content: [deep] }));
    const cut = await read([seg("forward", { content: [deep] })]);
    expect(cut.text).toContain("太深，里面的没有读");
    expect(cut.text).not.toContain("最底下");
    const many = Array.from({ length: 1000 }, (_, i) => said("甲", text(`第${i}句`)));
    expect((await read([seg("forward", { content: many })])).text).toMatch(/（太长，后面700条没有读）$/);
    const pictures = Array.from({ length: 40 }, (_, i) => said("甲", seg("image", { file: `${i}.png` })));
    const some = await read([seg("forward", { content: pictures })]);
    expect(some.attachments).toHaveLength(30);
    expect(some.text.match(/\[图片，没有收\]/g)).toHaveLength(10);
  });

  test("a mention or a quotation in one is nobody's", async () => {
    const found = await read([
      seg("forward", {
        content: [said("甲", seg("reply", { id: "9" }), seg("at", { qq: "10001" }), text("在吗"))],
      }),
    ]);
    expect(found.quoted).toBeUndefined();
    expect(found.text).toBe("[聊天记录]\n甲：@10001 在吗");
  });
});

describe("kinds of conversation", () => {
  test.each(["guild", "discuss", "channel", "system", "Private", "", 7, null, undefined])(
    "message_type %j is not private: nobody is answered, and the account says so",
    async (kind) => {
      const ignored = told.ignored.length;
      expect(await tell([text("求购")], { message_type: kind, sub_type: "friend", user_id: 3 })).toEqual([]);
      expect(told.ignored.slice(ignored)).toEqual(["other-kind"]);
    },
  );

  test.each([0, "0", "", null, undefined, {}])("a sender %j is none", async (user) => {
    const ignored = told.ignored.length;
    expect(await tell([text("x")], { user_id: user })).toEqual([]);
    expect(told.ignored.slice(ignored)).toEqual(["no-sender"]);
  });
});

test("what arrives live is live whatever its time; a constant offset is a fault of the clock, until one agrees", async () => {
  const ahead = 4 * 86_400_000;
  expect(rig.channel.health().clockOffset).toBeUndefined();
  for (let i = 0; i < 5; i++) {
    expect(rig.channel.health().clockOffset).toBeUndefined();
    const frame = { ...dated(ahead), message_type: "group", group_id: 7000001 };
    rig.peer.dm(person, [text(`第${i}`)], i % 2 ? frame : dated(ahead));
    await vi.waitFor(() => expect(told.message.at(-1)?.text).toBe(`第${i}`));
    expect(told.message.at(-1)?.past).toBeUndefined();
  }
  expect(rig.channel.health().clockOffset).toBeGreaterThan(ahead - 5000);
  expect(told.health.at(-1)?.clockOffset).toBeLessThan(ahead + 5000);
  await read([text("准了")]);
  expect(rig.channel.health().clockOffset).toBeUndefined();
});

test("messages that come late, each by another time, are no fault of the clock", async () => {
  for (const minutes of [300, 240, 180, 120, 60, 30]) {
    rig.peer.dm(person, [text(`${minutes}`)], dated(minutes * 60_000));
    await vi.waitFor(() => expect(told.message.at(-1)?.text).toBe(`${minutes}`));
    expect(rig.channel.health().clockOffset).toBeUndefined();
  }
});

function dated(agoMs: number) {
  return { time: Math.floor((Date.now() - agoMs) / 1000) };
}

describe("the same thing under other names", () => {
  const where = { latitude: "33.7", longitude: "113.2", name: "体育场", address: "建设路1号" };
  test.each<[string, unknown, string]>([
    ["a place by its long names", seg("location", where), "[位置] 体育场 建设路1号 (33.7,113.2)"],
    [
      "a place as JSON",
      seg("location", { data: JSON.stringify(where) }),
      "[位置] 体育场 建设路1号 (33.7,113.2)",
    ],
    [
      "a place as JSON and nothing around it",
      seg("location", { content: JSON.stringify(where) }),
      "[位置] 体育场 建设路1号 (33.7,113.2)",
    ],
    ["a text that is its own data", { type: "text", data: "楼道堆满纸箱" }, "楼道堆满纸箱"],
    [
      "a card whose JSON is written as a text",
      seg("json", {
        data: JSON.stringify(
          JSON.stringify({ prompt: "加群领红包", meta: { a: { jumpUrl: "https://a.cn/x" } } }),
        ),
      }),
      "[卡片] 加群领红包\nhttps://a.cn/x",
    ],
  ])("%s", async (_, segment, expected) => {
    expect((await read([segment])).text).toBe(expected);
  });
});

test.each([null, undefined, "", 0])(
  "messages of one second with the id %s are told apart by their words",
  async (id) => {
    const time = Math.floor(Date.now() / 1000);
    const once = (words: string) => tell([text(words)], { message_id: id, time });
    expect(await once(`一${id}`)).toHaveLength(1);
    expect(await once(`二${id}`)).toHaveLength(1);
    expect(await once(`二${id}`)).toHaveLength(0);
  },
);

import fc from "fast-check";
import { expect, test } from "vitest";
import { codesIn } from "../../src/lib/codes.ts";
import { spelled } from "../support/spellings.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const admin = { name: "管", role: "admin" as const };

async function invited(chat: Chat, name: string): Promise<string> {
  const [answer = ""] = await chat.officer("管").dm(`/邀请码 ${name}`);
  return answer.split(" ").at(-1) ?? "";
}

/** Everything that is kept of what was said: reports, the audit's files, outbox rows; and the log. */
async function everythingKept(chat: Chat): Promise<string> {
  await chat.app.idle();
  const { reports } = await chat.store.reports.find({}, { limit: 100 });
  const rows = await chat.store.deliveries.inStates(["pending", "sending", "unknown"]);
  // What the bot itself sent the admin who asked for the code is no leak.
  const told = rows.filter(({ text = "" }) => !text.includes("邀请码"));
  return JSON.stringify([reports, told, chat.logs]);
}

/** Whether a text holds the code in any spelling. */
const holds = (text: string, code: string) => codesIn(text).has(code);

test("in whatever spelling a code is sent, it binds and is kept nowhere", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  let count = 0;
  const sent: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const code = await invited(chat, "李");
      const text = generate(spelled, code);
      const answers = await chat.resident(`新号${count++}`).dm(text);
      sent.push(text);
      expect(answers, text).toEqual([expect.stringMatching(/^绑定好了，李/)]);
    }),
    { numRuns: 60 },
  );
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  const kept = await everythingKept(chat);
  for (const text of sent) for (const code of codesIn(text)) expect(holds(kept, code)).toBe(false);
}, 60_000);

test.each([
  "/绑\u200b定 #",
  "绑定码 #",
  "邀请码：#",
  "#",
  "我要绑定 #",
  "【#】",
  "绑定－#",
  "/绑定 # 谢谢",
  "所里给我的码是#，帮我绑一下",
  "綁定#",
  "你好，我是体育场警务室的李，所里今天上午给我的绑定码是#，麻烦帮我把这个微信号绑定一下，谢谢",
])("%s binds", async (typed) => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  expect(await chat.resident("新号").dm(typed.replace("#", code))).toEqual([
    expect.stringMatching(/^绑定好了，李/),
  ]);
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
});

test("a code within a story is burnt, the story is not kept, and the admins hear", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  const story = `有人捡到一个纸条，上面写着${code}，不知道是什么意思，就在体育场门口的花坛边上，你们看看要不要过来拿走`;
  expect(await chat.resident("张").dm(story)).toEqual([
    "您的话里有绑定码，这条没有保存，码也作废了。别的话请去掉码再说一遍。",
  ]);
  expect(chat.officer("管").inbox.at(-1)).toMatch(/^给李的绑定码被写进了一段话里，已作废。/);
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  expect(await everythingKept(chat)).not.toContain(code);
  expect(await chat.resident("贼").dm(`绑定 ${code}`)).toEqual([expect.stringMatching(/^这个码不对/)]);
});

test("danger told beside a code is answered as danger", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  const [answer] = await chat
    .resident("张")
    .dm(`着火了快来人啊，体育场矿工路12号三楼，楼道里全是烟，老人出不来，码${code}`);
  expect(answer).toMatch(/^请立即拨打110、119[\s\S]*没有保存/);
});

test("an officer's code in a note or a reply is burnt before it is kept or sent on", async () => {
  const chat = await startChat({ officers: [admin, "李", "王"] });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  const before = chat.resident("张").inbox.length;
  for (const typed of ["/备注 1 #", "/回复 1 #", "/办结 1 已办好 #", "#"]) {
    const code = await invited(chat, "李");
    const answers = await chat.officer("王").dm(typed.replace("#", code));
    expect(answers).toEqual(["这个账号已经绑定王，没有再绑。"]);
    expect(chat.officer("管").inbox.at(-1)).toMatch(/^给李的绑定码被别的账号发了出来，已作废。/);
    expect(await everythingKept(chat)).not.toContain(code);
    expect(await chat.resident(`贼${typed}`).dm(`绑定 ${code}`)).toEqual([
      expect.stringMatching(/^这个码不对/),
    ]);
  }
  expect(chat.resident("张").inbox.length).toBe(before);
});

test.each(["#", "我的码是 #，谁帮我弄下", "/绑定 #", "[#]"])(
  "said in a group, a code is burnt: %s",
  async (typed) => {
    const chat = await startChat({
      officers: [admin, "李"],
      groups: ["居民群", { name: "民警群", kind: "officers" }],
    });
    for (const group of ["居民群", "民警群"]) {
      const code = await invited(chat, "李");
      const said = await chat.resident("新号").say(group, typed.replace("#", code));
      expect(said).toEqual(
        group === "民警群" ? ["绑定码不能发在群里，已作废。请找管理员要个新的，私聊发给我。"] : [],
      );
      expect(chat.officer("管").inbox.at(-1)).toMatch(/^给李的绑定码被发到了群里，已作废。/);
      expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual([expect.stringMatching(/^这个码不对/)]);
    }
  },
);

test("a mistyped code is answered, not filed; without one about, the same is a report", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  expect(await chat.resident("张").dm("AB23CD45")).toEqual([expect.stringMatching(/R2611-0001/)]);
  const code = await invited(chat, "李");
  const wrong = code.slice(0, 7) + (code.endsWith("X") ? "Y" : "X");
  for (const typed of [wrong, `我要绑定 ${wrong}`, `绑定码：${wrong}`])
    expect(await chat.resident("新号").dm(typed)).toEqual([expect.stringMatching(/^这个码不对/)]);
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(1);
});

test("what residents say is filed while a code is about", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  await invited(chat, "李");
  const said = [
    "豫DF12345面包车堵在路口，绑定的手机打不通",
    "快递取件码 A2B3-C4D5 被人冒领了",
    "https://item.example.com/a2b3c4d5e6f7 这个链接是骗子",
    "微信绑定了QQ号 A2345678 被盗",
  ];
  for (const [i, text] of said.entries())
    expect(await chat.resident(`张${i}`).dm(text)).toEqual([expect.stringMatching(`R2611-000${i + 1}`)]);
});

const escaped = (sign: (code: number) => string) => (code: string) =>
  Array.from(code, (character) => sign(character.charCodeAt(0))).join("");
const small: Record<string, string> = Object.fromEntries(
  Array.from("ABCDEFGHJKMNPQRSTUVWYZ", (capital, i) => [
    capital,
    Array.from("ᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍɴᴘꞯʀꜱᴛᴜᴠᴡʏᴢ")[i] ?? "",
  ]),
);

test.each<[string, (code: string) => string]>([
  ["in a link", escaped((c) => `%${c.toString(16)}`)],
  ["as hexadecimal entities", escaped((c) => `&#x${c.toString(16)};`)],
  ["as decimal entities", escaped((c) => `&#${c};`)],
  ["in small capitals", (code) => Array.from(code, (c) => small[c] ?? c).join("")],
])("a code that is written %s is one", async (_, spell) => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  const [answer] = await chat.resident("新号").dm(`绑定码 ${spell(code)}`);
  expect(answer).toMatch(/^绑定好了，李/);
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
});

test("who guesses codes without end is answered a few times a minute, and accounted for", async () => {
  const chat = await startChat({ officers: [admin] });
  const thief = chat.resident("贼");
  for (let i = 0; i < 60; i++) await thief.dm(`/绑定 ABCD23${22 + i}`);
  expect(thief.inbox.length).toBeLessThanOrEqual(10);
  expect(await chat.app.metrics.text()).toMatch(/because="flood"\} 50/);
});

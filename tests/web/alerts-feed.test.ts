import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parseAtomFeed } from "feedsmith";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { capXml } from "../../src/alerts/cap.ts";
import type { Alert } from "../../src/domain/alerts.ts";
import { alertCategories, certainties, msgTypes, severities, urgencies } from "../../src/domain/alerts.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { newId } from "../../src/lib/ids.ts";
import { outboxRow } from "../../src/outbox/index.ts";
import { createWebApp } from "../../src/web/server.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const schema = {
  fileName: "CAP-v1.2.xsd",
  contents: readFileSync(new URL("../fixtures/cap/CAP-v1.2.xsd", import.meta.url), "utf8"),
};
const station = {
  name: "光明路派出所",
  timezone: "Asia/Shanghai",
  phone: "0375-1234567",
  offices: ["体育场警务室", "新程街社区警务室"],
  url: "https://alerts.example",
};

/** Faults that the schema of OASIS finds in these messages. */
async function faults(messages: readonly string[]): Promise<string[]> {
  const xml = messages.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ rawMessage }) => rawMessage);
}

async function stationWithGroups(): Promise<Chat> {
  return startChat({
    offices: station.offices,
    groups: [
      { name: "体育场一群", office: "体育场警务室" },
      { name: "新程街群", office: "新程街社区警务室" },
      { name: "全所群" },
      { name: "民警群", kind: "officers" },
    ],
  });
}

let running = 0;

/** An alert as it is after its broadcast, to these groups. */
async function sent(
  chat: Chat,
  more: Partial<Alert>,
  groups: string[],
  state: Delivery["state"] = "sent",
): Promise<string> {
  const now = chat.clock.now();
  const id = newId(now);
  const base = {
    series: "written",
    file: "",
    title: "锦绣家园停电",
    category: "Infra",
    msgType: "Alert",
  } as const;
  const rest = { severity: "Minor", urgency: "Future", certainty: "Possible" } as const;
  const alert: Alert = {
    id,
    number: `T2611-${String(++running).padStart(3, "0")}`,
    state: "completed",
    ...base,
    ...rest,
    text: "【锦绣家园停电】\n今晚8点到10点。\n光明路派出所",
    steps: [{ move: "broadcast", at: now.toISOString(), by: "bot" }],
    ...more,
  };
  await chat.store.tx(async (t) => {
    t.alerts.put(alert);
    const all = await t.groups.all();
    for (const group of all.filter(({ name }) => groups.includes(name ?? "")))
      t.deliveries.put({
        ...outboxRow({ kind: "broadcast", to: { group: group.id }, text: alert.text, alert: id }, now),
        state,
      });
  });
  return id;
}

function site(chat: Chat, open = true) {
  const app = createWebApp({
    logger: chat.app.actions.logger,
    clock: chat.clock,
    health: () => chat.store.health(),
    ready: () => [],
    hosts: ["alerts.example"],
    ...(open ? { public: { store: chat.store, station } } : {}),
  });
  return async (path: string) => {
    const answer = await app.request(path, { headers: { host: "alerts.example" } });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };
}

test("a feed parser reads the alerts, newest first, and each entry leads to its message", async () => {
  const chat = await stationWithGroups();
  await sent(chat, {}, ["体育场一群"]);
  await chat.advance(60_000);
  await sent(chat, { title: "别点<链接>&“退款”" }, ["体育场一群", "新程街群"]);
  const get = site(chat);
  const { type, text } = await get("/alerts.cap");
  expect(type).toBe("application/atom+xml; charset=utf-8");
  const feed = parseAtomFeed(text);
  expect(feed.title).toBe("光明路派出所警情提示");
  expect(feed.entries?.map(({ title }) => title)).toEqual(["别点<链接>&“退款”", "锦绣家园停电"]);
  for (const { links } of feed.entries ?? []) {
    const message = await get(new URL(links?.[0]?.href ?? "").pathname);
    expect(message).toMatchObject({ status: 200, type: "application/cap+xml; charset=utf-8" });
    expect(await faults([message.text])).toEqual([]);
  }
});

test("nothing is there unless the station says so, nor for a number that is none", async () => {
  const chat = await stationWithGroups();
  await sent(chat, {}, ["全所群"]);
  expect((await site(chat, false)("/alerts.cap")).status).toBe(404);
  expect((await site(chat)("/alerts.cap/T2611-999")).status).toBe(404);
  expect((await site(chat)("/alerts.cap/..%2F..%2Fetc")).status).toBe(404);
});

test("only what reached a group of residents is public", async () => {
  const chat = await stationWithGroups();
  await sent(chat, { title: "只给民警" }, ["民警群"]);
  await sent(chat, { title: "草稿", state: "draft", steps: [] }, ["全所群"], "pending");
  await sent(chat, { title: "等人审", state: "pending-approval", steps: [] }, []);
  await sent(chat, { title: "没发到", state: "completed" }, ["全所群"], "failed");
  await sent(chat, { title: "手工发的" }, ["全所群"], "posted-by-hand");
  await chat.store.tx(async (t) => {
    const [group] = (await t.groups.all()).filter(({ name }) => name === "新程街群");
    if (group) t.groups.put({ ...group, members: "hotel" });
  });
  await sent(chat, { title: "只给旅馆" }, ["新程街群"]);
  const { text } = await site(chat)("/alerts.cap");
  expect(parseAtomFeed(text).entries?.map(({ title }) => title)).toEqual(["手工发的"]);
});

test("updates and cancellations name what they correct; what was cancelled is gone", async () => {
  const chat = await stationWithGroups();
  const first = await sent(chat, { title: "寻找张小明", category: "Rescue", state: "cancelled" }, [
    "体育场一群",
  ]);
  const { number } = (await chat.store.alerts.get(first)) ?? {};
  await chat.advance(3_600_000);
  const update = { msgType: "Update", references: [first], title: "停电改时间" } as const;
  const cancel = {
    msgType: "Cancel",
    references: [first],
    title: "已找到",
    text: "【已找到】\n谢谢大家。",
  } as const;
  await sent(chat, update, ["体育场一群"]);
  await sent(chat, cancel, ["体育场一群", "新程街群"]);
  await sent(chat, { drill: true, title: "疏散演练" }, ["全所群"]);
  const get = site(chat);
  const feed = (await get("/alerts.cap")).text;
  expect(feed).not.toContain("张小明");
  expect((await get(`/alerts.cap/${number}`)).status).toBe(404);
  const messages = await Promise.all(
    (parseAtomFeed(feed).entries ?? []).map(
      async ({ links }) => (await get(new URL(links?.[0]?.href ?? "").pathname)).text,
    ),
  );
  expect(await faults(messages)).toEqual([]);
  const about = (title: string) => messages.find((message) => message.includes(`${title}</headline>`)) ?? "";
  const refers = `<references>alerts.example,${number},2026-11-24T10:00:00+08:00</references>`;
  expect(about("停电改时间")).toContain(refers);
  expect(about("停电改时间")).toContain("<msgType>Update</msgType>");
  expect(about("停电改时间")).toContain("<areaDesc>光明路派出所体育场警务室辖区</areaDesc>");
  expect(about("已找到")).toContain(refers);
  expect(about("已找到")).toContain("<msgType>Cancel</msgType>");
  expect(about("已找到")).toContain("<areaDesc>光明路派出所辖区</areaDesc>");
  expect(about("【演练】疏散演练")).toContain("<status>Exercise</status>");
  expect(about("已找到")).toContain("<status>Actual</status>");
});

test("any alert is a message that the schema of OASIS accepts", async () => {
  const words = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  const when = fc
    .date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
    .map((d) => d.toISOString());
  const alert = fc.record(
    {
      category: fc.constantFrom(...alertCategories),
      severity: fc.constantFrom(...severities),
      urgency: fc.constantFrom(...urgencies),
      certainty: fc.constantFrom(...certainties),
      msgType: fc.constantFrom(...msgTypes),
      title: words,
      text: words,
      effective: when,
      expires: when,
      drill: fc.constant(true as const),
    },
    { requiredKeys: ["category", "severity", "urgency", "certainty", "msgType", "title", "text"] },
  );
  const offices = fc.subarray(station.offices);
  const references = fc.array(fc.record({ number: fc.constant("T2611-001"), sentAt: when }), {
    maxLength: 3,
  });
  const messages = fc
    .sample(fc.tuple(alert, when, offices, references), 60)
    .map(([some, sentAt, where, earlier]) => {
      const whole = {
        id: "x",
        number: "T2612-007",
        state: "completed",
        series: "written",
        file: "",
        ...some,
      } as const;
      return capXml({ alert: whole, sentAt, offices: where, references: earlier }, station);
    });
  expect(await faults(messages)).toEqual([]);
  expect(await faults([(messages[0] ?? "").replace("<scope>Public</scope>", "")])).not.toEqual([]);
});

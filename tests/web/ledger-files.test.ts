import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { roles } from "../../src/domain/people.ts";
import { repositoryLedgers } from "../support/ledgers.ts";
import { type Client, openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

const offices = ["体育场警务室", "新程街警务室"];
const fields = {
  "f-place": "锦绣家园3号楼",
  "f-found": "楼道堆放纸箱",
  "f-kind": "消防",
  "f-day": "2026-11-24",
  "f-by": "2026-12-10",
};
const NEW = "/officer/ledgers/hazards/new";
type File = readonly [field: string, name: string, content: Uint8Array];

/** As a telephone takes it: with the place and the camera in it. */
function photograph(width = 64): Promise<Buffer> {
  return sharp({ create: { width, height: 48, channels: 3, background: "#b26a20" } })
    .withExif({ IFD0: { Make: "手机牌子" }, IFD3: { GPSLatitude: "33/1 44/1 0/1" } })
    .jpeg()
    .toBuffer();
}

/** Half a second of silence. */
function recording(): Buffer {
  const [rate, bytes] = [8_000, 8_000];
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

async function open(ledgers = repositoryLedgers) {
  const chat = await startChat({
    officers: [
      ...roles.map((role) => ({ name: role, role })),
      { name: "近", office: "体育场警务室" },
      { name: "远", office: "新程街警务室" },
    ],
    offices,
    config: { ledgers },
  });
  const site = await openOfficerSite(chat);
  const stored = async () =>
    (await readdir(dirname(chat.app.attachmentPath("0"))).catch(() => [])).filter((name) =>
      /^[0-9a-f]{64}$/.test(name),
    );
  const raw = (browser: Client, path: string) =>
    fetch(new URL(path, site.url), {
      redirect: "manual",
      headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
  const signedIn = async (name: string) => {
    const browser = await site.signIn(name);
    await browser.get("/officer/ledgers/hazards");
    return browser;
  };
  return { chat, site, stored, raw, signedIn };
}

test("a photograph comes with the form, is shown in small, and is given out without its place and camera", async () => {
  const { chat, raw, signedIn, stored } = await open();
  const browser = await signedIn("officer");
  const form = await browser.get(NEW);
  expect(form.html).toMatch(/<form method="post" enctype="multipart\/form-data"/);
  expect(form.html).toMatch(/<input id="f-before"[^>]*type="file"[^>]*accept="image\/jpeg/);
  const photo = await photograph();
  expect(photo.includes("Exif")).toBe(true);
  const written = await browser.send(NEW, fields, [
    ["f-before", "C:\\照片\\楼道.jpg", photo],
    ["f-before", "楼道2.png", await sharp(photo).resize(20).png().toBuffer()],
  ]);
  expect(written.html).toContain("已记 隐患-1");
  const paths = [...written.html.matchAll(/src="(\/officer\/ledgers\/hazards\/[^"]*)\/small"/g)].map(
    ([, path]) => path ?? "",
  );
  expect(paths).toHaveLength(2);
  const small = await raw(browser, `${paths[0]}/small`);
  expect([small.status, small.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  const large = await raw(browser, paths[0] ?? "");
  const given = Buffer.from(await large.arrayBuffer());
  expect(large.headers.get("content-disposition")).toBe('inline; filename="hazards-1-1.jpg"');
  expect(large.headers.get("content-security-policy")).toContain("sandbox");
  expect((await sharp(given).metadata()).exif).toBeUndefined();
  expect((await sharp(given).metadata()).width).toBe(64);
  expect(await stored()).toHaveLength(2);

  const entry = await chat.store.ledgerEntries.byNumber("隐患-1");
  const taken = await chat.store.audit.of({ kind: "ledger", id: entry?.id ?? "" }, 10);
  expect(taken.map(({ action }) => action)).toEqual(["ledger.attachments", "ledger.written"]);
  expect((await chat.officer("officer").dm("隐患-1"))[0]).toContain("改前照片：2张");
});

test("pictures and recordings are added to an entry, heard, and taken out again", async () => {
  const { chat, raw, signedIn, stored } = await open();
  const officer = chat.officer("officer");
  await officer.dm("/走访 锦绣家园3号楼 老人独居，灯坏了 特困和鳏寡孤独");
  const entry = await chat.store.ledgerEntries.byNumber("走访-1");
  const at = `/officer/ledgers/visits/${entry?.id}`;
  const browser = await signedIn("officer");
  const added = await browser.send(`${at}/files`, {}, [["f-photos", "灯.jpg", await photograph()]]);
  expect(added.html).toContain("加上了。");
  expect(added.html).toContain("改了照片");
  const heard = await browser.send(`${at}/files`, {}, [["f-voice", "老人说.wav", recording()]]);
  const sound = /<audio[^>]*src="([^"]*)"/.exec(heard.html)?.[1] ?? "";
  const played = await raw(browser, sound);
  expect([played.status, played.headers.get("content-type")]).toEqual([200, "audio/wav"]);
  const rows = await chat.store.attachments.ofReport(entry?.id ?? "");
  expect(rows.map(({ kind, seconds }) => [kind, seconds])).toEqual([
    ["image", undefined],
    ["voice", 1],
  ]);

  const page = await browser.get(`${at}/change?field=photos`);
  expect(page.html).toContain("删掉这个");
  const removed = await browser.post(`${at}/unfile`, { file: rows[0]?.id ?? "" });
  expect(removed.html).toContain("删掉了。");
  expect((await chat.store.attachments.ofReport(entry?.id ?? "")).map(({ kind }) => kind)).toEqual(["voice"]);
  expect((await browser.get(`${at}/files/${rows[0]?.id}`)).status).toBe(404);
  expect((await chat.store.ledgerEntries.byNumber("走访-1"))?.values).not.toHaveProperty("photos");
  expect(await stored()).toContain(rows[1]?.hash);
});

/** What is answered to a form that only says how large it will be. */
function tooLarge(url: string, path: string, { cookies }: Client): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const headers = {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "content-type": "multipart/form-data; boundary=x",
      "content-length": String(51 * 1024 * 1024),
    };
    const asked = request(new URL(path, url), { method: "POST", headers }, async (answer) => {
      resolve([answer.statusCode, await text(answer)]);
      asked.destroy();
    });
    asked.on("error", reject);
    asked.flushHeaders();
  });
}

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
test.each<[string, string, () => Promise<File> | File]>([
  [
    "a page that calls itself a picture",
    "不是照片",
    () => ["f-before", "a.jpg", Buffer.from("<html><script>")],
  ],
  ["a drawing that can run", "不是照片", () => ["f-before", "a.svg", svg]],
  [
    "a program",
    "不是照片",
    () => ["f-before", "a.png", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(500)])],
  ],
  ["a recording for a picture", "不是照片", () => ["f-before", "a.jpg", recording()]],
  ["a damaged picture", "不是照片", async () => ["f-before", "a.jpg", (await photograph()).subarray(0, 200)]],
  [
    "more than 20 MB",
    "太大，一个最多20兆",
    () => ["f-before", "a.jpg", Buffer.alloc(20 * 1024 * 1024 + 1, 1)],
  ],
])("%s is refused with a sentence, what was typed stays, and nothing is kept", async (_, sentence, file) => {
  const { chat, signedIn, stored } = await open();
  const browser = await signedIn("officer");
  const refused = await browser.send(NEW, fields, [await file()]);
  expect(refused.status).toBe(422);
  expect(refused.html).toContain(sentence);
  expect(refused.html).toContain("楼道堆放纸箱</textarea>");
  expect(refused.html).toMatch(/<option value="消防" selected/);
  expect((await chat.store.ledgerEntries.find({}, { limit: 1 })).total).toBe(0);
  expect(await stored()).toEqual([]);
});

test("a picture for a recording is refused, ten at once are, and more than a form may hold", async () => {
  const { chat, site, signedIn, stored } = await open();
  await chat.officer("officer").dm("/走访 锦绣家园3号楼 老人独居，灯坏了 特困和鳏寡孤独");
  const entry = await chat.store.ledgerEntries.byNumber("走访-1");
  const at = `/officer/ledgers/visits/${entry?.id}/files`;
  const browser = await signedIn("officer");
  const photo = await photograph();
  expect((await browser.send(at, {}, [["f-voice", "a.mp3", photo]])).html).toContain("不是录音");
  const ten = Array.from({ length: 10 }, (_, i): File => ["f-photos", `${i}.jpg`, photo]);
  expect((await browser.send(at, {}, ten)).html).toContain("一次最多9个");
  expect((await browser.send(at, {}, [["f-photos", "", Buffer.alloc(0)]])).html).toContain("没有选文件");
  const declared = await tooLarge(site.url, at, browser);
  expect(declared).toEqual([413, expect.stringContaining("一次最多发50兆")]);
  expect(await stored()).toEqual([]);
});

test("nothing of a form that is wrong elsewhere is kept, and it says that files are to be chosen again", async () => {
  const { signedIn, stored } = await open();
  const browser = await signedIn("officer");
  const refused = await browser.send(NEW, { ...fields, "f-by": "哪天都行" }, [
    ["f-before", "a.jpg", await photograph()],
  ]);
  expect(refused.html).toMatch(/「整改期限」：没看懂是哪天.*照片和录音要重新选/);
  expect(await stored()).toEqual([]);
});

test("a state that needs a photograph takes it with the step", async () => {
  const { chat, signedIn } = await open();
  const browser = await signedIn("officer");
  const written = await browser.send(NEW, fields, []);
  const entry = await chat.store.ledgerEntries.byNumber("隐患-1");
  const moved = await browser.send(
    `/officer/ledgers/hazards/${entry?.id}/move`,
    { word: "已整改", "f-checked": "清走了" },
    [["f-after", "后.jpg", await photograph()]],
  );
  expect(written.status).toBe(200);
  expect(moved.html).toContain("改为已整改");
  expect(moved.html).toMatch(/改后照片<\/dt><dd[^>]*><ul class="attachments"><li><a href/);
});

const OWN = `who:
  read: { roles: [officer, leader], offices: own }
  write: { roles: [officer], offices: own }
`;

test.each(["officer", "dispatcher", "leader", "auditor", "admin", "近", "远"])(
  "%s gets a picture and adds one where the file lets them read and write, of their own office",
  async (name) => {
    const folder = await mkdtemp(join(tmpdir(), "jingmin-ledgers-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const shipped = await readFile(join(repositoryLedgers, "02-隐患整改.yaml"), "utf8");
    await writeFile(join(folder, "hazards.yaml"), `${shipped}${OWN}`);
    const { chat, raw, signedIn, stored } = await open(folder);
    await (await signedIn("近")).send(NEW, fields, [["f-before", "a.jpg", await photograph()]]);
    const entry = await chat.store.ledgerEntries.byNumber("隐患-1");
    const at = `/officer/ledgers/hazards/${entry?.id}`;
    const [file] = await chat.store.attachments.ofReport(entry?.id ?? "");
    const mayRead = ["officer", "leader", "近"].includes(name);
    const mayWrite = ["officer", "近"].includes(name);
    const browser = await signedIn(name);
    const read = mayRead ? 200 : 404;
    expect((await raw(browser, `${at}/files/${file?.id}`)).status).toBe(read);
    expect((await raw(browser, `${at}/files/${file?.id}/small`)).status).toBe(read);
    expect((await browser.get(at)).html.includes("加改前照片")).toBe(mayWrite);
    await browser.get("/officer/ledgers");
    const sent = await browser.send(`${at}/files`, {}, [["f-before", "b.jpg", await photograph(80)]]);
    expect(sent.status).toBe(mayWrite ? 200 : 404);
    const removed = await browser.post(`${at}/unfile`, { file: file?.id ?? "" });
    expect(removed.status).toBe(mayWrite ? 200 : 404);
    expect(await chat.store.attachments.ofReport(entry?.id ?? "")).toHaveLength(1);
    expect((await chat.store.attachments.ofReport(entry?.id ?? ""))[0]?.id === file?.id).toBe(!mayWrite);
    expect(await stored()).toHaveLength(mayWrite ? 2 : 1);
  },
);

test("a forged form, one of another site, and one of nobody bring nothing", async () => {
  const { chat, site, signedIn, stored } = await open();
  const browser = await signedIn("officer");
  const photo = await photograph();
  const form = (token: string) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, token })) body.append(name, value);
    body.append("f-before", new Blob([Buffer.from(photo)]), "a.jpg");
    return body;
  };
  const page = await browser.get(NEW);
  const token = /name="token" value="([^"]*)"/.exec(page.html)?.[1] ?? "";
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const post = (body: FormData, headers: Record<string, string>) =>
    fetch(new URL(NEW, site.url), { method: "POST", redirect: "manual", headers, body });
  expect((await post(form("0".repeat(32)), { cookie, origin: site.url })).status).toBe(403);
  expect((await post(form(token), { cookie, origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await post(form(token), { cookie, "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post(form(token), {})).headers.get("location")).toContain("/officer/sign-in");
  expect((await chat.store.ledgerEntries.find({}, { limit: 1 })).total).toBe(0);
  expect(await stored()).toEqual([]);
  expect((await post(form(token), { cookie, origin: site.url })).status).toBe(303);
});

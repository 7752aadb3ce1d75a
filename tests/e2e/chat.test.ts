import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { tinyPng } from "../contract/channel.ts";
import { axeFindings } from "../support/axe.ts";
import { browserPath, openBrowser } from "../support/browser.ts";
import { startEchoStation } from "../support/echo-station.ts";

// A real browser on a busy machine: slow is no failure here.
vi.setConfig({ testTimeout: 30_000 });
const patiently = { timeout: 10_000 };

let browser: Browser;
let station: Awaited<ReturnType<typeof startEchoStation>>;
let page: Page;
let faults: string[];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  station = await startEchoStation();
});
afterEach(async () => {
  await page?.context().close();
  await station.close();
  // A refused script or style (CSP) shows here too.
  expect(faults).toEqual([]);
});

async function open(size: { width: number; height: number }, path = "/chat") {
  const phone = size.width < 500;
  const context = await browser.newContext({ viewport: size, isMobile: phone, hasTouch: phone });
  faults = [];
  page = await openTab(context, path);
}

async function openTab(context: BrowserContext, path = "/chat") {
  const tab = await context.newPage();
  tab.on("pageerror", (error) => faults.push(error.message));
  tab.on("console", (message) => {
    if (message.type() === "error" && !/ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text())) {
      faults.push(message.text());
    }
  });
  await tab.goto(station.url + path);
  return tab;
}

const column = (name: string) => page.getByRole("region", { name, exact: true });
const log = (name: string) => column(name).getByRole("log");
const shows = (where: Locator, text: string | RegExp) =>
  where.getByText(text).last().waitFor({ timeout: 10_000 });

async function write(name: string, text: string) {
  await column(name).getByRole("textbox").fill(text);
  await column(name).getByRole("button", { name: "发送" }).click();
}

/** Driven from outside, a browser takes every tab for one that is looked at; so it is told otherwise. */
function look(tab: Page, where: "here" | "away") {
  return tab.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${where === "away"}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
}

/** What holds something up until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const wide = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };

describe.each([wide, phone])("the chat page at $width px", (size) => {
  test("a resident sends a text with a picture and sees the answer; an officer beside is told nothing", async () => {
    await open(size);
    await shows(column("张大妈"), /试试发一句/);
    const picture = { name: "楼道.png", mimeType: "image/png", buffer: Buffer.from(tinyPng()) };
    await column("张大妈").getByLabel("发图片").setInputFiles(picture);
    await write("张大妈", "三楼楼道堆满纸箱");
    await shows(log("张大妈"), "收到：三楼楼道堆满纸箱");
    const shown = log("张大妈").getByRole("img", { name: "图片 楼道.png" });
    await vi.waitFor(
      async () => expect(await shown.evaluate((img: { naturalWidth?: number }) => img.naturalWidth)).toBe(1),
      patiently,
    );
    expect(await log("张大妈").locator(".mine").count()).toBe(1);
    expect(await log("王建国").locator(".message").count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });

  test("nothing on the page is wider than the screen, and no persona's chat is out of reach", async () => {
    await open(size);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    if (size.width < 500) await page.getByRole("button", { name: "王建国" }).click();
    await column("王建国").getByRole("textbox").fill("一行".repeat(200));
    await column("王建国").getByRole("textbox").press("Enter");
    await shows(log("王建国"), /收到：一行/);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    // The page turns to the officer in its own time.
    await vi.waitFor(async () => {
      const box = await column("王建国").getByRole("button", { name: "发送" }).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= size.width).toBe(true);
    }, patiently);
  });

  test("with messages of every kind, the menus and the picker open, axe finds nothing", async () => {
    await open(size, "/chat?who=zhangdama");
    const files = [
      { name: "留言.wav", mimeType: "audio/wav", buffer: silence() },
      { name: "说明.txt", mimeType: "text/plain", buffer: Buffer.from("x") },
    ];
    await column("张大妈").getByLabel("发文件").setInputFiles(files);
    await write("张大妈", "");
    await shows(log("张大妈"), "收到：2个文件");
    await log("张大妈").getByLabel("语音 留言.wav").waitFor();
    await log("张大妈")
      .getByRole("link", { name: /说明.txt/ })
      .waitFor();
    await log("张大妈").getByLabel("引用或撤回").first().click();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator(".picker summary").click();
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe("the chat page", () => {
  test("a message in a group that is not open is counted on its badge until it is read", async () => {
    await open(wide);
    const group = column("王建国").getByRole("button", { name: /体育场警务室警民群/ });
    await column("张大妈")
      .getByRole("button", { name: /体育场警务室警民群/ })
      .click();
    await column("张大妈").getByRole("button", { name: "@警民小助手" }).click();
    await column("张大妈").getByRole("textbox").pressSequentially("在吗");
    await column("张大妈").getByRole("textbox").press("Enter");
    await shows(log("张大妈"), "收到：在吗");
    await shows(group, /^2/);
    await page.reload();
    await shows(group, /^2/);
    await shows(group, "警民小助手：收到：在吗");
    await group.click();
    await shows(log("王建国"), "@警民小助手 在吗");
    await group.locator(".badge-dot").waitFor({ state: "hidden" });
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a quote is sent along, and one's own message can be taken back", async () => {
    await open(wide);
    await write("张大妈", "灯坏了");
    await shows(log("张大妈"), "收到：灯坏了");
    const own = log("张大妈").locator(".mine").first();
    await own.hover();
    await own.getByLabel("引用或撤回").click();
    await own.getByRole("button", { name: "引用" }).click();
    await write("张大妈", "是三楼的");
    await shows(log("张大妈").locator(".mine .quoted"), "张大妈：灯坏了");
    await own.getByText("灯坏了").click({ button: "right" });
    await own.getByRole("button", { name: "撤回" }).click();
    await shows(log("张大妈"), "张大妈撤回了一条消息");
    const others = log("张大妈").locator(".message:not(.mine)").first();
    await others.hover();
    await others.getByLabel("引用或撤回").click();
    expect(await others.getByRole("button", { name: "撤回" }).isVisible()).toBe(false);
  });

  test("Enter sends, Shift+Enter begins a line, and Enter that ends a word of an input method does neither", async () => {
    await open(wide);
    const input = column("张大妈").getByRole("textbox");
    await input.fill("zhang");
    await input.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
    expect(await input.inputValue()).toBe("zhang");
    await input.fill("一");
    await input.press("Shift+Enter");
    await input.pressSequentially("二");
    await input.press("Enter");
    await shows(log("张大妈"), "收到：一\n二");
    expect(station.channel.history("direct:zhangdama").filter((m) => m.from.persona)).toMatchObject([
      { text: "一\n二" },
    ]);
  });

  test("what is said while a chat is being opened is there when it is open, once", async () => {
    await open(wide);
    const group = { channel: "local", epoch: "", kind: "group" as const, id: "g1" };
    const link = column("王建国").getByRole("button", { name: /体育场警务室警民群/ });
    await page.route("**/chat/workspace?*", async (route) => {
      const rendered = await route.fetch();
      if (station.channel.history("group:g1").length === 0) {
        await station.channel.send(group, { text: "今晚降温" });
        await shows(link, /今晚降温/);
      }
      await route.fulfill({ response: rendered });
    });
    await link.click();
    await shows(log("王建国"), "今晚降温");
    await station.channel.send(group, { text: "注意保暖" });
    await shows(log("王建国"), "注意保暖");
    expect(await log("王建国").locator(".message").count()).toBe(2);
    expect(await link.locator(".badge-dot").isVisible()).toBe(false);
  });

  test("a draft survives a look into another chat", async () => {
    await open(wide);
    await column("张大妈").getByRole("textbox").fill("还没写完");
    await column("张大妈")
      .getByRole("button", { name: /警民群/ })
      .click();
    await shows(column("张大妈"), /群里要先@/);
    await column("张大妈")
      .getByRole("button", { name: /^警民小助手/ })
      .click();
    await vi.waitFor(
      async () => expect(await column("张大妈").getByRole("textbox").inputValue()).toBe("还没写完"),
      patiently,
    );
  });

  test("a persona is added and closed again, while the others keep what they had open and begun", async () => {
    await open(wide);
    await column("张大妈")
      .getByRole("button", { name: /警民群/ })
      .click();
    await shows(column("张大妈"), /群里要先@/);
    await column("张大妈").getByRole("textbox").fill("还没写完");
    await page.locator(".picker summary").click();
    await page.getByRole("link", { name: /赵保安/ }).click();
    await column("赵保安").waitFor();
    await shows(column("张大妈"), /群里要先@/);
    await vi.waitFor(async () => {
      expect(await column("张大妈").getByRole("textbox").inputValue()).toBe("还没写完");
    }, patiently);
    await column("王建国").getByRole("link", { name: "关闭王建国" }).click();
    await column("王建国").waitFor({ state: "detached" });
    expect(await page.getByRole("region").count()).toBe(2);
  });

  test("what was said while the server was away appears by itself when it is back", async () => {
    await open(wide);
    await station.interrupt(async () => {
      await page.getByText("正在重连").waitFor();
      await station.channel.send(
        { channel: "local", epoch: "", kind: "user", id: "zhangdama" },
        { text: "民警已到" },
      );
    });
    await log("张大妈").getByText("民警已到").waitFor({ timeout: 15_000 });
    expect(await log("张大妈").locator(".message").count()).toBe(1);
    await page.getByText("正在重连").waitFor({ state: "hidden" });
  });

  test("a chat that is chosen right after a restart opens at once, and stays open when the stream is back", async () => {
    await open(wide);
    // The stream is there: a browser repeats a request by itself whose answer had not begun, past the gate below.
    await write("张大妈", "路灯坏了");
    await shows(log("张大妈"), "收到：路灯坏了");
    const stream = gate();
    await page.route("**/chat/events*", async (route) => {
      await stream.opened;
      await route.continue();
    });
    await station.restart();
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/chat/workspace" && searchParams.get("who") === "wang") {
        const chat = searchParams.get("chat") ?? "";
        // The one that was open may be asked for once more, before or after.
        if (chat.startsWith("group:")) asked.push(chat);
      }
    });
    await column("王建国")
      .getByRole("button", { name: /体育场警务室警民群/ })
      .click();
    await shows(column("王建国"), /群里要先@/);
    expect(asked).toEqual(["group:g1"]);

    // Another one is on its way when the stream says that the server is a new one.
    const answer = gate();
    await page.route("**/chat/workspace?*g2", async (route) => {
      await answer.opened;
      await route.continue();
    });
    await column("王建国")
      .getByRole("button", { name: /民警工作群/ })
      .click();
    stream.open();
    await vi.waitFor(() => expect(asked).toEqual(["group:g1", "group:g2", "group:g2"]), patiently);
    answer.open();
    await shows(column("王建国").getByRole("heading", { level: 3 }), /民警工作群/);
  });

  test("more tabs than a browser has connections all work: one that is looked at again shows what it missed", async () => {
    await open(wide);
    const first = page;
    for (let tabs = 2; tabs <= 7; tabs++) {
      await look(page, "away");
      page = await openTab(first.context());
    }
    await write("张大妈", "路灯坏了");
    await shows(log("张大妈"), "收到：路灯坏了");
    expect(await first.locator(".message").count()).toBe(0);

    await look(page, "away");
    page = first;
    await look(page, "here");
    await shows(log("张大妈"), "收到：路灯坏了");
    await write("张大妈", "在三楼");
    await shows(log("张大妈"), "收到：在三楼");
    expect(await log("张大妈").locator(".message").count()).toBe(4);
  }, 60_000);

  test("what cannot be sent says why, and stays in the box", async () => {
    await open(wide);
    const program = { name: "a.exe", mimeType: "application/x-msdownload", buffer: Buffer.from("MZ") };
    await column("张大妈").getByLabel("发文件").setInputFiles(program);
    await write("张大妈", "看看这个");
    await shows(column("张大妈").getByRole("alert"), /这种文件发不了/);
    expect(await column("张大妈").getByRole("textbox").inputValue()).toBe("看看这个");
    // The browser's own note of the refused request.
    faults = faults.filter((fault) => !fault.includes("400"));
  });

  test("what is begun while a message is on its way stays, and comes after it where it could not be sent", async () => {
    await open(wide);
    const composer = column("张大妈").locator(".composer");
    const box = composer.getByRole("textbox");
    const ready = () =>
      vi.waitFor(async () => expect(await composer.locator(".send").isEnabled()).toBe(true), patiently);
    const textFile = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("x") });
    let way = gate();
    await page.route("**/chat/messages", async (route) => {
      await way.opened;
      await route.continue();
    });
    await write("张大妈", "第一句");
    await box.pressSequentially("第二句");
    await composer.getByLabel("发文件").setInputFiles(textFile("一.txt"));
    way.open();
    await ready();
    await shows(log("张大妈"), "收到：第一句");
    expect(await box.inputValue()).toBe("第二句");
    await shows(composer, "一.txt");

    way = gate();
    await box.press("Enter");
    await composer.locator(".staged").waitFor({ state: "hidden" });
    await box.pressSequentially("第三句");
    await composer.getByLabel("发文件").setInputFiles(textFile("二.txt"));
    await station.channel.stop();
    way.open();
    await shows(composer.getByRole("alert"), /小助手已停止/);
    expect(await box.inputValue()).toBe("第二句\n第三句");
    expect(await composer.locator(".staged li").allInnerTexts()).toEqual([
      expect.stringContaining("一.txt"),
      expect.stringContaining("二.txt"),
    ]);
    // The browser's own note of the refused request.
    faults = faults.filter((fault) => !fault.includes("400"));
  });

  test("HTML in a message is text", async () => {
    await open(wide);
    await write("张大妈", `<img src=x onerror="document.title='x'"><b>粗</b>`);
    await shows(log("张大妈"), /收到：<img src=x/);
    expect(await log("张大妈").locator("b, img").count()).toBe(0);
  });
});

test("axe would find what is broken", async () => {
  const broken = await browser.newPage();
  await broken.setContent(`<html lang="zh"><title>x</title><main><h1>x</h1><img src="data:,"></main>`);
  expect(await axeFindings(broken)).toEqual(["image-alt: img"]);
  await broken.close();
});

test("a missing browser is told with the way to get one", () => {
  expect(() => browserPath(undefined, ["/nowhere/chromium"])).toThrow(/apt-get install chromium/);
  expect(() => browserPath("/nowhere/chromium", [])).toThrow(/CHROMIUM_PATH/);
});

/** A tenth of a second of silence as WAV. */
function silence(): Buffer {
  const samples = Buffer.alloc(800, 0x80);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

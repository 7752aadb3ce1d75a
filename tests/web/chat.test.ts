import { get, request } from "node:http";
import { connect } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tinyPng } from "../contract/channel.ts";
import { startEchoStation } from "../support/echo-station.ts";

let station: Awaited<ReturnType<typeof startEchoStation>>;
let host: string;

beforeEach(async () => {
  station = await startEchoStation();
  host = new URL(station.url).host;
});
afterEach(() => station.close());

/** A request with exactly these headers (fetch would not let a test lie about Host). */
function send(method: string, path: string, headers: Record<string, string>, body = "") {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(station.url + path, { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

function post(
  path: string,
  fields: Record<string, string | File | File[]>,
  headers = { Origin: station.url },
) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) body.append(name, each);
  return fetch(`${station.url}/chat/${path}`, { method: "POST", body, headers });
}

const zhang = { who: "zhangdama", chat: "direct:zhangdama" };
const dm = () => station.channel.history("direct:zhangdama");

describe("who is let in", () => {
  test.each([
    ["its own address", { Host: "SELF" }, 200],
    ["localhost", { Host: "localhost:8080" }, 200],
    ["IPv6 loopback", { Host: "[::1]:8080" }, 200],
    ["a strange name that resolves to this computer (DNS rebinding)", { Host: "evil.example:8080" }, 403],
    ["a name that only begins like localhost", { Host: "localhost.evil.example" }, 403],
    ["a name that hides it behind a user name", { Host: "127.0.0.1@evil.example" }, 400],
    ["another page's script", { Host: "SELF", Origin: "http://evil.example" }, 403],
    ["a page of another port of this computer", { Host: "SELF", Origin: "http://127.0.0.1:1" }, 403],
    ["a sandboxed frame", { Host: "SELF", Origin: "null" }, 403],
    [
      "an <img> of another site",
      { Host: "SELF", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" },
      403,
    ],
    [
      "a link on another site",
      { Host: "SELF", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" },
      200,
    ],
    ["a stranger behind a proxy on this computer", { Host: "SELF", "X-Forwarded-For": "203.0.113.9" }, 403],
  ])("reading, by %s", async (_, headers, status) => {
    const own = { ...headers, Host: headers.Host.replace("SELF", host) };
    for (const path of ["/chat", "/chat?who=zhangdama", "/chat/workspace?who=wang&chat=direct:wang"]) {
      expect((await send("GET", path, own)).status).toBe(status);
    }
  });

  test.each([
    ["without an Origin", {}],
    ["from another site", { Origin: "http://evil.example" }],
    ["from another site by a form", { Origin: "null", "Sec-Fetch-Mode": "navigate" }],
    ["from another port", { Origin: "http://127.0.0.1:1" }],
  ])("nothing is sent in a persona's name %s", async (_, headers) => {
    const body = "who=zhangdama&chat=direct:zhangdama&text=x";
    const type = { Host: host, "Content-Type": "application/x-www-form-urlencoded" };
    for (const path of ["/chat/messages", "/chat/recall", "/chat/seen"]) {
      expect((await send("POST", path, { ...type, ...headers }, body)).status).toBe(403);
    }
    expect(dm()).toEqual([]);
  });

  test("probes do not need a local name, a load balancer may ask under any", async () => {
    expect((await send("GET", "/healthz", { Host: "station.example" })).status).toBe(200);
  });

  test("probes may come without any name (HTTP/1.0), nothing else of the station's may", async () => {
    const status = async (path: string) => {
      const socket = connect(Number(new URL(station.url).port), "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
      return (await readAll(socket)).split(" ")[1];
    };
    expect(await status("/healthz")).toBe("200");
    expect(await status("/readyz")).toBe("200");
    expect(await status("/chat")).toBe("403");
    expect(await status("/chat/workspace?who=wang&chat=direct:wang")).toBe("403");
  });

  test("the page allows scripts and styles of its own files only, and may not be framed", async () => {
    const response = await fetch(`${station.url}/chat`);
    const policy = response.headers.get("content-security-policy") ?? "";
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain("unsafe");
    const page = await response.text();
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).not.toMatch(/<script(?![^>]* src="\/static\/)|<style|\sstyle=|\son\w+=|https?:\/\//);
  });
});

describe("sending", () => {
  test("text and files of one message arrive together", async () => {
    const picture = new File([tinyPng()], "楼道.png", { type: "image/png" });
    const response = await post("messages", { ...zhang, text: "一\r\n二", file: [picture] });
    expect(response.status).toBe(204);
    expect(dm()[0]).toMatchObject({
      text: "一\n二",
      files: [{ kind: "image", name: "楼道.png", mime: "image/png", size: tinyPng().length }],
    });
    const ref = dm()[0]?.files[0]?.ref;
    const file = await fetch(`${station.url}/chat/files/${ref}`);
    expect(file.headers.get("content-type")).toBe("image/png");
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
    expect(Buffer.from(await file.arrayBuffer())).toEqual(tinyPng());
  });

  test.each([
    ["a program", [new File([Buffer.from("MZ\x90\0\x03\0")], "开门.exe")], /这种文件发不了/],
    [
      "a program that calls itself a document",
      [new File([Buffer.from("MZ\x90\0\x03\0")], "通知.pdf")],
      /这种文件发不了/,
    ],
    ["a web page", [new File(["<script>1</script>"], "a.html", { type: "text/html" })], /这种文件发不了/],
    [
      "a text that calls itself a picture",
      [new File(["x"], "a.png", { type: "image/png" })],
      /这种文件发不了/,
    ],
    ["nothing at all", [new File([], "a.txt")], /是空的/],
    ["a picture of 11 MB", [new File([tinyPng(), Buffer.alloc(11 << 20)], "a.png")], /图片太大了，最多10兆/],
    ["ten files", Array.from({ length: 10 }, (_, i) => new File(["x"], `${i}.txt`)), /最多发9个/],
  ])("%s is refused with a sentence", async (_, file, sentence) => {
    const response = await post("messages", { ...zhang, text: "", file });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(sentence) });
    expect(dm()).toEqual([]);
  });

  test.each(["multipart/form-data; boundary=x", "multipart/form-data"])(
    "a body of %s that is no form is refused with a sentence",
    async (type) => {
      const headers = { Host: host, Origin: station.url, "Content-Type": type };
      for (const path of ["/chat/messages", "/chat/recall", "/chat/seen"]) {
        const { status, text } = await send("POST", path, headers, "hello");
        expect([path, status]).toEqual([path, 400]);
        expect(JSON.parse(text)).toEqual({ error: "没看懂发来的内容，请刷新页面再发一次。" });
      }
    },
  );

  test.each(["messages", "recall", "seen"])(
    "more than %s may hold is refused before it is read",
    async (path) => {
      const headers = { Host: host, Origin: station.url, "Content-Type": "multipart/form-data; boundary=x" };
      const status = await new Promise((resolve, reject) => {
        const call = request(`${station.url}/chat/${path}`, {
          method: "POST",
          headers: { ...headers, "Content-Length": String(1 << 30) },
        });
        call.on("error", reject);
        call.on("response", (response) => {
          resolve(response.statusCode);
          call.destroy();
        });
        call.write("--x\r\n");
      });
      expect(status).toBe(413);
    },
  );

  test.each(["recall", "seen"])(
    "%s takes no more than its few words, also where the length is not told",
    async (path) => {
      const headers = { Host: host, Origin: station.url, "Transfer-Encoding": "chunked" };
      expect((await send("POST", `/chat/${path}`, headers, "x".repeat(65 * 1024))).status).toBe(413);
    },
  );

  test("what a browser could run is only ever saved, whatever it was called", async () => {
    await station.channel.say("zhangdama", "direct:zhangdama", {
      text: "",
      files: [{ kind: "file", name: "a.html", mime: "text/html", bytes: Buffer.from("<script>1</script>") }],
    });
    const file = await fetch(`${station.url}/chat/files/${dm()[0]?.files[0]?.ref}`);
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(file.headers.get("content-security-policy")).toContain("sandbox");
    expect((await fetch(`${station.url}/chat/files/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  test("a text that is too long is refused whole, not cut", async () => {
    const response = await post("messages", { ...zhang, text: "长".repeat(4001) });
    expect(await response.json()).toEqual({ error: "一条最多4000字，请分几条发。" });
    expect(dm()).toEqual([]);
    expect((await post("messages", { ...zhang, text: "长".repeat(4000) })).status).toBe(204);
  });

  test("what the chat refuses is told in its words", async () => {
    const response = await post("messages", { who: "lixuesheng", chat: "direct:zhangdama", text: "x" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "不在这个聊天里，发不了消息。" });
  });
});

describe("live events", () => {
  interface Stream {
    readonly text: () => string;
    readonly lastId: () => string;
    readonly close: () => void;
  }
  async function listen(headers: Record<string, string>, query = ""): Promise<Stream> {
    let text = "";
    const call = await new Promise<ReturnType<typeof get>>((resolve) => {
      const asked = get(`${station.url}/chat/events${query}`, { headers }, (response) => {
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        resolve(asked);
      });
    });
    call.on("error", () => {});
    return {
      text: () => text,
      lastId: () => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? "",
      close: () => call.destroy(),
    };
  }
  const positionOf = async () =>
    /data-position="([^"]+)"/.exec(await (await fetch(`${station.url}/chat`)).text())?.[1];

  test("a page hears what is said after it was rendered, and nothing twice", async () => {
    await post("messages", { ...zhang, text: "早先的" });
    const stream = await listen({}, `?after=${await positionOf()}`);
    await post("messages", { ...zhang, text: "后来的" });
    await vi.waitFor(() => expect(stream.text()).toContain("收到：后来的"));
    expect(stream.text()).not.toContain("早先的");
    expect(stream.text().match(/event: message/g)?.length).toBe(2);
    stream.close();
  });

  test("a page that lost its connection goes on with the first event it missed (Last-Event-ID)", async () => {
    const first = await listen({}, `?after=${await positionOf()}`);
    await post("messages", { ...zhang, text: "一" });
    await vi.waitFor(() => expect(first.text()).toContain("收到：一"));
    first.close();
    await post("messages", { ...zhang, text: "二" });
    await post("messages", { ...zhang, text: "三" });
    const second = await listen({ "Last-Event-ID": first.lastId() });
    await vi.waitFor(() => expect(second.text()).toContain("收到：三"));
    expect(second.text()).toContain("收到：二");
    expect(second.text()).not.toContain("收到：一");
    expect(second.text()).not.toContain("event: reset");
    second.close();
  });

  test.each([
    ["of an earlier run", async () => "abcdef01-3"],
    ["that is no position", async () => "x"],
    [
      "too long ago",
      async () => {
        const position = (await positionOf()) ?? "";
        for (let i = 0; i < 301; i++) await station.channel.say("wang", "group:g2", { text: `${i}` });
        return position;
      },
    ],
  ])("after a position %s the page is told to load anew, and then goes on", async (_, position) => {
    const stream = await listen({ "Last-Event-ID": await position() });
    await vi.waitFor(() => expect(stream.text()).toContain("event: reset"));
    await post("messages", { ...zhang, text: "新的" });
    await vi.waitFor(() => expect(stream.text()).toContain("收到：新的"));
    stream.close();
  });

  test("a message that is taken back is sent again without its words, and its picture is given to nobody any more", async () => {
    const before = await positionOf();
    await post("messages", { ...zhang, text: "不该说的", file: new File([tinyPng()], "a.png") });
    const ref = dm()[0]?.files[0]?.ref ?? "";
    const stream = await listen({}, `?after=${await positionOf()}`);
    expect((await post("recall", { who: "zhangdama", message: dm()[0]?.id ?? "" })).status).toBe(204);
    await vi.waitFor(() => expect(stream.text()).toContain("张大妈撤回了一条消息"));
    expect(stream.text()).not.toContain("不该说的");
    stream.close();
    expect((await fetch(`${station.url}/chat/files/${ref}`)).status).toBe(404);

    const late = await listen({}, `?after=${before}`);
    await vi.waitFor(() => expect(late.text()).toContain('"kind":"recalled"'));
    expect(late.text()).not.toContain(ref);
    late.close();
  });
});

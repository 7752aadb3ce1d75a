import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createNotifier } from "../../src/operators/notifier.ts";
import { silent } from "../support/outbox-rig.ts";
import { openSmtpPeer } from "../support/smtp-peer.ts";

async function hook(status: number) {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      bodies.push(JSON.parse(body));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/robot?key=secret`, bodies };
}

test("a webhook gets the text as the chat robots take it", async () => {
  const { url, bodies } = await hook(200);
  expect(await createNotifier({ webhook: url }, silent)("QQ已掉线")).toBe(true);
  expect(bodies).toMatchObject([{ msgtype: "text", text: { content: "QQ已掉线" } }]);
});

test("an e-mail arrives with its first line as subject", async () => {
  const peer = await openSmtpPeer();
  onTestFinished(() => peer.close());
  const email = { smtp: peer.url, from: "bot@example.com", to: ["a@example.com", "b@example.com"] };
  expect(await createNotifier({ email }, silent)("QQ已掉线3分钟\n请扫码")).toBe(true);
  const [mail = ""] = peer.mails;
  expect(mail).toContain("To: a@example.com, b@example.com");
  const subject = /Subject: ((?:.*\n)(?: .*\n)*)/.exec(mail)?.[1] ?? "";
  const words = [...subject.matchAll(/=\?UTF-8\?B\?(.*?)\?=/gi)].map(([, word = ""]) =>
    Buffer.from(word, "base64").toString(),
  );
  expect(words.join("")).toBe("警民小助手：QQ已掉线3分钟");
});

test("one way that works is enough; none, or none configured, is said and never thrown, and no address is logged", async () => {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(line) });
  const broken = await hook(500);
  const peer = await openSmtpPeer();
  const email = { smtp: peer.url, from: "bot@example.com", to: "a@example.com" };
  expect(await createNotifier({ webhook: broken.url, email }, logger)("x")).toBe(true);
  await peer.close();
  expect(await createNotifier({ webhook: broken.url, email }, logger)("x")).toBe(false);
  expect(await createNotifier(undefined, logger)("x")).toBe(false);
  expect(lines).toHaveLength(3);
  expect(lines.join("")).not.toMatch(/secret|example\.com|127\.0\.0\.1/);
});

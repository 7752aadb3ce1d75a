import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openSmtpPeer } from "../support/smtp-peer.ts";
import { startChat } from "../support/start-chat.ts";

test("what a mail and a webhook say of an urgent report is its number: no word, no name, no place", async () => {
  const smtp = await openSmtpPeer();
  onTestFinished(() => smtp.close());
  const hooked: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      hooked.push(Buffer.concat(parts).toString());
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const chat = await startChat({
    officers: ["李"],
    config: {
      notify: {
        approved: "所长, 2026-11-20",
        webhook: { url: `http://127.0.0.1:${port}/robot` },
        email: { smtp: smtp.url, from: "bot@example.com", to: "a@example.com" },
      },
    },
  });
  await chat.resident("独孤甜甜").dm("锦绣家园3号楼，他拿着刀在砸门，救命，我电话13800138000");
  await chat.advance(5 * 60_000);
  await chat.idle();
  expect(hooked).toHaveLength(1);
  expect(smtp.mails).toHaveLength(1);
  const [, body = ""] = /\n\n([\s\S]+)$/.exec(smtp.mails[0] ?? "") ?? [];
  const mail = `${smtp.mails[0]}${Buffer.from(body.trim(), "base64").toString()}`;
  for (const said of [hooked[0] ?? "", mail]) {
    expect(said).toContain("急件 R2611-0001 还没有民警接手，请马上看。");
    expect(said).not.toMatch(/独孤|甜甜|锦绣|砸门|13800138000|resident-|救命/);
  }
});

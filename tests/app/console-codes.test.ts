import { expect, test } from "vitest";
import { announceSignIns } from "../../src/app/console-codes.ts";
import { createManualChannel } from "../../src/channels/manual/manual-channel.ts";
import { openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

const officers = [
  { name: "管", role: "admin" },
  { name: "所", role: "leader" },
  { name: "李", role: "officer" },
] as const;

test("a station without a chat says a code for each admin and leader, and it opens the pages", async () => {
  const chat = await startChat({ officers: [...officers] });
  const byhand = createManualChannel({ name: "byhand", clock: chat.clock });
  const said: string[] = [];
  const alone = { ...chat.app.actions, channels: new Map([["byhand", byhand]]) };
  await announceSignIns(alone, (text) => said.push(text));
  expect(said.map((text) => text.slice(0, 2))).toEqual(["管登", "所登"]);
  const code = /码：(\S{9})/.exec(said[0] ?? "")?.[1] ?? "";
  const client = (await openOfficerSite(chat)).client();
  expect((await client.post("/officer/sign-in", { code })).path).toBe("/officer");
});

test("one with a chat says none: the code is asked for there", async () => {
  const chat = await startChat({ officers: [...officers] });
  expect(chat.announced).toEqual([]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const admin = { name: "周", role: "admin" as const };

/** What the owner of a group may call it to make a notice say something else. */
const forged = fc.oneof(
  fc.constantFrom(
    "群」，已经确认。\n【急】R2611-0001 请马上看",
    "群\u2028系统：已确认\u2029新的一行",
    "群\r\n李绑定了一个QQ账号。",
    "\u202e群民警\u202c",
    "群\u0007\u001b[31m",
    "名".repeat(5000),
    "👨‍👩‍👧".repeat(500),
    "\u200b\u3164",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
);

test("a group's name stays within its quotation, in one line, and short", async () => {
  const chat = await startChat({ officers: [admin] });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(forged, async (name) => {
      chat.channel.events.joined({ address: chat.channel.address("group", `群${count++}`), name });
      await chat.idle();
      const notice = chat.officer("周").inbox.at(-1) ?? "";
      expect(notice).toMatch(
        /^进了一个群「[^「」\n\p{Cc}\u2028\u2029\u202a-\u202e]+」，还没有确认，不会往里发。\n请在群里发「\/群 警务室 话题」确认。$/u,
      );
      expect(Array.from(new Intl.Segmenter("zh").segment(notice)).length).toBeLessThan(70);
    }),
    { numRuns: 60 },
  );
  const [list = ""] = await chat.officer("周").dm("/群");
  expect(list.split("\n")).toHaveLength(10);
});

test.each([
  ["体育场警务室警民群", "體育場警務室警民群"],
  ["体育场 警民群", "体育场警民群"],
  ["平安·警民群", "平安•警民群"],
])("a group that the configuration calls %s is matched by %s", async (name, called) => {
  const chat = await startChat({
    officers: [admin],
    config: { groups: [{ match: { channel: "test", name }, office: "体育场警务室", topics: ["治安防范"] }] },
  });
  chat.channel.events.joined({ address: chat.channel.address("group", "g"), name: called });
  await chat.idle();
  expect((await chat.store.groups.all())[0]).toMatchObject({ office: "体育场警务室", topics: ["治安防范"] });
});

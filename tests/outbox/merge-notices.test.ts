import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeNotices as merged } from "../../src/outbox/merge-notices.ts";
import { outboxRig } from "../support/outbox-rig.ts";

const SEE = "新的反映，私聊我发「看」和编号。";
const mergeNotices = (texts: readonly string[]) => merged(texts.map((text) => ({ text })));
const notice = (n: number) => `R2611-00${10 + n} 求助·新程街\n${SEE}`;

test("first lines stand above the rest that they share", () => {
  const more = "R2611-0009 纠纷\n居民有补充。";
  expect(mergeNotices([notice(1), more, notice(2), "QQ又连上了"])).toBe(
    `R2611-0011 求助·新程街\nR2611-0012 求助·新程街\n${SEE}\n${more}\nQQ又连上了`,
  );
});

test("one text stays as it is, and of several no line is lost", () => {
  const text = fc
    .array(
      fc.string({ minLength: 1 }).filter((line) => !line.includes("\n")),
      { minLength: 1, maxLength: 3 },
    )
    .map((lines) => lines.join("\n"));
  fc.assert(fc.property(text, (one) => mergeNotices([one]) === one));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
      const lines = mergeNotices(texts).split("\n");
      return texts.flatMap((each) => each.split("\n")).every((line) => lines.includes(line));
    }),
  );
});

test("notices that wait for one officer go eight in a message, each is marked; an urgent one goes first, alone", async () => {
  const { outbox, channel, row, put, state } = await outboxRig();
  let release = () => {};
  channel.plan({ hang: new Promise<void>((resolve) => (release = resolve)) });
  await put(row({ officer: "o1" }, { text: "在途" }));
  const rows = Array.from({ length: 10 }, (_, n) => row({ officer: "o1" }, { text: notice(n) }));
  await put(...rows, row({ officer: "o1" }, { text: "【急】R2611-0030 求助", severe: true }));
  await put(row({ officer: "o2" }, { text: notice(11) }));
  setImmediate(release);
  await outbox.idle();
  expect(channel.sent.map(({ to, text }) => `${to.id}: ${text.split("\n").length}`)).toEqual(
    expect.arrayContaining(["o1: 1", "o1: 9", "o1: 3", "o2: 2"]),
  );
  expect(channel.texts().filter((text) => text.startsWith("o1"))[1]).toBe("o1: 【急】R2611-0030 求助");
  expect(channel.sent).toHaveLength(5);
  for (const { id } of rows) expect(await state(id)).toBe("sent");
});

test("a message of several notices that may have gone out is settled by its echo, or goes again", async () => {
  const { outbox, channel, row, put, state, clock, advance } = await outboxRig();
  let release = () => {};
  const hang = new Promise<void>((resolve) => (release = resolve));
  channel.plan({ hang }, { outcome: "unknown", reason: "timeout" });
  await put(row({ officer: "o1" }, { text: "在途" }));
  const rows = [row({ officer: "o1" }, { text: notice(1) }), row({ officer: "o1" }, { text: notice(2) })];
  await put(...rows);
  setImmediate(release);
  await outbox.idle();
  expect(await Promise.all(rows.map(({ id }) => state(id)))).toEqual(["pending", "pending"]);
  const to = { channel: "qq", epoch: "", kind: "user", id: "o1" } as const;
  const text = mergeNotices(rows.map((each) => each.text));
  outbox.echo({ to, text, at: clock.now() });
  await outbox.idle();
  expect(await Promise.all(rows.map(({ id }) => state(id)))).toEqual(["sent", "sent"]);
  await advance(60_000);
  expect(channel.texts()).toEqual(["o1: 在途"]);
});

test("notices of a message that was refused each keep their own next try", async () => {
  const { outbox, channel, row, put, state, advance } = await outboxRig();
  let release = () => {};
  const hang = new Promise<void>((resolve) => (release = resolve));
  channel.plan({ hang }, { outcome: "not-sent", reason: "rejected", retryable: true });
  await put(row({ officer: "o1" }, { text: "在途" }));
  const rows = [row({ officer: "o1" }, { text: notice(1) }), row({ officer: "o1" }, { text: notice(2) })];
  await put(...rows);
  setImmediate(release);
  await outbox.idle();
  await advance(10_000);
  expect(await Promise.all(rows.map(({ id }) => state(id)))).toEqual(["sent", "sent"]);
  expect(channel.texts()).toEqual(["o1: 在途", `o1: ${mergeNotices(rows.map((each) => each.text))}`]);
});

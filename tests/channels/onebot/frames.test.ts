import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type OnebotRig, openOnebot, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

interface Frame {
  readonly id: string;
  readonly expect: string;
  readonly payload?: Record<string, unknown>;
  readonly raw?: string;
}
const { events: frames } = JSON.parse(
  readFileSync(new URL("../../fixtures/onebot-events.json", import.meta.url), "utf8"),
) as { events: Frame[] };

let rig: OnebotRig;
let recorded: ReturnType<typeof recordAll>;
let sentinel = 0;

beforeAll(async () => {
  rig = await openOnebot();
  await rig.channel.start({ ...recordAll().on, ...forward() });
  await online();
});
afterAll(async () => {
  await rig.channel.stop();
  await rig.close();
});
beforeEach(() => {
  recorded = recordAll();
});

/** Handlers that reach the recorder of the current test. */
function forward() {
  recorded = recordAll();
  return Object.fromEntries(
    Object.keys(recorded.on).map((key) => [
      key,
      (e: never) => (recorded.on[key as keyof typeof recorded.on] as (e: never) => void)(e),
    ]),
  );
}
const online = () =>
  vi.waitFor(() => expect(rig.channel.health().online).toBe(true), { timeout: 5000, interval: 10 });

/** Everything pushed before has been taken in once this one is. Returns what was told, without it. */
async function taken() {
  const word = `哨兵${++sentinel}`;
  rig.peer.dm({ id: 2999999, name: "哨" }, [text(word)]);
  await vi.waitFor(() => expect(recorded.told.message.some((m) => m.text === word)).toBe(true), {
    timeout: 5000,
    interval: 5,
  });
  return { ...recorded.told, message: recorded.told.message.filter((m) => m.text !== word) };
}

async function push(frame: Frame) {
  rig.peer.push(frame.raw ?? frame.payload);
  return taken();
}

/** What a frame of each class makes the channel tell; everything not named here must not be told at all. */
const expected: Record<string, (told: Awaited<ReturnType<typeof taken>>) => void> = {
  "private-text": ({ message }) => {
    expect(message).toEqual([
      expect.objectContaining({ attachments: [], system: false, text: expect.stringMatching(/./) }),
    ]);
    expect(message[0]?.chat).toEqual(message[0]?.from);
    expect(message[0]?.chat.kind).toBe("user");
  },
  "private-media": ({ message }) => {
    expect(message).toHaveLength(1);
    expect(message[0]?.attachments.length || /\[(位置|聊天记录)\]/.test(message[0]?.text ?? "")).toBeTruthy();
  },
  "private-temp": ({ message }) => {
    expect(message[0]?.chat).toEqual({
      channel: "qq",
      epoch: "",
      kind: "user",
      id: "2000005",
      via: "7000001",
    });
  },
  "notice-file": ({ message }) => {
    expect(message[0]?.attachments).toEqual([
      expect.objectContaining({ kind: "file", name: "合同.pdf", size: 102400 }),
    ]);
  },
  "group-text": ({ message }) =>
    expect(message).toEqual([expect.objectContaining({ mentionsMe: false, anonymous: false })]),
  "group-command": ({ message }) => {
    expect(message).toEqual([expect.objectContaining({ text: expect.stringMatching(/^(帮助|\/reports)$/) })]);
    expect(message[0]?.mentionsMe).toBe(message[0]?.text === "帮助");
  },
  "group-anonymous": ({ message }) => expect(message).toEqual([expect.objectContaining({ anonymous: true })]),
  "request-friend": ({ friendRequest }) => expect(friendRequest).toHaveLength(1),
  "ignore-duplicate": ({ friendRequest }) => expect(friendRequest).toHaveLength(1),
  "request-group-invite": ({ invitation }) => {
    expect(invitation[0]).toMatchObject({
      from: { kind: "user", id: "2000013" },
      group: { kind: "group", id: "7000099" },
    });
  },
  "notice-bot-joined": () => {},
  "notice-bot-removed": ({ left }) => expect(left).toEqual([{ address: groupAddress("7000002") }]),
  "notice-bot-muted": ({ muted }) =>
    expect(muted).toEqual([{ address: groupAddress("7000001"), muted: true, until: expect.any(Date) }]),
  "notice-group-muted": ({ muted }) =>
    expect(muted).toEqual([{ address: groupAddress("7000001"), muted: true }]),
  "notice-recall": ({ recalled }) => {
    expect(recalled).toEqual([{ chat: { ...groupAddress("2000001"), kind: "user" }, message: "1482933011" }]);
  },
  "notice-friend-added": ({ friendAdded }) => expect(friendAdded[0]?.address.id).toBe("2000010"),
  "meta-heartbeat-offline": ({ health }) =>
    expect(health).toEqual([expect.objectContaining({ online: false, fault: "signed-out" })]),
  "bot-offline": ({ health }) =>
    expect(health).toEqual([expect.objectContaining({ online: false, fault: "signed-out" })]),
};
/** What a single frame makes it tell, where its class says too little. */
const expectedOf: typeof expected = {
  "private-empty": ({ message }) =>
    expect(message).toEqual([expect.objectContaining({ text: "", attachments: [], unreadable: ["empty"] })]),
  "event-other-account": ({ ignored, message }) => {
    expect(ignored).toEqual(["other-account"]);
    expect(message).toEqual([]);
  },
  "event-no-post-type": ({ ignored }) => expect(ignored).toEqual(["malformed"]),
  "frame-null": ({ ignored }) => expect(ignored).toEqual(["malformed"]),
  "frame-truncated": ({ ignored }) => expect(ignored).toEqual(["malformed"]),
};
const groupAddress = (id: string) => ({ channel: "qq", epoch: "", kind: "group", id });

describe("each frame of real life yields what it should", () => {
  for (const frame of frames.filter((f) => f.expect !== "auth-failed")) {
    test(`${frame.id}: ${frame.expect}`, async () => {
      if (frame.expect === "ignore-duplicate") rig.peer.push(frame.payload);
      if (frame.expect === "bot-online") {
        rig.peer.signOut({ notice: true, beats: true });
        await vi.waitFor(() => expect(rig.channel.health().online).toBe(false));
        // biome-ignore lint/nursery/noFloatingPromises: an ordinary function
        await push(frame);
        expect(rig.channel.health().online).toBe(true);
        rig.peer.signIn({ notice: false });
        return;
      }
      const told = await push(frame);
      if (frame.expect === "notice-bot-joined") {
        await vi.waitFor(() => expect(told.joined).toEqual([{ address: groupAddress("7000002") }]));
      }
      const check = expectedOf[frame.id] ?? expected[frame.expect];
      if (check) check(told);
      else expect(withoutEcho(told)).toEqual([]);
      rig.peer.signIn({ notice: true });
      await online();
    });
  }

  /** What was told besides own messages. */
  function withoutEcho(told: Awaited<ReturnType<typeof taken>>): unknown[] {
    return Object.entries<unknown[]>(told).flatMap(([name, list]) => (name === "echo" ? [] : list));
  }

  test("a refused token is told apart, and the bot is back when it is accepted", async () => {
    rig.peer.push(frames.find((f) => f.expect === "auth-failed")?.payload);
    await vi.waitFor(() =>
      expect(recorded.told.health[0]).toMatchObject({ online: false, fault: "wrong-token" }),
    );
    await online();
  });
});

describe("traps in frames", () => {
  const one = async (id: string) => {
    const frame = frames.find((f) => f.id === id);
    if (!frame) throw new Error(id);
    // Another time of writing each run: the frame was pushed above already.
    const later = (value: unknown) =>
      typeof value === "number" && value > 1e12 ? value + 60_000 : Number(value) + 60;
    const pushed = frame.payload
      ? { ...frame, payload: { ...frame.payload, time: later(frame.payload.time) } }
      : { ...frame, raw: frame.raw?.replace("1764000000", "1764000060") ?? "" };
    const { message } = await push(pushed);
    const found = message.at(-1);
    if (!found) throw new Error(`${id}: no message`);
    return found;
  };

  test("milliseconds are milliseconds", async () => {
    expect((await one("private-ms-time")).at).toEqual(new Date(1764000060123));
  });
  test("a number past 2^53 keeps its last digit", async () => {
    expect((await one("frame-big-int")).id).toBe("9007199254740993");
  });
  test("an escaped address is plain again, and its size a number", async () => {
    const { text: words, attachments } = await one("private-cq-image");
    expect(words).toBe("消防通道被占");
    expect(attachments[0]).toMatchObject({ kind: "image", size: 204800 });
    expect(JSON.parse(attachments[0]?.ref ?? "").url).toBe(
      "https://multimedia.example.test/download?appid=1407&fileid=XX&rkey=YY",
    );
  });
  test("a place is told with its name and where it lies", async () => {
    expect((await one("private-location")).text).toBe("[位置] 幸福社区 (31.2,121.4)");
  });
  test("a forwarded conversation keeps its words", async () => {
    expect((await one("private-forward")).text).toBe("[聊天记录]\na：聊天记录");
  });
  test("a quoted message is named", async () => {
    expect(await one("private-reply")).toMatchObject({ text: "补充：在东门", quoted: { id: "1482933011" } });
  });
  test("nothing of a long message is lost", async () => {
    expect((await one("private-huge")).text).toHaveLength(6000);
  });
  test("the top-level id counts where the sender has none, and strings are as good as numbers", async () => {
    expect((await one("private-spec-string")).from.id).toBe("2000002");
    expect((await one("private-strings-for-numbers")).from.id).toBe("2000006");
  });
  test("an own message is an echo to the one it went to", async () => {
    rig.peer.push(frames.find((f) => f.id === "private-self-echo")?.payload);
    const { echo } = await taken();
    expect(echo).toEqual([
      expect.objectContaining({ to: { ...groupAddress("2000001"), kind: "user" }, text: "已收到 #1" }),
    ]);
  });
});

test("no frame, however broken, ends the channel or its answers", async () => {
  const known = frames.flatMap((f) => (f.payload ? [f.payload] : []));
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...known));
  const broken = fc.oneof(
    fc.string(),
    fc.json(),
    fc.tuple(fc.constantFrom(...known), fc.string(), fc.nat()).map(([f, junk, at]) => {
      const raw = JSON.stringify(f);
      return raw.slice(0, at % raw.length) + junk + raw.slice((at % raw.length) + junk.length);
    }),
    fc
      .tuple(fc.constantFrom(...known), fc.constantFrom(...new Set(known.flatMap(Object.keys))), value)
      .map(([frame, key, junk]) => JSON.stringify({ ...frame, [key]: junk })),
    fc
      .tuple(
        fc.constantFrom("text", "image", "at", "reply", "forward", "json", "location", "record", "odd"),
        value,
        value,
      )
      .map(([type, data, extra]) =>
        JSON.stringify({
          ...known[5],
          message: [{ type, data }, extra, { type, data: { data: extra, content: extra } }],
        }),
      ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(broken, { minLength: 5, maxLength: 20 }), async (list) => {
      for (const raw of list) rig.peer.push(raw);
      rig.peer.signIn({ notice: true });
      await online();
      await taken();
      recorded = recordAll();
    }),
    { numRuns: 60 },
  );
  // A frame that refuses the token costs the connection: it comes back.
  await vi.waitFor(
    async () => {
      const to = { channel: "qq", epoch: "", kind: "user", id: "2000001" } as const;
      expect((await rig.channel.send(to, { text: "还在" })).id).toMatch(/^\d+$/);
    },
    { timeout: 5000 },
  );
});

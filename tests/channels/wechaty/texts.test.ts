import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isSystemText,
  messageTime,
  splitQuote,
  withoutMention,
} from "../../../src/channels/wechaty/inbound.ts";
import { splitText } from "../../../src/lib/graphemes.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

describe("wechaty texts", () => {
  test("splitting loses nothing but line ends between parts, and no part is too long or torn", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 40 })),
        fc.integer({ min: 4, max: 60 }),
        (lines, longest) => {
          const text = lines.join("\n");
          const parts = splitText(text, longest);
          expect(parts.every((part) => part.length <= longest && !LONE_SURROGATE.test(part))).toBe(true);
          expect(parts.join("").replaceAll("\n", "")).toBe(text.replaceAll("\n", ""));
        },
      ),
    );
    expect(splitText("短", 100)).toEqual(["短"]);
    expect(splitText("", 100)).toEqual([]);
  });

  test("a text that is no quotation stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("「"));
        expect(splitQuote(text)).toEqual({ text });
      }),
    );
    const lookalike = "「楼上又吵」\n能管管吗";
    expect(splitQuote(lookalike)).toEqual({ text: lookalike });
  });

  test("a mention of any name is found and taken out, and no text breaks the search", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme" }), (name, words) => {
        fc.pre(!words.includes("@") && name.trim() === name);
        expect(withoutMention(`@${name}\u2005${words}`, name)).toEqual({
          text: words.trim(),
          mentioned: true,
        });
        expect(withoutMention(words, name)).toEqual({ text: words, mentioned: false });
      }),
    );
    expect(withoutMention("@", "")).toEqual({ text: "@", mentioned: false });
  });

  test.each([
    "[自动回复]我在开会",
    "我通过了你的朋友验证请求，现在我们可以开始聊天了",
    "收到红包，请在手机上查看",
    "[语音通话] 对方已取消",
    "[视频通话]通话时长 01:23",
    '"刘大海" 撤回了一条消息',
    "“刘大海”撤回了一条消息",
  ])("「%s」 is what nobody wrote", (text) => expect(isSystemText(text)).toBe(true));
  test.each([
    "有人发微信红包诈骗",
    "他转账给骗子了",
    "语音通话里有人威胁我",
    "我没接到未接来电",
    "邀请民警来调解",
    "有人拍了拍我肩膀就抢包",
    "收到红包诈骗短信",
    "他在群里骂我又撤回了一条消息",
    "你撤回了一条消息",
    "已取消",
    "对方已取消",
    "未应答",
  ])("「%s」 is somebody's words", (text) => expect(isSystemText(text)).toBe(false));

  test("seconds and milliseconds mean the same moment, and no time means now", () => {
    const now = new Date("2026-11-24T00:10:00Z");
    expect(messageTime(1_795_478_400, now)).toEqual(messageTime(1_795_478_400_000, now));
    expect(messageTime(0, now)).toBe(now);
  });
});

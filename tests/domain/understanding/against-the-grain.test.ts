import { describe, expect, test } from "vitest";
import { readModel } from "../../../src/app/understanding-files.ts";
import { interpret } from "../../../src/domain/understanding/interpret.ts";

const model = readModel();

/** Dangers as people type them, and the same against the grain: ten of each kind. */
const spellings: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "full width and blanks": [
    ["有人拿刀砍人，在3号楼", "有 人 拿 刀 砍 人 ， 在 ３ 号 楼"],
    ["我家着火了快来", "我　家　着　火　了　快　来"],
    ["孩子掉河里了救命", "孩 子 掉 河 里 了 救 命"],
    ["我爸晕倒了叫不醒", "我爸　晕倒了　叫不醒！！！"],
    ["他在砸门，我躲在厕所", "他 在 砸 门 ,我 躲 在 厕 所"],
    ["有人要跳楼", "有 人 要 跳 楼"],
    ["我妈走丢了，有老年痴呆", "我 妈 走 丢 了，有 老 年 痴 呆"],
    ["刚给骗子转了5000", "刚 给 骗 子 转 了 ５０００"],
    ["家里进贼了还在翻", "家 里 进 贼 了 还 在 翻"],
    ["出车祸了人卡在车里", "出 车 祸 了 人 卡 在 车 里"],
  ],
  "signs between characters": [
    ["有人拿刀追我", "有.人.拿.刀.追.我"],
    ["我家着火了快来", "我*家*着*火*了*快*来"],
    ["孩子掉河里了救命", "孩-子-掉-河-里-了-救-命"],
    ["我被关起来了别打电话", "我/被/关/起/来/了/别/打/电/话"],
    ["他在砸门，我躲在厕所", "他…在…砸…门…我…躲…在…厕…所"],
    ["我不想活了，药都吃了", "我_不_想_活_了_药_都_吃_了"],
    ["老公正在打我", "老·公·正·在·打·我"],
    ["刚给骗子转了五千", "刚|给|骗|子|转|了|五|千"],
    ["煤气漏了我头晕", "煤，气，漏，了，我，头，晕"],
    ["出车祸了人卡在车里", "出。车。祸。了。人。卡。在。车。里"],
  ],
  homophones: [
    ["有人拿刀砍人", "有人那刀坎人"],
    ["我家着火了快来", "我家着伙了快来"],
    ["救命他要杀我", "就命他要沙我"],
    ["他在砸门，我躲在厕所不敢出声", "他在咂门，我多在侧所不敢出生"],
    ["我爸晕倒了叫不醒", "我爸运倒了叫不行"],
    ["有人要跳楼在天台上", "有人要跳搂在天太上"],
    ["我妈走丢了有老年痴呆", "我妈走掉了有老年吃呆"],
    ["正在给骗子转账怎么停", "正在给片子转帐怎么停"],
    ["家里进贼了还在翻柜子", "家里进则了还在反柜子"],
    ["出车祸了人卡在车里流血", "出车货了人卡在车里留血"],
  ],
  "pictures between characters": [
    ["有人拿刀追我", "有🔪人🔪拿🔪刀🔪追🔪我"],
    ["我家着火了快来", "我🔥家🔥着🔥火🔥了🔥快来"],
    ["孩子掉河里了救命", "孩😭子😭掉😭河里了😭救😭命"],
    ["我被关起来了别打电话", "我🙏被🙏关🙏起来了🙏别🙏打电话"],
    ["我不想活了，药都吃了", "我💊不💊想💊活💊了💊药都吃了"],
    ["老公正在打我", "老😢公😢正😢在😢打😢我"],
    ["我妈走丢了有老年痴呆", "我妈😭走😭丢😭了有老年痴呆"],
    ["刚给骗子转了五千", "刚💰给💰骗💰子💰转💰了五千"],
    ["煤气漏了我头晕", "煤😵气😵漏😵了😵我头晕"],
    ["出车祸了人卡在车里", "出🚗车🚗祸🚗了🚗人🚗卡在车里"],
  ],
  traditional: [
    ["有人拿刀追我", "有人拿刀追我，快來！"],
    ["我家着火了快来", "我家著火了快來"],
    ["楼顶站着个人要跳楼", "樓頂站著個人要跳樓"],
    ["我被关起来了别打电话", "我被關起來了別打電話"],
    ["他在砸门，我躲在厕所不敢出声", "他在砸門，我躲在廁所不敢出聲"],
    ["我爸晕倒了叫不醒", "我爸暈倒了叫不醒"],
    ["老公正在打我和孩子", "老公正在打我和孩子，臉上全是血"],
    ["刚给骗子转了五万", "剛給騙子轉了五萬"],
    ["煤气漏了我头晕", "煤氣漏了我頭暈"],
    ["出车祸了人卡在车里", "出車禍了人卡在車裡"],
  ],
  "signs that nobody sees": [
    ["有人拿刀追我", "有\u200b人\u200b拿\u200b刀\u200b追\u200b我"],
    ["我家着火了快来", "我\u200d家\u200d着\u200d火\u200d了\u200d快来"],
    ["孩子掉河里了救命", "孩\u2060子\u2060掉\u2060河\u2060里了救命"],
    ["我被关起来了别打电话", "我\ufeff被\ufeff关\ufeff起来了别打电话"],
    ["我不想活了，药都吃了", "我\u00ad不\u00ad想\u00ad活\u00ad了，药都吃了"],
    ["老公正在打我", "老\u200c公\u200c正\u200c在\u200c打\u200c我"],
    ["我妈走丢了有老年痴呆", "我\u202a妈\u202a走\u202a丢\u202a了有老年痴呆"],
    ["刚给骗子转了五千", "刚\ufe0f给\ufe0f骗\ufe0f子\ufe0f转了五千"],
    ["煤气漏了我头晕", "煤\u200b气\u200b漏\u200b了\u200b我头晕"],
    ["出车祸了人卡在车里", "出\u2063车\u2063祸\u2063了\u2063人卡在车里"],
  ],
};

const isHeard = (text: string) => interpret(text, model).danger !== undefined;
const isTold = (text: string) => interpret(text, model).danger?.level === "now";

describe("sixty dangers typed against the grain", () => {
  const pairs = Object.values(spellings).flat();
  const recall = (texts: readonly string[], hears: (text: string) => boolean) =>
    texts.filter(hears).length / texts.length;

  test.each([
    ["told at once", isTold],
    ["told or asked", isHeard],
  ])("are %s hardly less often than those typed as usual", (_, hears) => {
    const usual = recall(
      pairs.map(([text]) => text),
      hears,
    );
    expect(usual).toBeGreaterThanOrEqual(0.9);
    expect(
      recall(
        pairs.map(([, text]) => text),
        hears,
      ),
    ).toBeGreaterThanOrEqual(usual - 0.1);
  });
});

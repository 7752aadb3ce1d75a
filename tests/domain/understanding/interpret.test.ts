import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readModel } from "../../../src/app/understanding-files.ts";
import { categories } from "../../../src/domain/reports.ts";
import { fold } from "../../../src/domain/understanding/fold.ts";
import { interpret, understand } from "../../../src/domain/understanding/interpret.ts";
import { isMachineText } from "../../../src/domain/understanding/machine-texts.ts";
import { messageKinds } from "../../../src/domain/understanding.ts";

const model = readModel();

/** Any text a person or a machine could send, Chinese words among it. */
const someText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          "昨天",
          "去年",
          "演习",
          "要是",
          "着火",
          "打架",
          "谢谢",
          "找到了",
          "体育场",
          "３号楼",
          "聯盟路",
          "\n",
        ],
        ...[
          " ",
          "恁",
          "俺",
          "冇",
          "。",
          "[捂脸]",
          "<b>",
          "[CQ:at,qq=all]",
          "补充",
          "撤销",
          "İ",
          "ﬁ",
          "👍",
          "咋防",
        ],
      ),
      { maxLength: 30 },
    )
    .map((words) => words.join("")),
);

describe("any text at all", () => {
  test("is understood without a throw, and the place stands in it", () => {
    fc.assert(
      fc.property(someText, (text) => {
        const { kind, category, place, chances } = interpret(text, model);
        expect(messageKinds).toContain(kind);
        if (kind === "report" || kind === "supplement") expect(categories).toContain(category);
        else expect(category).toBeUndefined();
        if (place !== undefined) expect(text).toContain(place);
        expect(chances.danger).toBeGreaterThanOrEqual(0);
        expect(chances.danger).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });

  test("keeps its length when folded, so that positions stay true", () => {
    fc.assert(
      fc.property(someText, (text) => {
        expect(fold(text).length).toBe(text.length);
      }),
    );
  });

  test("means the same the second time", () => {
    fc.assert(
      fc.property(someText, (text) => void expect(interpret(text, model)).toEqual(interpret(text, model))),
    );
  });
});

describe("never filed", () => {
  test.each([
    "[自动回复]您好，我现在不在，稍后联系您",
    "我通过了你的朋友验证请求，现在我们可以开始聊天了",
    "小美通过了你的好友验证请求，以上是打招呼的内容，可以开始聊天了",
    "王大妈请求添加你为好友",
    "对方已取消",
    "通话时长 03:12",
    "[微信红包]恭喜发财，大吉大利",
    "已收到，举报线索 R2611-0042。\n有人受伤、着火，请马上打110。",
    "收到您的语音，已登记，民警会听。\n有人受伤、着火，请马上打110。\n编号 R2611-0043",
    "请立即拨打110！这是诈骗，公安没有“安全账户”。\n已登记 求助 R2611-0044，正在叫值班民警。",
  ])("what a machine says: %s", (text) => {
    expect(isMachineText(text)).toBe(true);
    expect(understand(text, model)).toEqual({ kind: "chatter" });
  });

  test.each(["1", "６", "👍", "[捂脸]", "[捂脸][旺柴]", "", "  \n", "。。。", "嗯", "好的"])(
    "a bare digit, a sticker, nothing: 「%s」",
    (text) => {
      expect(understand(text, model)).toEqual({ kind: "chatter" });
    },
  );

  test("but a bare 110, 119 or 120 is a cry for help", () => {
    expect(understand("110", model)).toMatchObject({ kind: "report", danger: "cannot-speak" });
    expect(understand("１１９", model)).toMatchObject({ kind: "report", danger: "fire" });
    expect(understand("120!!", model)).toMatchObject({ kind: "report", danger: "injury" });
  });

  test("a cry for help below a quoted answer of ours is heard", () => {
    const text = "收到，纠纷 R2611-0046。\n要是打起来、砸门，请打110。\n他拿着刀在砸门 快来";
    expect(understand(text, model)).toMatchObject({ kind: "report", danger: expect.any(String) });
  });
});

describe("what is said of the police", () => {
  test.each([
    "我被你们所的民警打了",
    "民警来了就骂我",
    "民警李建国索要好处费",
    "那个姓李的片警天天找我要烟",
    "你们派出所李建国跟赌场老板是一伙的，我要举报",
    "所长收礼",
    "警察吃拿卡要",
    "户籍民警刁难我",
    "110来了不管，还说我活该",
  ])("is for leaders: %s", (text) => {
    expect(interpret(text, model).restricted).toBe(true);
  });

  test.each([
    "民警同志邻居打我",
    "有人冒充民警骗钱",
    "自称民警要我转账",
    "举报楼上赌博，民警快来",
    "谢谢民警同志帮我找回电动车",
  ])("is none, and stays visible to who must act: %s", (text) => {
    expect(interpret(text, model).restricted).toBe(false);
  });
});

describe("danger", () => {
  test.each([
    ["violence", "他拿着刀追我"],
    ["cannot-speak", "我躲在厕所 别打电话"],
    ["fire", "俺家捉火了"],
    ["injury", "有人触电了 躺地上一动不动"],
    ["suicide", "活着没意思 我买好农药了 不想活了"],
    ["missing", "孩子走丢了 穿红衣服"],
    ["fraud", "对方让我把钱转到安全账户"],
    ["crime", "有人正在偷电缆"],
  ] as const)("of %s is told apart", (danger, text) => {
    expect(interpret(text, model).danger).toMatchObject({ kind: danger, level: "now" });
  });

  test("in a supplement leaves it a supplement", () => {
    const said = "补充一下 他拿着刀又来了";
    expect(understand(said, model)).toMatchObject({ kind: "supplement", danger: expect.any(String) });
  });

  test("of another sentence is not hidden by talk of an old one", () => {
    expect(understand("去年也着过火。现在三楼又冒浓烟了", model).danger).toBe("fire");
  });
});

describe("no report is lost to a word that also occurs in small talk", () => {
  test.each([
    "我需要帮助",
    "有人说明天来要账",
    "一般都是半夜两点来偷",
    "停车场乱收费",
    "有人在群里发广告 加微信领红包",
    "有人卖假证 多少钱都有",
    "/举报 李庄村赌博",
    "谢谢，但是他又来了",
    "谢谢，我家门口路灯坏了",
    "十分钟前电动车叫人骑走了",
    "一星期了楼上天天半夜放音乐",
    "这个井盖坏了咋弄",
    "有人扮演警察上门收钱",
    "健身房充卡优惠现在关门跑路了",
  ])("%s", (text) => {
    expect(understand(text, model).kind).toBe("report");
  });
});

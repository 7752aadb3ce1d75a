import type { Danger } from "../understanding.ts";
import { phrases } from "./phrases.ts";

/**
 * Single words that together make a danger no list in danger-words.ts has a phrase for. Each counts one; so do a
 * helpless person and a sign that it happens now; every calming word takes two away (see danger.ts).
 */
export const alarming: readonly { readonly danger: Danger; readonly words: RegExp }[] = [
  {
    danger: "fire",
    words: phrases("烟 火 焦 糊味 警报 煤炉 煤气 呛 刺鼻 爆"),
  },
  {
    danger: "injury",
    words: phrases(`
      血 晕 卡在 卡住 压着 压住 压在 撞 摔 掉进 掉到 掉下 栽 井里 沟里 水里 河里 坑里 喊不 叫不 没动 不动 没劲 没力 喘 疼 肿 冰凉 栏杆 触电 漏电 电线 翻了 倒了
      吐 抽搐 昏 起不来 出不来 没反应 伤 呛水 困住 难受
    `),
  },
  {
    danger: "suicide",
    words: phrases("楼顶 天台 #楼窗 站在…#楼 跳 遗 永别 不想(活/上学/过) 死 刀片 安眠 活着"),
  },
  {
    danger: "missing",
    words: phrases("没回来 没回家 没见人 没消息 电话…断 关机 打不通 找不 不见 没接到 人没 走散 失联"),
  },
  {
    danger: "violence",
    words: phrases(`
      逼 堵 拽 拖 掐 泼 追 瓶子 棍 杖 棒 刀 斧 踹 砸 捅 砍 拳 威胁 恐吓 不让(我/她/他) 尾随 跟着我 耍流氓 猥亵 摸 溜进 闯 翻窗 翻墙 喊 哭声 尖叫 害怕 不敢 躲 绑 抢 锁
      蹲在 打我 打人 弄死 灌 骑在 拿着 拿东西 外面等
    `),
  },
];

/** Who cannot help himself, or stands alone. */
export const helpless = phrases(
  "孩子 小孩 娃 儿子 闺女 女儿 孙子 孙女 老人 老头 老太 大爷 大娘 奶奶 爷爷 我姐 我妹 我妈 我爹 我娘 我一个人 一个人在 没大人 流浪 孕妇 学生 我对象 我头 我怕",
);

/** Signs that it happens now, weaker than those of danger-words.ts. */
export const ongoing = phrases("正 现在 又…了 还在 马上 一直 刚 在外面 在门 呢 这 今天 怎么办 咋办 快");

/** Habits, wishes, questions, things dealt with: an ordinary matter. */
export const calming = phrases(`
  天天 每天 老是 总是 老 经常 每次 每晚 晚上十 一到 长期 几次 好几回 #回 #趟 建议 希望 能不能 意见 投诉 举报 请问 想问 请教 咨询 赔 工资 欠 押金 房东 物业 报销 户口 证件 身份证 驾照
  拘留 追究 民警 辅警 你们 态度 窗口 怎么还 手续 卖 买 噪音 吵 扰民 路灯 监控 停车 狗 猫 鸡 合同 退 修 工伤 前夫 离婚 调解 邻居 宅基地 高利贷 污水 脏水 赌 游戏
`);

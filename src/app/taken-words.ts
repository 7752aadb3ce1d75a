import { commands } from "../commands/index.ts";

/** Words that answer something wherever they are said; no ledger may be opened by one. */
const answers = [
  ...[
    "接",
    "撤",
    "取消",
    "跳过",
    "上一步",
    "完成",
    "继续",
    "补充",
    "拍照",
    "是",
    "有",
    "没有",
    "不是",
    "没",
    "嗯",
    "对",
  ],
  ...[
    "同意",
    "否",
    "退",
    "进度",
    "撤回",
    "新",
    "急",
    "查询码",
    "隐私",
    "收到",
    "好的",
    "好",
    "谢谢",
    "马上到",
    "帮助",
  ],
  ...["解决了", "好了", "没解决", "没好", "满意", "一般", "不满意"],
];

/** What a word of a station's ledger may not be: a command's name, or an answer. */
export const takenWords: ReadonlySet<string> = new Set([
  ...commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  ...answers,
]);

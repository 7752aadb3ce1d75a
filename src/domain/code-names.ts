import type { Report } from "./reports.ts";

/** Plain and pleasant things of two characters, in groups: trees, flowers, hills and waters, weather, birds, crops, home. */
const WORDS = [
  "青松 翠柏 白桦 红枫 银杏 香樟 垂柳 梧桐 榆树 槐树 杨树 桂树 枣树 梨树 桃树 杏树 橡树 榕树 棕榈 木棉",
  "杉树 椰树 茶树 枇杷 石榴 核桃 板栗 山楂 柑橘 青竹 紫竹 芦苇 海棠 牡丹 月季 茉莉 玉兰 芍药 荷花 睡莲",
  "兰花 茶花 桃花 杏花 梨花 桂花 梅花 樱花 葵花 槐花 丁香 百合 水仙 蔷薇 迎春 紫藤 海芋 薄荷 艾草 青草",
  "东山 南岭 西峰 北坡 高原 平原 草原 丘陵 山谷 山泉 清溪 小河 大江 长湖 海湾 浅滩 绿洲 沙洲 石桥 渡口",
  "晨光 朝霞 晚霞 春风 清风 细雨 春雨 瑞雪 初雪 白云 彩云 彩虹 明月 新月 星光 晴空 露水 霜叶 秋水 暖阳",
  "喜鹊 燕子 白鹭 白鹤 鸿雁 黄鹂 百灵 画眉 云雀 海鸥 翠鸟 孔雀 蜻蜓 蜜蜂 蝴蝶 锦鲤 青鱼 白马 小鹿 熊猫",
  "小麦 水稻 玉米 高粱 谷子 大豆 花生 芝麻 油菜 棉花 红薯 土豆 南瓜 冬瓜 丝瓜 黄瓜 番茄 茄子 豆角 萝卜",
  "白菜 菠菜 芹菜 韭菜 蘑菇 木耳 苹果 葡萄 西瓜 甜瓜 草莓 樱桃 荔枝 龙眼 橙子 柚子 菠萝 橄榄 莲藕 菱角",
  "茶杯 砚台 毛笔 书签 风筝 灯笼 算盘 竹篮 花瓶 陶罐 瓷碗 木梳 纸扇 雨伞 风车 水车 帆船 小舟 钟楼 凉亭",
]
  .join(" ")
  .split(" ");

/** Behind a word that another has already, in one matter. */
const MORE = "乙丙丁戊己庚辛壬癸";

/**
 * What officers call the person behind a report: `反映人·青松`. Made of the report's id, so that it is the same in every
 * place and tells nothing of what else the person has reported.
 * @param others ids of the reports that were merged with this one: no two of one matter have the same name.
 */
export function codeName(report: Pick<Report, "id">, others: readonly string[] = []): string {
  const word = wordFor(report.id);
  const before = new Set(others.filter((id) => id < report.id && wordFor(id) === word));
  return `反映人·${word}${before.size > 0 ? (MORE[before.size - 1] ?? before.size) : ""}`;
}

/** FNV-1a over the id: any word as likely as the others. */
function wordFor(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return WORDS[(hash >>> 0) % WORDS.length] as string;
}

import { blank } from "./fold.ts";

/** Words that stand in front of a place and would else be taken for a part of its name. */
const BEFORE_A_PLACE =
  /举报|反映|报告|建议|地址|地点|位置|位于|今天|今儿|昨天|昨晚|昨儿|前天|早上|晚上|夜里|半夜|凌晨|上午|下午|中午|清早|刚才|刚刚|现在|这会儿?|就是|希望|最近|麻烦|觉得|有人|可疑|车辆|看见|听见|看到|\d+[点时](?:\d+分?|半)?|\d{5,}/g;

/** What no name has in it: pronouns, prepositions, particles; and verbs that follow or precede a place. */
const NEVER =
  "我你您他她它咱们俺恁的了在从到去来给往是说有把被叫让跟搁住那这哪啥就也都还又不没很太吗呢吧嘞想要能会可个条";
const VERBS_IN_FRONT = "跳卖偷剪掏骂捡拿租绕逛躺掉喝吃坐撞收管进";
const VERBS_BEHIND =
  "跳卖偷剪掏骂捡拿租绕逛躺掉喝吃坐撞收管开装停看找打拉盯站吸玩转建根抽搞办交送走跑躲闹贴画划查敲";
const BREAK = "\\s，。！？、；：,.!?;:“”\"'()（）【】\\[\\]<>=\\d\\-—…~";
const NAME = `[^${BREAK}${NEVER}${VERBS_IN_FRONT}]`;
const INNER = `[^${BREAK}${NEVER}${VERBS_BEHIND}]`;

const ROAD = "(?:大道|胡同|环路|路(?![灯过人面线费程牌])|街|巷|渠)";
const VILLAGE =
  "(?:家属院|小区|花园|家园|社区|公寓|大厦|广场|新村|新城|佳苑|苑|庄村|寨村|屯村|村|屯|寨|镇|乡)";
/** What has a name of its own, or is the only one around. */
const VENUE =
  "(?:体育场|体育馆|菜市场|批发市场|市场|商场|公园|水库|大坝|大桥|桥|医院|学院|大学|小学|中学|幼儿园|火车站|汽车站|公交站|加油站|废品站|粮站|超市|宾馆|酒店|旅社|旅馆|饭店|网吧|ktv|工地|银行(?!卡)|棋牌室|工厂|大院|大楼|车站)";
/** What may end the name of a house behind a road or village: by itself, or only with something before it. */
const HOUSE =
  "(?:atm机|小卖部|公交站|超市|小学|中学|宾馆|酒店|旅社|工地|广场|大厦|邮政|宿舍楼|厕所|停车场|车库|地下车库|地下室|岗亭|桥洞|体育场|小区|苑|口|仓库|大厅)";
const HOUSE_END =
  "(?:店|馆|室|场|所|厂|院|楼|站|屋|房|摊|部|社|行|库|厅|门|机|吧|中心|公司|棚|坑|塘|窑|坝|桥|河|园)";
const NUMBER =
  "(?:[\\da-z〇一二三四五六七八九十]{1,4}(?:号楼|号院|号|栋|幢|座|单元|层|楼|排|室|院)|\\d+(?:-\\d+)+|\\d{3,4})";
const SIDE =
  "(?:[东西南北中前后左右正里外上下]{1,2}(?:头|边|面|侧|口|门|段|户|角|区|坡|地|街|单元)|最?[里外上下前后](?:头|边|面)|大?门口|[路街村]口|旁边|对面|附近|隔壁|对过|斜对门|拐角|负一层|底下|边上|顶上|楼顶|出站口|[那这]儿|那一[片截带块]|这几栋)";

/** What may follow, one behind the other: numbers, sides, houses, a crossing road. */
const TAIL = `(?:${NUMBER}|(?:那个|那家|这个|这家|一个|一家)?(?:${SIDE}|${INNER}{0,5}?${HOUSE}|${INNER}{1,5}?${HOUSE_END})|${INNER}{1,4}?${VILLAGE}|[和与及]${NAME}{1,4}?${ROAD})`;
const PATTERNS = [
  new RegExp(`${NAME}{1,4}?(?:${ROAD}|${VILLAGE})${TAIL}{0,8}`, "g"),
  new RegExp(`${NAME}{0,4}?${VENUE}(?:${TAIL}|[上里]){0,8}`, "g"),
  /(?:\d{1,3}|[一二三四五六七八九十])(?:号楼|单元|栋|号院)(?:\d{1,3}(?:号楼|单元|栋|楼|室|层))*/g,
];

/** Looks like a place and names none. */
const NO_PLACE =
  /^(?:.?(?:马|公|道|上|下|一|铁|网|半|线|思|套|出|门|高速|让|带|问|迷)路|[全农本乡山].?村|村|.{0,2}银行|超市|医院|小学|中学|社区|小区|站街|逛街|上街|老乡|家乡|同乡|工地|市场|酒店|宾馆|旅馆|旅社|饭店|网吧|大学|幼儿园|加油站|公园|广场|公寓|ktv|棋牌室|工厂|大楼)(?:门口|里|上|里头|旁边|附近)?$/;

/**
 * The place the matter is about, exactly as it stands in `original` (of which `folded` is the equally long folding):
 * a road, village or estate before a single house, the first of its sort.
 */
export function placeOf(original: string, folded: string): string | undefined {
  const text = folded.replace(BEFORE_A_PLACE, blank);
  for (const pattern of PATTERNS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      if (!NO_PLACE.test(match[0])) return original.slice(match.index, match.index + match[0].length);
    }
  }
  return undefined;
}

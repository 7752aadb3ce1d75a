import type { Told } from "./decide/history.ts";
import { statesSomething } from "./decide/referring-back.ts";
import { topicsOf } from "./decide/topics.ts";
import type { Category } from "./reports.ts";
import { fold } from "./understanding/fold.ts";

/** What an officer has to know before they can do something, and what the words do not say. */
export type Missing = "where" | "when";

/** What happens at a place that somebody goes to look at. */
const atAPlace = new Set(
  "vehicleTheft burglary noise clutter light parking oddCar gambling drugs prostitution dog cat leak fire fight well ads stalking pollution throwing".split(
    " ",
  ),
);
/** What happens on the telephone, at a counter or between people, wherever they are. */
const anywhere = new Set("fraud papers wages rent debt family shop suicide missing".split(" "));

/** The same in words that make no topic of their own. */
const AT_A_PLACE = /吵(?!架|了几|了好)|积水|淹|摊|烧烤|垃圾|电线|护栏|没电|停电|坑|臭|蚊|老鼠|马蜂|蛇|无人机/;

/** Over when it is told: somebody will look for it on a camera, hour by hour. */
const OVER =
  /被(?:人)?(?:偷|盗|撬|砸|刮|划|蹭|抢|扎|卸)|(?:偷|撬|砸|划|蹭|抢|扎|卸|骑|拿|推|顺)(?:了|走|开|坏|破|没)|(?:丢|不见|没影)了|遭贼|失窃/;
const TIME =
  /[昨今前后当]天|[今昨前]儿|[昨今]?[晚早夜]|凌晨|上午|中午|下午|半夜|刚|才|正在|现在|这会|一直|天天|每|经常|老是|总是|\d+[点时:：.]|[一二两三四五六七八九十几半\d]+(?:个)?(?:点|小时|钟头|分钟|天|周|星期|礼拜|月|号(?![楼院])|日)|周[一二三四五六日末]|星期|礼拜|[去今前]年/;

const ANY_TIME = new RegExp(TIME.source, "g");

/** A name before what a place is called by, or a number behind it: whoever says so has said where, as far as they know. */
const SAYS_WHERE =
  /(?:(?![我咱俺你他们这那个的在到有从是边近里外整老出马公上下了又去来说])\p{Script=Han}){2}(?<!小区|楼道)(?:路(?![灯边口面上人过])|街|巷|胡同|小区|花园|家园|新村|苑|公寓|大厦|广场|市场|商场|超市|公园|医院|小学|中学|学校|大学|幼儿园|饭店|酒店|宾馆|网吧|桥|村|镇|厂|站)|\d+号(?:楼|院)|\d+(?:栋|幢|单元)|\d+-\d+/u;

/**
 * The one thing that is asked back of a new report: where, else when. Nothing of what is an inquiry, for few to read, or
 * may be danger: there something else comes first.
 */
export function missingIn(
  told: Pick<Told, "text" | "place" | "danger" | "sensitive" | "restricted">,
  category: Category,
): Missing | undefined {
  if (category === "inquiry" || category === "complaint") return undefined;
  if (told.danger || told.sensitive || told.restricted) return undefined;
  const folded = fold(told.text);
  const topics = topicsOf(folded);
  if (
    topics.some((topic) => anywhere.has(topic)) ||
    !(topics.some((topic) => atAPlace.has(topic)) || AT_A_PLACE.test(folded))
  )
    return undefined;
  if (told.place === undefined && !SAYS_WHERE.test(folded)) return "where";
  return OVER.test(folded) && !TIME.test(folded) ? "when" : undefined;
}

/** Longest answer that is taken for a place as it was typed, letters and digits. */
const LONGEST = 24;
const AROUND =
  /^(?:就|是|在|地址|地点|位置|我家|我们|咱们|俺们|那个|[:：,，\s])+|(?:那儿|那里|那边|这儿|这里|这边|[。.!！~，,\s])+$/g;
const UNSAID =
  /不知道|不清楚|不晓得|不记得|记不[得清]|忘了|说不[清好]|不想说|不方便|不告诉|算了|随便|没有|什么|谁|哪|怎么|咋|吗|\d{5,}/;

/**
 * The place that an answer to 「在哪儿？」 names; `undefined` where it names none, or tells something beside it, which may be
 * another matter.
 */
export function placeAnswered({ text, place }: Pick<Told, "text" | "place">): string | undefined {
  if (place !== undefined) return says(text.replace(place, "")) ? undefined : place;
  const named = text.trim().replace(AROUND, "");
  if (lettersIn(fold(named).replace(ANY_TIME, "")) < 2) return undefined;
  const isName = /[\p{Script=Han}]|\d+[-#]\d+/u.test(named) && lettersIn(named) >= 2;
  return isName && lettersIn(named) <= LONGEST && !UNSAID.test(fold(named)) ? named : undefined;
}

/** So many letters may stand beside the particular that was asked for: 「麻烦您了，就在」. */
const BESIDE = 10;

function says(rest: string): boolean {
  return lettersIn(rest) > BESIDE || statesSomething(fold(rest));
}

function lettersIn(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, "").length;
}

/** They cannot or would rather not say, and nothing else. */
export function isUnsaid(text: string): boolean {
  const plain = fold(text).replace(/[\s\p{P}]/gu, "");
  return /^(?:我|也|真|这个?|具体|位置|地址|地点|时间)*(?:不知道|不清楚|不晓得|不记得|记不[得清]|忘了|说不[清好]|不想说|不告诉你?|不好说)(?:了|啊|呢|吧|具体|在哪[儿里]?|是?哪里?|什么时候)*$/.test(
    plain,
  );
}

const SIDE =
  "(?:[东西南北前后左右里外上下正]{1,2}[门头边面侧口角区院]|旁边|对面|对过|附近|隔壁|边上|拐角|门口|路口|楼[上下顶]?|层|单元|栋|室|号|院|亭子|粮站)";
const BARE = new RegExp(`^(?:就?在|是)?[^我你他她它]{0,8}?${SIDE}(?:的|那个?|这个?|${SIDE}|[儿里]){0,4}$`);

/** Whether a whole text is where something is and nothing else: to the model, so few words may sound of danger. */
export function isBareWhere(text: string): boolean {
  const plain = fold(text).replace(/[\s\p{P}]/gu, "");
  return plain.length <= LONGEST && BARE.test(plain) && !DOES.test(plain);
}
const DOES = /救|打|杀|砍|刀|火|烟|血|跳|闯|砸|撬|追|堵|锁|关|困|躲|藏|来了|有人|快|死|晕|伤|偷|抢|骗|别|声/;

/** Whether an answer to 「什么时候的事？」 says a time, and nothing that may be another matter. */
export function saysWhen(text: string): boolean {
  const folded = fold(text);
  return TIME.test(folded) && !says(folded.replace(ANY_TIME, ""));
}

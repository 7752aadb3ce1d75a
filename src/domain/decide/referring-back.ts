/**
 * Whether words speak of something that was told before; asked of folded text (see understanding/fold.ts).
 * `told`: they name an earlier message, or open with what only an earlier one explains (「刚才说的那个」, 「他们是两个男娃」).
 * `detail`: a particular that is nothing by itself (a number, a colour, a door).
 * `again`: the same sort of thing has happened once more, which may be another matter (「又叫人撬了」).
 */
export type ReferringBack = "told" | "detail" | "again" | undefined;

/** When something was said, and that it was said. */
const BEFORE =
  "(?:刚刚?|刚才|方才|头先|先前|之前|前面|前头|上面|上头|上回|上次|上午|中午|下午|早上|昨[天晚夜儿黑日]|前[天晚日]|前几天|那天)";
const SAID = "(?:说|讲|报(?!警)|发|问|反映|举报|登记|提|写|反应|居报|投诉|传|聊|录)";

const told = [
  new RegExp(`${BEFORE}(?:我|跟?你们?|给你们?|已经|匿名){0,2}${SAID}`),
  /(?:刚才|刚刚|上次|上回|前面|先前)(?:就是|忘|漏|没[说讲写发打]|那[个件条辆]|的事)/,
  /(?<!是不?|别说是|不能说)我(?:就是|家)?(?:说|讲|报|反映|举报|问)过?(?:的那|过的|那)/,
  /^(?:我就?是|就是|还是|就)(?:我|刚|昨|前[天面]|上[次午面]|早上|中午|下午|那个|说)/,
  /^补[:,， ]|补充|补一|补个|补[张份下交]|[来]补材料|补给你|续报|续昨|再补|再[加说讲](?:一[句点条个]|下)|更正|纠正|^接(?:着|上|前|早|昨|刚)|接着?(?:说|上面|上午|早上|昨)|我又来了/,
  /(?:打|写|发|说|讲|记)(?:错了|岔了|漏了)|(?:漏|忘)(?:了|记)?(?:说|写|讲|提|发|告诉|填|留)|没(?:说全|说完|写全|写完|发完|打完|讲完)|(?:还|又)漏了|少(?:说|写|讲)了/,
  /^(?:对了|另外|还有|而且|哦对|噢对|对[,， ])|想起来(?!就)|你们?(?:问|要|让我提供)的/,
  /那(?:件|个|档子?)事(?!故|业|主)|^(?:这|那)(?:件|个)?事(?!故|业|主)|关于.{1,6}那[个件]|的事[儿情]?(?:再|还|补|又|忘|咋样|怎么样)|(?:同一|一)[件回]事|那[桩回]$/,
  /^.{0,6}(?:照片|图|图片|视频|录像|截图|录音|相片|定位|收据|合同|账单|名单|监控)(?:里|上|左|右|中间|发|补|拍|在|我?(?:已经)?(?:找到|拷|整理|导|打)|那)/,
  /^(?:[骗打骂撞偷抢跟咬找丢欠追拽堵卖推]).{0,5}(?:的|那)(?:那?个?人|那?[个辆条只家位]|男的|女的)?(?:又|是|在|叫|已|还|长|戴|穿|微信|车|$)/,
  /^被.{1,3}(?:那|的那?)[辆个条]/,
  /^(?:那|这)(?:[个辆条只家位台些伙帮](?!月|时候|样)|几个|俩|两[个辆]|人|男的|女的|车|狗|家伙|辅警|民警)/,
  /^[他她它]/,
  /^对方|^(?:人|车|狗)(?:已经|又)?(?:走|跑|开走|没动静)了/,
  /^不是.{1,12}是|^.{0,12}不是.{1,6}$/,
  /^.{0,8}(?:还是?|到现在|一直|依然|仍然?)没(?:人|来|修|弄|清|管|好|解决|处理|动静|拖|搬|停|走)/,
  /^证人|愿意作证|跟前面|(?:找|补)到?了?.{0,4}(?:发给您|发你们|发给你们|发你了)/,
];

const detail = [
  /^(?:车牌|车排|牌照|车号|车身|颜色|电话|手机号|号码|微信号|姓名|名字|门牌|地址|位置|时间|卡号|账号|尾号|工号|警号|住址|房号|收款|户名|楼层)/,
  /^(?:穿|戴|留|骑|背|拎|扎|大概|大约|差不多|就在|靠近|紧挨|往|朝|一共|总共|其中|一个(?:高|矮|胖|瘦|穿|戴))/,
  /^我(?:姓|叫|的?电话|的?手机|的?号码?|的?微信|住在?|家住|家在|是\d)/,
];
const LONGEST_DETAIL = 24;

const again = /又|再次|仍|依旧|第[二三四五六]次|老毛病/;

export function refersBack(folded: string): ReferringBack {
  const text = folded.replace(COURTESY, "");
  if (told.some((words) => words.test(text))) return "told";
  if (text.length <= LONGEST_DETAIL && detail.some((words) => words.test(text))) return "detail";
  return again.test(text) ? "again" : undefined;
}

const COURTESY =
  /^(?:[\s,.!~。、]|你好|您好|在吗|警察|民警同志|警官|同志|叔叔|不好意思|谢谢了?|麻烦|好的|嗯){1,8}/;

/** How many letters and digits a few words have that state nothing by themselves: 「银灰色，车头有个坑」. */
const SHORT = 12;

/** Somebody does something; something is broken, gone, wanted, asked. */
const STATES =
  /有人|发现|举报|反映|建议|希望|请问|咨询|投诉|求助|报警|能不能|可不可以|怎么|咋|[吗么丢偷骗打吵赌坏漏堵占砸撬抢救捡欠毒卖养咬撞闹骂噪扇跳喝吃哭死血刀火烟怕锁困翻关塌倒开跑摸蹦砍掐拽躲坐松装抓堆弹]|不[让给亮退还管见]|没[人回了]/;

/** Whether the words state something, however few. */
export function statesSomething(folded: string): boolean {
  return STATES.test(folded);
}

/** Whether the words are too few to be a matter of their own. */
export function isFragment(folded: string): boolean {
  return folded.replace(/[^\p{L}\p{N}]/gu, "").length <= SHORT && !STATES.test(folded);
}

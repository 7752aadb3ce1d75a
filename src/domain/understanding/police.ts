import type { Danger } from "../understanding.ts";

/** The police, however people call them. */
const POLICE = "民警|警察|警官|片警|[辅协交特巡]警|所长|[指教]导员|派出所|你们所|(?:110|[出处]警)(?=来|的)";

/** Who only says that he is one: that is fraud. */
const PRETENDED =
  /冒充|冒名|假(?:冒)?(?:民警|警察|公安|警官)|自称|(?:说|称)(?:他|她|自己)?(?:是|叫)|骗子|诈骗/;

/** What may stand between somebody and his deed without making it another's. */
const BETWEEN = `(?:[们的那个人里又还也都就总老]|同志?们|(?:今|昨|前)[天晚]|刚才|天天|总是|老是|一直|直接|上来|故意|随便|当众|(?:来|到)了?(?:以后|之后|现场)?[,]?|来我[家店]里?[,]?|[找跟向对把]我|(?:跟|和)[^,。!?\\n]{1,8}是?|[\\u4e00-\\u9fff]{2,3}(?=收|索要|要[钱烟]|(?:跟|和)))`;

const BLOWS =
  "打(?!了?个?(?:电话|招呼|卡|车|官司|麻将)|[听扰架印开扫击算错通])|[骂踹踢扇]|推(?:我|了我|倒|搡)|威胁|恐吓|吓唬|逼(?:我|着)";
const FAVOURS =
  "收(?:了|过)?(?:我|人家|他家?|别人)?的?(?:钱|礼|红包|烟|好处|黑钱)|索要|要(?:钱|烟|好处|红包)|好处费|受贿|吃拿卡要|赌|嫖|[酒醉]驾|是?一伙|勾结|串通|包庇|偏袒|撑腰|保护伞|乱(?:罚|收)|刁难|漏(?:了|我)";
const NEGLECT = "(?<!管)不管(?![吗么呢怎什多是])|不作为|不(?:处理|立案|受理|出警|接警)(?![吗么呢])|活该|态度";

const GRAVE = `${BLOWS}|${FAVOURS}`;
const GRAVE_OR_NEGLECT = `${GRAVE}|${NEGLECT}`;
const byPolice = deedOf(POLICE);
/** Right behind a name. */
const byNamed = deedOf(`^(?:${POLICE})?`);

function deedOf(who: string) {
  return {
    grave: new RegExp(`(?:${who})${BETWEEN}{0,5}(?:${GRAVE})`),
    any: new RegExp(`(?:${who})${BETWEEN}{0,5}(?:${GRAVE_OR_NEGLECT})`),
  };
}

/**
 * Whether `folded` says of the police what is a complaint, whatever else it is: of blows, favours, neglect. Where
 * somebody is in danger, neglect is not: that is for everybody on duty to read.
 */
export function complainsOfPolice(folded: string, danger: Danger | undefined): boolean {
  return byPolice[danger ? "grave" : "any"].test(folded) && !PRETENDED.test(folded);
}

/** The same of one of `names`, those of the station's officers. */
export function complainsOfOne(
  folded: string,
  danger: Danger | undefined,
  names: readonly string[],
): boolean {
  const deeds = byNamed[danger ? "grave" : "any"];
  const isDoer = (name: string) =>
    folded
      .split(name)
      .slice(1)
      .some((behind) => deeds.test(behind));
  return names.some((name) => name.length > 1 && isDoer(name)) && !PRETENDED.test(folded);
}

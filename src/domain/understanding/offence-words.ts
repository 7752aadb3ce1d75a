/** Somebody took, broke, sold or did what the law forbids, in words that mean nothing else. */
const CERTAIN = new RegExp(
  [
    "(?:偷|盗|撬|抢|扒窃|掏)(?:走|了|开|光|空|去)|被(?:人)?(?:偷|盗|撬|抢|掏|骗)|(?:叫|让|给)人(?:偷|撬|抢|掏|卸|拆|骗|打|砸|划|扎)",
    "(?:砸|划|扎|泼|刮花|捅|烧)(?:了|坏|烂|碎|破|花)(?!.{0,3}自己)|泼.{0,3}(?:油漆|粪|汽油)|(?:扎|放).{0,4}(?:车胎|轮胎|气)",
    "吸毒|贩毒|毒品|冰毒|海洛因|大麻|k粉|摇头丸|上头电子烟|依托咪酯|溜冰(?!场|鞋)|笑气|迷药",
    "赌(?:博|场|钱|局|资|注)|聚赌|抽水钱|推牌九|炸金花|老虎机|百家乐",
    "卖淫|嫖|招嫖|站街女|组织.{0,4}小姐",
    "假(?:币|钱|钞|票子)|伪钞|假(?:烟|酒|药|章|证)|(?:烟|酒|药|钱|币|钞)(?:都|全)?是假的",
    "不翼而飞|(?:别|掰|撬)(?:坏|开)了|特殊服务|(?:拿|用)我.{0,4}(?:身份证|名字|名义|照片).{0,6}(?:贷款|开公司|办卡|注册)",
    "诈骗|骗(?:走|了|子|光|我|钱)|杀猪盘|刷单|勒索|敲诈|要挟|高利贷|套路贷|传销|洗钱|跑分|非法集资",
    "(?:打|转|汇|投)(?:过去|进去|了|出去).{0,14}(?:联系不上|拉黑|失联|不见|跑了|打不通|提不出|取不出)",
    "(?:打|砍|捅|揍|围殴|殴打)(?:伤|破|断|死|得|我|人)|动手打|拳打脚踢|家暴|轻伤|骨折了.{0,6}打",
    "强奸|猥亵|偷拍|强吻|非礼|绑架|拐卖|拐走|非法拘禁|关着?不让走",
    "(?:铜芯|电缆|井盖|变压器|钢筋|护栏).{0,8}(?:拆|剪|偷|割|卸|撬|没了|不见)|(?:拆|剪|偷|割|卸|撬)(?:了|走|断).{0,8}(?:铜芯|电缆|井盖|变压器|钢筋|护栏)",
    "酒驾|醉驾|毒驾|肇事逃逸|撞了?人.{0,4}跑",
  ].join("|"),
);

/** Stalls, noise, parking, clutter, animals: what streets and houses are like. */
const STREET =
  /摊|占道|小贩|小吃车|叫卖|吆喝|早市|夜市|盲道|人行道|卖(?:菜|瓜|水果|西瓜|早点|烧烤|烤串|烤红薯|小吃)|停车|车位|挪车|乱停|违停|停[在到].{0,4}(?:消防|人行|盲道|路口|门口|单元)|堵[住着了]?(?:车库|门|路)|噪音|噪声|太吵|吵得|扰民|广场舞|装修|电钻|唱歌|喇叭|洗衣机|拖椅|跳绳|脚步|杂物|堆[着放满]|楼道|遛狗|拴绳|牵绳|狗叫|狗|猫|鸽|漏水|渗水|油烟|垃圾/;
/** What a court or another office settles, what was lost, and what was only said. */
const CIVIL =
  /欠.{0,4}(?:钱|工资|款)|借.{0,8}(?:不还|没还|拖)|(?:年底|月底|下个月)还|工资|押金|房租|退钱|退款|退货|合同|丢(?:了|在|失)|掉(?:了|在)|落(?:在|了)|捡到|拾到|吵架|拌嘴|吵了/;
/** Harm is done, or threatened: then neither says anything. */
const HARM =
  /[打砍捅砸偷盗抢撬骗赌毒嫖刀剪割扎泼摸杀伤血死踹踢扇烧抓翻]|威胁|逼|[推拍][我他她]|假|没了|不见|没影|点过|拉车门/;

/** How likely it must be, 0 to 1, to be proposed where the words are certain, and where they are everyday ones alone. */
const CERTAIN_FROM = 0.12;
const STREET_FROM = 0.9;
const CIVIL_FROM = 0.7;

/**
 * How likely it must be that a text tells of an offence, for it to be proposed as one: `usual`, and less or more by words
 * that leave little doubt; asked of folded text.
 */
export function offenceFrom(folded: string, usual: number): number {
  if (CERTAIN.test(folded)) return CERTAIN_FROM;
  if (STREET.test(folded) && !HARM.test(folded)) return STREET_FROM;
  return CIVIL.test(folded) ? CIVIL_FROM : usual;
}

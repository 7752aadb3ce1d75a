/** Traditional characters of words that matter here, each followed by its simplified form. */
const TRADITIONAL =
  "舉举報报聯联號号開开網网學学區区車车門门樓楼電电話话錢钱騙骗詐诈時时嗎吗裏里裡里這这個个們们沒没還还過过進进來来後后東东園园橋桥廣广場场館馆廠厂隊队長长問问請请謝谢難难傷伤殺杀燒烧煙烟賭赌盜盗" +
  "偵侦調调認认識识證证護护灣湾鎮镇鄉乡莊庄幫帮應应當当會会說说為为對对從从處处務务員员師师爺爷媽妈兒儿孫孙見见覺觉點点鐘钟現现實实發发動动轉转賬账貨货賣卖買买費费賠赔償偿壞坏臟脏頭头臉脸藥药醫医" +
  "婦妇懷怀嬰婴鈴铃關关鎖锁鑰钥廁厕間间層层單单棟栋閣阁濟济國国華华燈灯亂乱搶抢槍枪彈弹毆殴鬥斗罵骂嚇吓綁绑墜坠樑梁絕绝殘残鄰邻壓压聲声響响賊贼線线";

/** Dialect and typing errors of the region; both sides are equally long, so that positions stay true. */
const DIALECT: readonly (readonly [string, string])[] = [
  ["捉火", "着火"],
  ["灼火", "着火"],
  ["照火", "着火"],
  ["被投", "被偷"],
  ["让投", "被偷"],
  ["叫偷", "被偷"],
  ["人投了", "人偷了"],
  ["派出锁", "派出所"],
  ["派处所", "派出所"],
  ["报景", "报警"],
  ["举抱", "举报"],
  ["投拆", "投诉"],
  ["救名", "救命"],
  ["就命", "救命"],
  ["诈片", "诈骗"],
  ["打加", "打架"],
  ["押今", "押金"],
  ["谢射", "谢谢"],
  ["警查", "警察"],
  ["处里", "处理"],
  ["恁", "你"],
  ["俺", "我"],
  ["冇", "没"],
  ["嘞", "呢"],
  ["搁", "在"],
  ["掂", "拿"],
];

const toSimplified = new Map<string, string>();
for (let i = 0; i + 1 < TRADITIONAL.length; i += 2) {
  toSimplified.set(TRADITIONAL.charAt(i), TRADITIONAL.charAt(i + 1));
}

/** Chinese punctuation and full-width forms stand in nearly every message. */
const usual = new Map<string, string>();
for (let code = 0x3000; code < 0x3040; code++) remember(String.fromCharCode(code));
for (let code = 0xff01; code < 0xff5f; code++) remember(String.fromCharCode(code));
for (const character of "‘’“”…—·") remember(character);

function remember(character: string): void {
  usual.set(character, normalised(character));
}

/** All that may change: traditional characters, and whatever is neither ASCII nor a Chinese character. */
const FOREIGN = new RegExp(`[${[...toSimplified.keys()].join("")}]|[^\\n -~一-鿿]`, "g");
const ANY_DIALECT = new RegExp(DIALECT.map(([from]) => from).join("|"));

/**
 * The text as the phrase lists expect it: NFKC, lower case, simplified, dialect and common typing errors evened out,
 * mark-up blanked. Always as long as the original, so that a position in one is a position in the other.
 */
export function fold(text: string): string {
  if (text !== last.text) last = { text, folded: foldAnew(text) };
  return last.folded;
}

/** Several ask it of one message in turn. */
let last = { text: "", folded: "" };

function foldAnew(text: string): string {
  const characters = text.replace(FOREIGN, foldCharacter).toLowerCase();
  // A few capitals (İ) grow when lowered; positions matter more than their case.
  let folded = characters.length === text.length ? characters : text;
  if (ANY_DIALECT.test(folded)) for (const [from, to] of DIALECT) folded = folded.replaceAll(from, to);
  return folded.replace(MARKUP, blank);
}

/** HTML tags and entities, CQ codes typed as text. Bounded, so that no text is slow. */
const MARKUP = /<\/?[a-z!][^<>\n]{0,200}>|&[a-z]{2,6};|\[cq:[^\]\n]{0,300}\]/g;

/** As many spaces as `match` is long. */
export function blank(match: string): string {
  return " ".repeat(match.length);
}

function foldCharacter(character: string): string {
  return toSimplified.get(character) ?? usual.get(character) ?? normalised(character);
}

function normalised(character: string): string {
  const normal = character.normalize("NFKC");
  return normal.length === character.length ? normal : character;
}

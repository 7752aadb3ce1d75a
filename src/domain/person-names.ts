import { givenCharacters, neverGiven, rareSurnames, surnames } from "./surnames.ts";

/** Where a text seems to name a person. */
export interface PersonName {
  /** Offset of its first character in the text, in UTF-16 units. */
  readonly index: number;
  readonly length: number;
}

const family = `(?:${surnames.join("|")})`;
const anyFamily = `(?:${[...surnames, ...rareSurnames].join("|")})`;
const title =
  "(?:先生|女士|小姐|太太|师傅|老师|大爷|大妈|大叔|大婶|大娘|大姐|大哥|阿姨|叔叔|奶奶|爷爷|同志|同学|老板|医生|大夫|经理|主任|校长|老头|老太)";
const han = "\\p{Script=Han}";
/** What nobody is called: it stands behind a surname all the same. */
const given = `(?![${neverGiven}])${han}`;

/** Words that say themselves that a name follows, or stands before them. */
const said: readonly RegExp[] = [
  new RegExp(
    `(?<=(?:姓名|名字|名叫|名为|我叫|他叫|她叫|叫做|本人|联系人|当事人|报警人|举报人|嫌疑人|失踪人|走失人|受害人|被害人|户主|房东|车主|业主|租户|住户|邻居|老板|收款人|开户人|持卡人|嫌犯|小偷|骗子|寻找|寻人|老公|老婆|丈夫|妻子|儿子|女儿|孙子|孙女|父亲|母亲|爸爸|妈妈|弟弟|妹妹|哥哥|姐姐)(?:是|叫|为|:|：|，|,|\\s){0,3})${anyFamily}(?:${given}){1,2}`,
    "gu",
  ),
  new RegExp(`${anyFamily}(?:${given}){1,2}(?=${title})`, "gu"),
  // Names that stand for anybody's: somebody means somebody by them all the same.
  /张三丰?|李四|王二麻?子?(?![\d十百千万楼号])|王五(?!金)|赵六/g,
  // Names of other peoples, with a dot between their parts.
  new RegExp(`${han}{2,8}[·•・‧]${han}{2,8}`, "gu"),
];

const nick = /[老小][王李张刘陈杨赵吴周徐孙胡朱郭何罗梁宋郑谢韩唐冯董曹袁邓许沈曾彭吕蒋蔡魏薛潘杜]/g;
const plain = new RegExp(`(?!孙[子女儿])${family}(?:[${givenCharacters}]{1,2})`, "gu");

/** Words after which no name ends, though the dictionary has them in one piece with its last character. */
const GOES_ON = /^[和与跟同的在是被把说打叫让给对从到住骂偷抢欠借，。、；：！？\s]/u;

/** Words of every day that stand behind a surname that is a word too: 于明天, 祝大家, 方家长. */
const notGiven =
  /^.(?:大[家风雨雪雾学]|明[天日晚晨早年]|家[长人里中庭]|小[学区时孩]|中学|天[气然]|国[庆家道]|[春夏秋冬]季|春节|元[旦宵]|清明|立[即刻]|安[全装检]|信[息号]|志愿|平安|健康|晚[上间]|学[校生]|成[功本]|永远|利[用息])/u;
/** A place or a firm that is called so: 黄河路, 任长霞广场. */
const placeBehind =
  /^(?:大?[路街道巷桥苑园村镇乡沟湖河山岗坡站店寺庙]|[东西南北中]?[一二三四五六七八九十]?[路街道巷]|小区|广场|花园|公园|家园|社区|大厦|大桥|银行|医院|学校|[小中大]学|幼儿园|超市|市场|商场|百货|专卖|酒店|饭店|宾馆|水库|隧道|立交|高速|精神|易购|集团|公司|物业)/u;

/** Whether the found signs are rather a place, a firm or plain words. */
function isNoName(text: string, index: number, length: number): boolean {
  const name = text.slice(index, index + length);
  return (
    notGiven.test(name) ||
    /.[路街苑园]$|^万家$|^华[润为夏联]$/u.test(name) ||
    placeBehind.test(text.slice(index + length))
  );
}

let words: Intl.Segmenter | undefined;

/**
 * Names of people in a Chinese text, in order: after words that announce them (姓名, 我叫, 房东), before a title, and
 * wherever a surname and characters that names are made of stand where a word begins and ends. A guess: a person looks
 * at what it finds; what is a word of the dictionary (高明, 和平) is left.
 * @param known names that are looked for as they are, such as that of the resident who wrote.
 */
export function findPersonNames(text: string, known: readonly string[] = []): PersonName[] {
  const found: PersonName[] = [];
  const add = (index: number, length: number) => {
    const end = index + length;
    const others = found.filter((one) => one.index < end && index < one.index + one.length);
    if (others.some((one) => one.length >= length)) return;
    for (const other of others) found.splice(found.indexOf(other), 1);
    found.push({ index, length });
  };
  for (const name of known.filter((one) => one.trim().length > 1))
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      add(at, name.length);
  for (const pattern of said) for (const match of text.matchAll(pattern)) add(match.index, match[0].length);
  if (!/\p{Script=Han}{2}/u.test(text)) return found.sort(byPlace);
  const { begins, whole } = wordsOf(text);
  const ends = (at: number) => begins.has(at) || at === text.length || GOES_ON.test(text.slice(at, at + 1));
  for (const pattern of [plain, nick])
    for (const match of text.matchAll(pattern)) {
      const { index } = match;
      if (!begins.has(index)) continue;
      const least = pattern === nick ? 2 : surnameLength(match[0]) + 1;
      for (let length = match[0].length; length >= least; length--) {
        const isWord = pattern === plain && whole.get(index) === length;
        if (!ends(index + length) || isWord) continue;
        if (isNoName(text, index, length)) break;
        add(index, length);
        break;
      }
    }
  return found.sort(byPlace);
}

function surnameLength(name: string): number {
  return surnames.includes(name.slice(0, 2)) ? 2 : 1;
}

/** Where words begin, and how long the word is that begins there, by the dictionary that Node.js has. */
function wordsOf(text: string): { begins: Set<number>; whole: Map<number, number> } {
  words ??= new Intl.Segmenter("zh", { granularity: "word" });
  const begins = new Set<number>();
  const whole = new Map<number, number>();
  for (const { index, segment } of words.segment(text)) {
    begins.add(index);
    whole.set(index, segment.length);
  }
  return { begins, whole };
}

function byPlace(a: PersonName, b: PersonName): number {
  return a.index - b.index;
}

import { canonical } from "./canonical.ts";
import type { Danger } from "./understanding.ts";

/**
 * Whether a text without a Chinese word says something to the station all the same: words of any script, a number that
 * could be a telephone's or an account's, a link, an alarm sign. Code, formulas, stickers and small talk say nothing.
 */
export function saysSomething(text: string): boolean {
  const said = withoutStickers(canonical(text));
  if (HAN.test(said)) return true;
  if (ALARM_SIGN.test(said) || LINK.test(said) || NUMBER.test(said)) return true;
  return hasWords(said) && !isSmallTalk(said);
}

/** Whether it is told in a language that the bot does not read: kana, or words without any Chinese character. */
export function isForeign(text: string): boolean {
  const said = withoutStickers(canonical(text)).replace(LINKS, " ");
  return KANA.test(said) || (!HAN.test(said) && hasWords(said));
}

/** The danger that a text in another language, or an alarm sign, cries of: the words of fire, help, thieves and wounds. */
export function foreignDanger(text: string): Danger | undefined {
  const said = canonical(text)
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'");
  if (CRY_SIGN.test(said)) return "cannot-speak";
  if (!isForeign(said)) return undefined;
  const words = said.replace(HARMLESS, " ");
  const isPast = PAST.test(words) && !NOW.test(words);
  return isPast ? undefined : cries.find(({ pattern }) => pattern.test(words))?.danger;
}

const HAN = /\p{Script=Han}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const ALARM_SIGN = /[🆘🚨🚒🚑🚓🔥🔪🔫💣🩸☠⚠📞☎]/u;
/** Signs that are sent for nothing else. */
const CRY_SIGN = /[🆘🚨]/u;
const DOMAIN = /\b[a-z\d-]{1,63}\.(?:com|cn|net|org|top|xyz|cc|vip|info|app|site|shop|club|io|me)\b/.source;
const LINK = new RegExp(`(?:https?://|www\\.)\\S|${DOMAIN}`, "i");
const LINKS = new RegExp(`(?:https?://|www\\.)\\S+|[\\w.+-]{1,64}@\\S+|${DOMAIN}\\S*`, "gi");
/** Seven digits and more, in groups or not, or a hotline: 122, 12345, 96110. */
const NUMBER = /\d(?:[-\s().]?\d){6}|^\D{0,9}(?:1[12]\d|1[0-2]\d{3}|9[56]\d{3})\D{0,9}$/;

function withoutStickers(text: string): string {
  return text.includes("[") ? text.replace(/\[[^[\]\n]{1,8}\]/g, " ") : text;
}

/** Two letters of a script with capitals, or one that is a syllable or a word by itself. */
function hasWords(said: string): boolean {
  const rest = said.replace(TAGS, " ").replace(CALLS, " ");
  if (/^\s*(?:[={]|\/\S*\s*$)/.test(rest) || QUERY.test(rest)) return false;
  return /\p{Lo}|\p{L}\p{M}*\p{L}/u.test(rest);
}
const TAGS = /<\/?[a-z!][^<>\n]{0,200}>|&[a-z]{2,6};|\[cq:[^\]\n]{0,300}\]/gi;
const CALLS = /[$\w.]{1,60}\([^()\n]{0,100}\)/g;
const QUERY =
  /^\s*(?:select\b[^\n]{0,200}\bfrom\b|insert into\b|delete from\b|update \w+ set\b|drop (?:table|database)\b|union select\b)|^\W{0,9}(?:or|and)\s{1,9}\d+\s{0,9}=/i;

/** Nothing but greetings, thanks and the like. */
function isSmallTalk(said: string): boolean {
  const words = said.toLowerCase().match(/[\p{L}\p{M}\d]+/gu) ?? [];
  return words.every(
    (word) => SMALL_TALK.has(word) || /^(?:(?:ha)+h?|(?:he)+h?|h+|w+|a+h?|e+|o+h?)$/.test(word),
  );
}
const SMALL_TALK = new Set(
  `hi hello hey hallo hola bonjour yo good morning afternoon evening night everyone there
  thanks thank you thx tks 3q so much very ty ok okay okey k yes no yeah yep nope bye byebye goodbye 88 886 see u
  test testing ping lol haha wow nice cool great 1 2 3 6 66 666 yyds
  привет здравствуйте спасибо ок да нет пока 안녕하세요 안녕 감사합니다 고맙습니다 네 예 아니요
  こんにちは こんばんは ありがとう ありがとうございます はい いいえ ياخشىمۇسىز رەھمەت`
    .split(/\s+/)
    .filter(Boolean),
);

/** What only names fire, or asks to be helped with papers. */
const HARMLESS =
  /\bfire\s?(?:drill|exit|extinguisher|door|safety|lane|hydrant|station|alarm test|inspection)s?\b|\bfireworks?\b|\bhelp me\s+(?:with|understand|find out|register|apply|renew|translate|know|check|fill|ask|change)\b/g;
const PAST =
  /\byesterday\b|\blast (?:night|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b(?:hours?|days?|weeks?|months?|years?) ago\b/;
const NOW = /\b(?:now|still|again|just)\b/;

/** By danger: whole words of languages that part them, and what may stand within a word of the others. */
const cries: readonly { readonly danger: Danger; readonly pattern: RegExp }[] = [
  cry("suicide", "kill myself/killing myself/suicide/end my life/want to die/jump off/going to jump", "자살"),
  cry(
    "fire",
    `fire/burning/in flames/gas leak/gas is leaking/smell of gas/smell gas/explosion/exploded/thick smoke/black smoke/
    smoke everywhere/full of smoke/lots of smoke/smoke is coming/smoke coming/zhao huo/zhaohuo/feuer/es brennt/au feu/
    incendie/incendio/fuego/cháy/пожар/горит/горим/өрт/yangin/yangın/حريق`,
    "불이야/불났/불이 났/화재/火事/もえて/ئوت كەت/ไฟไหม้/མེ་ཤོར/आग लग",
  ),
  cry(
    "injury",
    `bleeding/unconscious/not breathing/can't breathe/cant breathe/cannot breathe/heart attack/ambulance/drowning/drowned/
    collapsed/passed out/seizure/stroke/dying/badly hurt/seriously hurt/injured/hit by a car/car accident/car crash/
    broken leg/electrocuted/overdose/trapped/кровь/ранен/ранена/скорую/тонет/умирает/sangre/herido/blessé/verletzt/
    bị thương/نزيف`,
    "다쳤/쓰러졌/구급차/救急車/يارىلان",
  ),
  cry(
    "missing",
    `child is missing/missing child/lost child/child is lost/son is missing/daughter is missing/kid is missing/
    can't find my son/can't find my daughter/can't find my child/can't find my kid/can't find my mother/
    can't find my father/lost my child/lost my son/lost my daughter/пропал ребенок/пропал ребёнок`,
    "아이가 없어/아이를 잃/子供がいない",
  ),
  cry(
    "violence",
    `knife/gun/attacking/attacked me/beating/hitting me/hit me/stabbed/stabbing/rape/raped/raping/kidnapped/kidnapping/
    following me/being followed/stalking me/trying to kill/going to kill/threatening/threatens/strangling/are fighting/
    fight outside/help me/please help/help us/save me/save us/help help/somebody help/someone help/need help now/
    outside my door/jiu ming/jiuming/помогите/спасите/убивают/бьют/нож/насилуют/көмек/құтқарыңыз/au secours/à l'aide/
    aidez-moi/hilfe/socorro/ayuda/auxilio/aiuto/cứu tôi/cứu với/giúp tôi/imdat/النجدة/ساعدوني/انقذوني`,
    "살려/도와주세요/도와줘/칼을 들/助けて/たすけて/殺される/ナイフ/قۇتقۇز/ياردەم بېر/پىچاق/ช่วยด้วย/बचाओ",
  ),
  cry(
    "crime",
    `thief/thieves/stealing/robbed/robber/robbers/robbery/robbing/mugged/burglar/burglars/burglary/breaking in/broke into/
    break into/broken into/pickpocket/intruder/call the police/вор/воры/грабят/ограбили/украли/voleur/ladrón/ladrones/
    dieb/trộm/cướp/ұры/لص/حرامي`,
    "도둑/강도/泥棒/どろぼう/強盗/ئوغرى/ขโมย/चोर",
  ),
  cry("fraud", "being scammed/scammed me/got scammed/scammer/transferred the money/мошенники", "사기당/詐欺"),
  // By itself, or cried out.
  {
    danger: "cannot-speak",
    pattern: /(?<![\p{L}])(?:sos|mayday)(?![\p{L}])|^\W*(?:help|police|emergency)\W*$|\bhelp\s*!/u,
  },
];

/** Phrases are parted by strokes, and compared in canonical form. */
function cry(danger: Danger, whole: string, within: string): { danger: Danger; pattern: RegExp } {
  const [words, parts] = [whole, within].map((list) =>
    list
      .split("/")
      .map((phrase) => canonical(phrase).trim().replaceAll(/\s+/g, "\\s+"))
      .join("|"),
  );
  return { danger, pattern: new RegExp(`(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])|${parts}`, "u") };
}

import type { MessageKind } from "../understanding.ts";
import * as words from "./kind-words.ts";
import type { Possible } from "./phrase-index.ts";
import { says } from "./phrases.ts";

/** Whether the lists take off from a message until no word is left: only then is it no matter for the police. */
function empty(text: string, possible: Possible, ...lists: RegExp[]): boolean {
  const rest = lists.reduce((left, list) => (possible.has(list) ? left.replace(list, "") : left), text);
  return !WORD.test(rest);
}
const WORD = /[\p{L}\p{N}]/u;

/** Sticker names such as [捂脸]. */
const STICKER = /\[[^[\]\n]{1,8}\]/g;

/**
 * Which kind of direct message the folded text is. Everything that is not surely something else is a report: one
 * filed needlessly is better than one lost.
 */
export function kindOf(folded: string, possible: Possible): MessageKind {
  const text = folded.replace(STICKER, " ").trim();
  const length = text.replace(/\s/g, "").length;
  // Courtesy in front says nothing about the kind: 「你好，补充一下…」.
  const matter = text.replace(COURTESY_IN_FRONT, "");

  if (says(text, words.thanks, possible) && empty(text, possible, words.thanks)) return "thanks";
  if (noWords(text)) return "chatter";
  if ((possible.has(words.supplement) && matter.search(words.supplement) === 0) || /^这是刚/.test(matter))
    return "supplement";
  if (folded !== text && length === 0) return "chatter";
  const idle = !says(text, words.matterOfPolice, possible);
  if (
    /^帮助$/.test(matter) ||
    (length <= 16 && says(text, words.menu, possible) && !says(text, words.ownCase, possible))
  )
    return "menu";
  if (
    /^一般般?吧?$/.test(matter) ||
    (length <= 20 && idle && !/\d分钟/.test(text) && says(text, words.rating, possible))
  )
    return "rating";
  if (length <= 40 && says(text, words.withdrawal, possible) && !/[?被吗咋]|怎么|可是|但是|还在/.test(text))
    return "withdraw";
  // A first 「路灯坏了三个月，有人管吗」 has the words, too: who asks about his own says which, or little more than that.
  if (
    length <= 60 &&
    says(text, words.progress, possible) &&
    (length <= 12 || says(text, words.refersBack, possible)) &&
    !/投诉/.test(text)
  )
    return "progress";
  if (says(text, words.greetings, possible) && empty(text, possible, words.greetings, words.courtesy))
    return "greeting";
  if (isThanks(matter, length, possible)) return "thanks";
  if (empty(text, possible, words.acknowledgement, words.courtesy)) return "chatter";
  // Who warns of an advertisement says so: 「有人发传单…」.
  if (
    length <= 80 &&
    idle &&
    says(text, words.advertisement, possible) &&
    !says(text, words.request, possible)
  )
    return "chatter";
  if (length <= 80 && says(text, words.attack, possible)) return "chatter";
  if (
    length <= 20 &&
    idle &&
    says(text, words.chatter, possible) &&
    !says(text, words.ownCase, possible) &&
    // 「今天真冷，三楼有个流浪汉睡在楼道」 says more than that.
    text
      .split(/[,.!?;。，！？；\s]+/)
      .every((part) => part.length <= 6 || says(part, words.chatter, possible))
  )
    return "chatter";
  if (length <= 40 && says(text, words.advice, possible)) return "handbook";
  if (length <= 40 && idle && says(text, words.handbook, possible) && !says(text, words.ownCase, possible))
    return "handbook";
  return "report";
}

const COURTESY_IN_FRONT =
  /^(?:\s|[,.!~。、]|你好|您好|在吗|警察|民警|警官|同志|叔叔|小同志|不好意思|打扰了?|麻烦|请问|尊敬的)*/;

/** Digits, stickers, code, formulas, commands: nothing a person says. */
function noWords(text: string): boolean {
  if (!/\p{L}/u.test(text)) return true;
  if (/[一-鿿]/.test(text)) return /^\/[a-z]+/.test(text);
  return /^[/=<{[]|[;(){}<>]/.test(text) || !/[a-z]{2}/.test(text);
}

/** Thanks, and no request or trouble beside it. */
function isThanks(matter: string, length: number, possible: Possible): boolean {
  const first = possible.has(words.thanks) ? matter.search(words.thanks) : -1;
  if (first < 0 || first > 6 || length > 80) return false;
  return !says(matter, words.request, possible) && !/[?]/.test(matter);
}

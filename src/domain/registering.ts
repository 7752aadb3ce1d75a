import { findPersonalNumbers } from "./personal-numbers.ts";

/** What an officer wrote down for somebody who called or came, taken apart. */
export interface Registered {
  /** What it is about, without the telephone and the name of whoever told it. */
  readonly text: string;
  readonly telephone?: string;
  readonly name?: string;
}

const LABEL =
  /(?:^|[\s，,。；;、])((?:(?:联系|来电|来访|反映|报告|报警|本)人?的?|[他她])?(?:联系)?(?:电话|手机|座机|tel)(?:号码?)?\s*[:：是]?\s*)$/iu;
const NAME =
  /(?:^|[\s，,。；;、])(?:姓名|名字|来电人|来访人|反映人|报告人|联系人|报警人)\s*(?:[:：是]\s*)?([\p{Script=Han}·]{2,4})(?=$|[\s，,。；;、])/u;

/**
 * Takes telephone and name of the teller out of what an officer typed: a number at the front, or one that is called their
 * telephone by itself (「电话13700000000 锦绣家园3号楼漏水」). Numbers within a sentence belong to the matter
 * (「骗子用13800000000打来」). Pure.
 */
export function readRegistered(typed: string): Registered {
  let text = typed;
  let telephone: string | undefined;
  for (const { kind, index, length } of findPersonalNumbers(typed)) {
    if (kind !== "mobile" && kind !== "landline") continue;
    const before = typed.slice(0, index);
    const label = LABEL.exec(before)?.[1];
    if (label === undefined && before.trim() !== "") continue;
    telephone = typed
      .slice(index, index + length)
      .normalize("NFKC")
      .trim();
    text = `${before.slice(0, before.length - (label?.length ?? 0))} ${typed.slice(index + length)}`;
    break;
  }
  const named = NAME.exec(text);
  if (named) text = text.slice(0, named.index) + text.slice(named.index + named[0].length);
  return {
    text: text.replace(/^[\s，,。；;、：:]+|[\s，,；;、]+$/gu, ""),
    ...(telephone ? { telephone } : {}),
    ...(named?.[1] ? { name: named[1] } : {}),
  };
}

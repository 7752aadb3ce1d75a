import { shownValue } from "../../../domain/ledger-fields.ts";
import {
  type FieldValue,
  fieldOf,
  type Ledger,
  type LedgerEvent,
  type LedgerField,
  stateOf,
} from "../../../domain/ledgers.ts";
import type { LedgerRefused } from "../../../ledgers/ledger-context.ts";

/** Where the pages of ledgers are. */
export const AT = "/officer/ledgers";
/** In the path of an entry. */
export const ID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

/** Why something was not done to a ledger, as a sentence. */
export function ledgerRefusal(why: LedgerRefused): string {
  switch (why.refused) {
    case "wrong":
      return why.sentence;
    case "no-move":
      return why.moves.length > 0 ? `现在只能：${why.moves.join("、")}。` : "已经办完了。";
    case "not-found":
      return "没有这一条。";
    case "not-allowed":
      return "这件事您办不了，请找值班或所领导。";
    case "no-ledger":
      return "这个台账没有在用。";
    case "no-draft":
      return "这条已经不在写了。";
  }
}

/** What happened to an entry. */
export function eventWords({ kind, what = "" }: LedgerEvent, ledger: Ledger): string {
  switch (kind) {
    case "written":
      return "记下";
    case "sent-in":
      return "群众发来，当班民警代收";
    case "moved":
      return `改为${stateOf(ledger, what).title}`;
    case "changed":
      return `改了${fieldOf(ledger, what)?.title ?? what}`;
    case "noted":
      return "补充";
    case "linked":
      return "转成";
  }
}

/** A field's value on a page: days as people say them. */
export function valueWords(
  field: LedgerField,
  value: FieldValue | undefined,
  names: ReadonlyMap<string, string>,
  today: string,
): string {
  return field.type === "date" && typeof value === "string"
    ? dayWords(value, today)
    : shownValue(field, value, names);
}

/** `12月5日`, and with the year where it is another than today's. */
export function dayWords(day: string, today: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  const short = `${Number(month)}月${Number(date)}日`;
  return year === today.slice(0, 4) ? short : `${year}年${short}`;
}

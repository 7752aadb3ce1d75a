import type { LedgerRefused } from "../../../ledgers/ledger-context.ts";

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

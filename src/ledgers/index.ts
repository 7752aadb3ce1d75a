/** What other features may use of `ledgers`. */

export { ledgerFigures } from "./figures.ts";
export { ledgerDues } from "./find-entries.ts";
export { outsideLedger, sendIn } from "./send-in.ts";

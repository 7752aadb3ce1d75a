/** What other features may use of `ledgers`. */

export { ledgerFigures } from "./figures.ts";
export { type LedgerDues, ledgerDues } from "./find-entries.ts";

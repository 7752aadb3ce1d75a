/** What other features may use of `ledgers`. */
export { type LedgerDues, ledgerDues } from "./find-entries.ts";

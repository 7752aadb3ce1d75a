/** What PostgreSQL says of a transaction that may simply be run again: two of them were in each other's way. */
const inTheWay = new Set(["40001", "40P01", "23505"]);
/** It is going down, or does not take anybody now; a connection that broke has a code of Node's, or none. */
const away = /^(08|57P0|53300|ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/;
/** What the driver says where its connection is gone, without a code. */
const broken = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

export function mayRunAgain(error: unknown): boolean {
  return inTheWay.has(codeOf(error));
}

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return away.test(codeOf(error)) || broken.test(error.message);
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code ?? "");
}

import { fileURLToPath } from "node:url";

/** The ledgers that are shipped. */
export const repositoryLedgers = fileURLToPath(new URL("../../ledgers", import.meta.url));

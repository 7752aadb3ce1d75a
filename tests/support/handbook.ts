import { fileURLToPath } from "node:url";

/** The handbook that is shipped. */
export const repositoryHandbook = fileURLToPath(new URL("../../handbook", import.meta.url));

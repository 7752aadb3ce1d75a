import { createHmac, randomInt } from "node:crypto";

/** No 0/O, 1/I/L: codes are read aloud and typed on a phone. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 8;

/** One-time codes: ~40 bits each; only the keyed hash of one is ever stored. */
export function createCodes(secret: Uint8Array) {
  return {
    newCode: () => Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
    hashCode: (code: string) =>
      createHmac("sha256", secret)
        .update(`code ${code.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase()}`)
        .digest("hex"),
  };
}

import { createHmac, randomInt } from "node:crypto";
import unhomoglyph from "unhomoglyph";

/** No 0/O, 1/I/L: codes are read aloud and typed on a phone. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 8;
/** Of letters and of digits in each code, at least: words and numbers of ordinary texts are none. */
const OF_EACH = 2;

/** Of a 查询码: ~59 bits, shown as three groups of four. */
export const QUERY_CODE_LENGTH = 12;

/** One-time codes (~39 bits each) and 查询码: only the keyed hash of one is ever stored. */
export function createCodes(secret: Uint8Array) {
  function newCode(): string {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
    const digits = code.replace(/\D/g, "").length;
    return digits >= OF_EACH && digits <= LENGTH - OF_EACH ? code : newCode();
  }
  /** Signs of equal chance from a keyed hash: bytes past the last whole alphabet are left out. */
  function derived(seed: string, round = 0): string {
    const even = 256 - (256 % ALPHABET.length);
    const bytes = createHmac("sha512", secret).update(`query ${round} ${seed}`).digest();
    const signs = Array.from(
      bytes.filter((byte) => byte < even),
      (byte) => ALPHABET[byte % ALPHABET.length],
    );
    const code = signs.slice(0, QUERY_CODE_LENGTH).join("");
    const digits = code.replace(/\D/g, "").length;
    return digits >= OF_EACH && digits <= QUERY_CODE_LENGTH - OF_EACH ? code : derived(seed, round + 1);
  }
  return {
    newCode,
    /** The 查询码 that belongs to a seed, without dashes; the same each time, so that it need not be kept to be shown again. */
    queryCode: (seed: string) => derived(seed),
    /** The same for every spelling that `codeSigns` knows. */
    hashCode: (code: string) =>
      createHmac("sha256", secret)
        .update(`code ${codeSigns(code)}`)
        .digest("hex"),
  };
}

/** Asked of each text; beyond so many, which no person types, the rest is not looked at. */
const MOST_CANDIDATES = 2_000;

/**
 * Everything in a text that could be a one-time code, however it is written: in any width, case or script that looks
 * like Latin, with blanks, dashes, brackets or Chinese words before, behind and between its characters. One letter or
 * digit of it may be mistyped.
 */
export function codesIn(text: string, length = LENGTH): ReadonlySet<string> {
  const found = new Set<string>();
  if (text.length < length) return found;
  const signs = codeSigns(withoutEscapes(text));
  for (let at = 0; at + length <= signs.length && found.size < MOST_CANDIDATES; at++) {
    const candidate = signs.slice(at, at + length);
    if (COULD_BE.test(candidate)) found.add(candidate);
  }
  return found;
}

/** The text without a code that `codesIn` found in it, wherever it stands and however it is written. */
export function withoutCode(text: string, code: string): string {
  const plain = withoutEscapes(text);
  const characters = Array.from(plain);
  const made = characters.map(codeSigns);
  const signs = made.join("");
  let left = "";
  let at = 0;
  let gone = signs.indexOf(code);
  for (const [i, character] of characters.entries()) {
    const from = at;
    at += made[i]?.length ?? 0;
    // What stands between its signs goes with it.
    const isWithin = gone >= 0 && at > gone && from < gone + code.length;
    const isBetween = gone >= 0 && from === at && at > gone && at < gone + code.length;
    if (!isWithin && !isBetween) left += character;
    if (gone >= 0 && at >= gone + code.length) gone = signs.indexOf(code, at);
  }
  return left;
}

/** Letters and digits as links and pages write them: `%38`, `&#56;`, `&#x38;`. */
function withoutEscapes(text: string): string {
  if (!/[%&]/.test(text)) return text;
  return text.replace(/%([3-7][\da-f])|&#x([3-7][\da-f]);|&#(\d{2,3});/gi, (_, link, hex, decimal) =>
    String.fromCharCode(decimal ? Number(decimal) : Number.parseInt(link ?? hex, 16)),
  );
}

const COULD_BE = new RegExp(`^(?=.*\\d)(?=.*[A-Z])[${ALPHABET}]+$`);

/** The letters and digits of a text as a code has them: capital, Latin. Nothing else is left of it. */
export function codeSigns(text: string): string {
  let signs = "";
  for (const character of text.normalize("NFKD")) signs += signOf(character);
  return signs;
}

function signOf(character: string): string {
  if (character <= "\u007f") return /[a-z\d]/i.test(character) ? character.toUpperCase() : "";
  if (HAN.test(character)) return spoken.get(character) ?? "";
  let sign = known.get(character);
  if (sign === undefined) {
    sign = smallCapitals.get(character) ?? boxed(character) ?? otherDigit(character) ?? latinAlike(character);
    known.set(character, sign);
  }
  return sign;
}
/** What a character was taken for; there are no more of them than Unicode has. */
const known = new Map<string, string>();
const HAN = /\p{Script=Han}/u;
const spoken = new Map(
  ["二2三3四4五5六6七7八8九9", "贰2貳2叁3參3肆4伍5陆6陸6柒7捌8玖9"].flatMap((pairs) =>
    Array.from(pairs.matchAll(/(.)(\d)/gu), ([, han = "", digit = ""]) => [han, digit] as const),
  ),
);

/** Capitals in the height of small letters, which NFKD leaves alone. */
const smallCapitals = new Map(
  Array.from(
    "ᴀAʙBᴄCᴅDᴇEꜰFɢGʜHᴊJᴋKᴍMɴNᴘPꞯQǫQʀRꜱSᴛTᴜUᴠVᴡWʏYᴢZ".matchAll(/(.)([A-Z])/gu),
    ([, small = "", capital = ""]) => [small, capital],
  ),
);

/** First characters of the rows of letters and digits in boxes, circles and flags that NFKD leaves alone. */
const boxes = [
  [0x1f150, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0x1f170, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0x1f1e6, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0x24f5, "123456789"],
  [0x2776, "123456789"],
  [0x2780, "123456789"],
  [0x278a, "123456789"],
] as const;

function boxed(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  for (const [first, row] of boxes) if (code >= first && code < first + row.length) return row[code - first];
  return undefined;
}

/** Digits of all scripts stand in rows of ten whose zero has a code that ends with 0 or 6. */
function otherDigit(character: string): string | undefined {
  if (!/\p{Nd}/u.test(character)) return undefined;
  const code = character.codePointAt(0) ?? 0;
  const low = code & 15;
  return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6);
}

/** The Latin letter that one of another script looks like; small ones as capitals first: в looks like B only so. */
function latinAlike(character: string): string {
  const alike = [character.toUpperCase(), character].map(unhomoglyph).find((one) => /^[a-z\d]$/i.test(one));
  return alike?.toUpperCase() ?? "";
}

import { ConverterFactory } from "opencc-js/core";
import { from, to } from "opencc-js/preset/t2cn";

/**
 * One text for all the spellings of it, to compare with and never to store: NFKC (full width, ligatures), nothing that
 * nobody sees, every blank one space, every dash `-`, line ends `\n`, simplified characters. Case and the words are kept.
 */
export function canonical(text: string): string {
  if (text !== last.text && text !== last.made) last = { text, made: make(text) };
  return last.made;
}

/** One message is asked about by several in turn; what is canonical stays so. */
let last = { text: "", made: "" };

function make(text: string): string {
  const seen = text
    .replace(LINE_END, "\n")
    .replace(UNSEEN, "")
    .normalize("NFKC")
    .replace(BLANK, " ")
    .replace(DASH, "-");
  return HAN.test(seen) ? simplified(seen) : seen;
}

/** A name of a person, office, group or unit, for comparing: also without blanks and dots, in lower case. */
export function canonicalName(name: string): string {
  let canonicalForm = names.get(name);
  if (canonicalForm === undefined) {
    canonicalForm = canonical(name).replace(BLANKS_AND_DOTS, "").toLowerCase();
    if (names.size >= REMEMBERED) names.clear();
    if (name.length <= LONGEST_NAME) names.set(name, canonicalForm);
  }
  return canonicalForm;
}
/** The station's names are few, and each message is asked for all of them. */
const names = new Map<string, string>();
const REMEMBERED = 5_000;
const LONGEST_NAME = 40;

/** Those of the names that occur in a text, in whatever spelling. */
export function namesIn(text: string, all: readonly string[]): string[] {
  const said = canonicalName(text);
  return all.filter((name) => said.includes(canonicalName(name)));
}

/** A canonical text in which these names stand in their canonical form, whatever blanks and dots were within them. */
export function withNames(text: string, all: readonly string[]): string {
  return all
    .map((name) => Array.from(canonicalName(name)))
    .filter((characters) => characters.length > 1)
    .reduce((said, characters) => {
      const spelled = characters
        .map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"))
        .join(`${BLANKS_AND_DOTS.source}*`);
      return said.replace(new RegExp(spelled, "gi"), characters.join(""));
    }, canonical(text));
}

/** A word of a command: also in lower case, without the punctuation that dictation and keyboards put around it. */
export function canonicalWord(word: string): string {
  const whole = canonical(word).trim().toLowerCase();
  const begin = whole.search(NO_PUNCTUATION);
  // Signs alone are a word of their own: 「？」. No pattern looks for the end: it would try each run of signs anew.
  if (begin < 0) return whole;
  let end = whole.length;
  while (PUNCTUATION.test(whole.charAt(end - 1))) end--;
  return whole.slice(begin, end);
}

/** A number as somebody typed or dictated it, without what stands around it: `第14件。` → `14`, `Ｒ2611–0042号` → `r2611-0042`. */
export function canonicalNumber(typed: string): string {
  return canonicalWord(typed.slice(0, LONGEST_NUMBER))
    .replace(/^(?:编号|第|#|no\.?)\s*/, "")
    .replace(/\s*(?:号|件|条|个)+$/, "")
    .replace(/\s*-\s*/g, "-");
}

/** The numbers in what was typed, in canonical form, and whatever else stands there in the place of one. */
export function canonicalNumbers(typed: string): string[] {
  return canonical(typed)
    .replace(/ ?- ?/g, "-")
    .replace(/\b(r\d{4})[ _](?=\d)/gi, "$1-")
    .split(/[\s,、;。和]+/)
    .map(canonicalNumber)
    .filter((number) => NO_PUNCTUATION.test(number));
}

/** Whether a canonical number could be a report's: `14`, `2611-14`, `r2611-0014`. */
export function isReportNumber(number: string): boolean {
  return /^(?:r?\d{4}-?)?\d{1,9}$/.test(number);
}

const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** What is drawn as nothing: controls, format and default-ignorable signs, halves of a character, private use. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** The blank of Braille is a sign by its class. */
const BLANK = /(?!\n)[\s\u2800]/g;
/** Also the minus, and dashes of other classes that look like one. */
const DASH = /[\p{Pd}\u02d7\u2043\u2212\u2500\u2501\u2796]/gu;
const HAN = /\p{Script=Han}/u;
/** Dots of all scripts that stand in the middle of a name, and the full stop that is typed for them. */
const BLANKS_AND_DOTS =
  /[\s.。·\u1427\u16eb\u2022\u2024\u2027\u2218\u2219\u22c5\u25cf\u25e6\u2e31\u2e33\u30fb\ua78f]/g;
const PUNCTUATION = /[\s\p{Po}\p{Ps}\p{Pe}\p{Pi}\p{Pf}~`]/u;
const NO_PUNCTUATION = /[^\s\p{Po}\p{Ps}\p{Pe}\p{Pi}\p{Pf}~`]/u;
/** With signs that nobody sees; what is longer is no number. */
const LONGEST_NUMBER = 200;

/**
 * 著 is an auxiliary where 着 is written in Hong Kong and here, else a word of its own; opencc knows the first only by
 * Taiwan's tables, whose 么 is a 幺.
 */
const AUXILIARY = /(?<![名顯显合巨鉅昭編编原土論论遺遗譯译專专新])著(?![名作者書书述錄录稱称於于])/g;

let convert: ((text: string) => string) | undefined;

/** Hong Kong's characters to simplified ones, only where the length stays, so that a position stays true. */
function simplified(text: string): string {
  convert ??= ConverterFactory(
    ...[...(from.hk ?? []), ...(to.cn ?? [])].map((group) => group.map(sameLength)),
  );
  return convert(text.replace(AUXILIARY, "着"));
}

/** A dictionary of opencc (`source replacement|…`) without the pairs of unequal length: 嗰 would become two units. */
function sameLength(dictionary: string | readonly (readonly [string, string])[]) {
  const pairs =
    typeof dictionary === "string" ? dictionary.split("|").map((pair) => pair.split(" ")) : dictionary;
  return pairs.flatMap(([source = "", replacement = ""]) =>
    source.length === replacement.length ? [[source, replacement] as const] : [],
  );
}

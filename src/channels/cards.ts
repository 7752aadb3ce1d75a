import { XMLParser } from "fast-xml-parser";

/** What a card says, for people: its words and links, each once, in its own order. */
export interface CardContent {
  readonly words: readonly string[];
  readonly links: readonly string[];
  /** `name address (lat,lng)`. */
  readonly places: readonly string[];
}

/** A card is small; what is larger was made to cost time. */
const MOST_VALUES = 2_000;
const DEEPEST = 16;
const LONGEST_CARD = 200_000;
const LONGEST_VALUE = 2_000;
const LONGEST_WORDS = 6_000;
const MOST_LINKS = 20;

/** Keys by which cards of QQ and WeChat name what people are to read. */
const WORD_KEY =
  /^(?:(?:sub|data|feed|cell|source|app|nick|display|poi|group|finder)?[-_]?(?:title|name|nickname|desc|text|label)|des|desc(?:ription)?|summary|brief|digest|prompt|content|words|address|tag|source|sourcedisplayname|author|singer|artist|question|contact|caption|_)$/i;
const PICTURE_KEY = /preview|icon|cover|avatar|image|img|pic|thumb|logo|head|bg/i;
const LINK_KEY = /(?:url|link|href|uri|jump)$/i;
const LINK = /^(?:https?|weixin|wxp|mqqapi|mqqwpa|alipays?):\/\/\S+$/i;
/** An address without its scheme, as QQ's own cards have it. */
const BARE_LINK = /^(?:[a-z\d-]+\.)+[a-z]{2,}(?:[/?#]\S*)?$/i;
const HAN = /\p{Script=Han}/u;

/**
 * Reads a card given as JSON, XML or the object made of them: every title and description, every link and every place,
 * wherever they stand in it. JSON and XML inside a value are read too. Never throws; bounded in depth and size.
 */
export function readCard(card: unknown): CardContent {
  const words = new Set<string>();
  const links = new Set<string>();
  const places = new Set<string>();
  let values = 0;
  let room = LONGEST_WORDS;

  function visit(key: string, value: unknown, depth: number): void {
    if (++values > MOST_VALUES || depth > DEEPEST) return;
    if (typeof value === "string") text(key, value.trim(), depth);
    if (typeof value !== "object" || value === null) return;
    const place = Array.isArray(value) ? undefined : placeOf(value as Record<string, unknown>);
    if (place) places.add(place);
    for (const [name, inner] of Object.entries(value))
      visit(Array.isArray(value) ? key : name, inner, depth + 1);
  }

  function text(key: string, value: string, depth: number): void {
    if (value === "") return;
    const inner = parseCard(value);
    if (inner !== undefined) {
      visit(key, inner, depth + 1);
      return;
    }
    const picture = PICTURE_KEY.test(key);
    if (LINK.test(value) || (LINK_KEY.test(key) && BARE_LINK.test(value))) {
      if (!picture && links.size < MOST_LINKS) links.add(value.slice(0, LONGEST_VALUE));
    } else if ((WORD_KEY.test(key) || HAN.test(value)) && !picture && /[\p{L}\p{N}]/u.test(value)) {
      const kept = withoutSort(value).slice(0, Math.min(LONGEST_VALUE, room));
      room -= kept.length;
      if (kept) words.add(kept);
    }
  }

  visit("", card, 0);
  const all = [...words];
  const told = [...places];
  return {
    // A prompt repeats the title, and a place its name.
    words: all.filter(
      (one) =>
        !all.some((other) => other !== one && other.includes(one)) &&
        !told.some((where) => where.includes(one)),
    ),
    links: [...links],
    places: told,
  };
}

/** One text of a card; `""` where there is nothing to read in it. */
export function cardText({ words, links, places }: CardContent, name = "卡片"): string {
  const lines = [...words, ...links];
  const card = lines.length > 0 ? [`[${name}] ${lines.join("\n")}`] : [];
  return [...places.map((place) => `[位置] ${place}`), ...card].join("\n");
}

/** What a string holds as JSON or XML; absent where it is neither. */
export function parseCard(text: string): object | undefined {
  const start = text.trimStart()[0];
  if (text.length > LONGEST_CARD || start === undefined || !`{["<`.includes(start)) return undefined;
  try {
    const value: unknown = start === "<" ? xml.parse(text) : JSON.parse(text);
    // Some write the JSON as a JSON text once more.
    if (typeof value === "string") return parseCard(value);
    return typeof value === "object" && value !== null && Object.keys(value).length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  textNodeName: "_",
  parseTagValue: false,
  htmlEntities: true,
  ignoreDeclaration: true,
});

/** An object with a latitude and a longitude is a place; WeChat calls them x and y. */
function placeOf(value: Record<string, unknown>): string | undefined {
  const first = (...names: string[]) => names.map((name) => plain(value[name])).find(Boolean) ?? "";
  const lat = first("lat", "latitude", "x");
  const lng = first("lng", "lon", "longitude", "y");
  if (!isDegree(lat) || !isDegree(lng)) return undefined;
  const name = first("name", "poiname", "title");
  const address = first("address", "label", "content", "desc");
  return [name, address === name ? "" : address, `(${lat},${lng})`].filter(Boolean).join(" ");
}

function isDegree(text: string): boolean {
  return /^-?\d{1,3}(?:\.\d+)?$/.test(text);
}

/** Without the sort of card in brackets before it: 「[分享]标题」. */
function withoutSort(words: string): string {
  return words.replace(/^\[[^\]]{1,12}\]\s*/, "");
}

/** Numbers and strings as a string; anything else is nothing. */
export function plain(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AlertCategory } from "../domain/alerts.ts";
import { column, draw, measure, type Node, row, type Style, svg, text } from "./canvas.ts";
import { drawable, wholeWords } from "./drawable.ts";
import { loadFonts } from "./font.ts";
import { posterLooks } from "./poster-looks.ts";

/** What a poster shows; plain texts, never mark-up. */
export interface Poster {
  readonly title: string;
  /** The alert's text below its title line; lines as they stand. */
  readonly text: string;
  readonly category: AlertCategory;
  readonly station: string;
  /** As people read it: `2026年12月1日`. */
  readonly date: string;
  /** A drill says so from first to last. */
  readonly drill?: true;
}

/** Bytes of a picture that goes into a group. */
export const largestPicture = 500_000;
/** Pixels. */
export const posterSize = { width: 1080, height: 1440 };
const MARGIN = 72;
const INNER = posterSize.width - 2 * MARGIN;
/** Between the parts of a poster. */
const GAP = 64;

const TITLE_SIZES = [128, 116, 104, 92, 80, 68];
const MOST_TITLE_LINES = 3;
const TEXT_SIZES = [72, 66, 60, 54, 48, 43, 38, 34];
const TITLE_LINE = 1.28;
const TEXT_LINE = 1.5;
const INK = "#1a2233";
/** How everything of a drill begins. */
const DRILL = "【演练】";

/** A poster as PNG, 1080 × 1440, in some 20 ms of a thread of its own; a text that is too long for it is cut with 「……」. */
export async function drawPoster(poster: Poster): Promise<Buffer> {
  return draw(await layOut(poster), posterSize);
}

/** The poster as nodes: title and text as large as they fit. */
export async function layOut(poster: Poster): Promise<Node> {
  const fonts = await loadFonts();
  const shown = (written: string) => drawable(written, fonts);
  const { drill } = poster;
  const [name, colour, icon] = posterLooks[poster.category];
  const top = [
    ...(drill ? [drillBand()] : []),
    column({ backgroundColor: colour, color: "#ffffff", padding: `56px ${MARGIN}px 64px`, gap: 32 }, [
      row({ justifyContent: "space-between", fontSize: 38 }, [
        text(`${shown(poster.station)} · ${name}`, { flexShrink: 1 }),
        svg(await iconSource(icon, "#ffffff"), { width: 84, height: 84 }),
      ]),
      await titleNode(shown(drill ? `${DRILL}${poster.title.replace(DRILL, "")}` : poster.title)),
    ]),
  ];
  const bottom = [footer(shown(poster.date)), ...(drill ? [drillBand()] : [])];
  const taken = (await heightOf(column({}, top))) + (await heightOf(column({}, bottom)));
  const body = await bodyNode(shown(poster.text), posterSize.height - taken - GAP);
  return column({ ...posterSize, backgroundColor: "#ffffff" }, [...top, body, ...bottom]);
}

/** As large as it fits: a line for each of its clauses where they are short, else lines of about one length. */
async function titleNode(title: string): Promise<Node> {
  const at = (words: string, fontSize: number, width: number) =>
    text(wholeWords(words), { fontSize, width, fontWeight: 700, lineHeight: TITLE_LINE });
  const linesOf = async (words: string, size: number, width = INNER) =>
    Math.round((await heightOf(at(words, size, width), width)) / (size * TITLE_LINE));
  const largest = async (words: string, lines: number) => {
    for (const size of TITLE_SIZES) if ((await linesOf(words, size)) <= lines) return size;
    return undefined;
  };

  const clauses = title.split(/(?<=.)[，,](?=.)/u);
  if (clauses.length === 2 || clauses.length === 3) {
    const sizes = await Promise.all(clauses.map((clause) => largest(clause, 1)));
    const size = Math.min(...sizes.map((fitting) => fitting ?? 0));
    if (size > 0)
      return column(
        {},
        clauses.map((clause) => at(clause, size, INNER)),
      );
  }
  const smallest = TITLE_SIZES.at(-1) ?? 0;
  const lines = Math.min(await linesOf(title, smallest), MOST_TITLE_LINES);
  const size = (await largest(title, lines)) ?? smallest;
  const count = await linesOf(title, size);
  let width = INNER;
  for (let less = width - size / 2; less > INNER / 3; less -= size / 2) {
    if ((await linesOf(title, size, less)) > count) break;
    width = less;
  }
  return at(title, size, width);
}

async function bodyNode(written: string, room: number): Promise<Node> {
  const at = (size: number, words: string) =>
    column(
      {
        flexGrow: 1,
        flexShrink: 1,
        minHeight: 0,
        padding: `${GAP}px ${MARGIN}px 0`,
        gap: size * 0.4,
        color: INK,
      },
      words
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => text(line.trim(), { fontSize: size, lineHeight: TEXT_LINE })),
    );
  const fits = async (node: Node) => (await heightOf(node)) <= room + GAP;
  for (const size of TEXT_SIZES) {
    const node = at(size, written);
    if (await fits(node)) return node;
  }
  const smallest = TEXT_SIZES.at(-1) ?? 0;
  const signs = [...written];
  let [least, most] = [0, signs.length];
  while (most - least > 1) {
    const half = (least + most) >> 1;
    if (await fits(at(smallest, cut(signs, half)))) least = half;
    else most = half;
  }
  return at(smallest, cut(signs, least));
}

/** The beginning of a text, up to the end of a sentence where one is near. */
function cut(signs: readonly string[], count: number): string {
  const beginning = signs.slice(0, count).join("");
  const end = Math.max(...["。", "！", "？", "；", "\n"].map((mark) => beginning.lastIndexOf(mark)));
  const whole = end > beginning.length * 0.8 ? beginning.slice(0, end + 1).trimEnd() : beginning;
  return `${whole}……\n全文请看群里的文字。`;
}

function footer(date: string): Node {
  const style: Style = {
    justifyContent: "space-between",
    margin: `0 ${MARGIN}px 48px`,
    padding: "28px 0 0",
    borderTop: "2px solid #d5dae3",
    fontSize: 38,
    color: "#4a5568",
  };
  return row(style, [
    text(date, {}),
    row({ gap: 28 }, [
      text("有危险打110", { fontWeight: 700, color: INK }),
      text("有情况私聊警民小助手", {}),
    ]),
  ]);
}

function drillBand(): Node {
  const style: Style = {
    backgroundColor: "#ffd43b",
    color: "#000000",
    padding: "18px 0",
    justifyContent: "center",
  };
  return row(style, [text("这是演练，不是真事", { fontSize: 44, fontWeight: 700 })]);
}

async function heightOf(node: Node, width = posterSize.width): Promise<number> {
  const { height } = await measure(column({ width }, [node]), { width, height: 4 * posterSize.height });
  return height;
}

const require = createRequire(import.meta.url);
const icons = new Map<string, string>();

/** A Bootstrap icon in one colour. */
async function iconSource(name: string, colour: string): Promise<string> {
  const known =
    icons.get(name) ?? (await readFile(require.resolve(`bootstrap-icons/icons/${name}.svg`), "utf8"));
  icons.set(name, known);
  return known.replaceAll("currentColor", colour);
}

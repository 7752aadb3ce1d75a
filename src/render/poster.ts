import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Node, Renderer } from "@takumi-rs/core";
import type { AlertCategory } from "../domain/alerts.ts";
import { type Fonts, loadFonts } from "./font.ts";

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
  readonly drill?: boolean;
}

/** Pixels. */
export const POSTER_WIDTH = 1080;
export const POSTER_HEIGHT = 1440;
const MARGIN = 72;

/** Name, colour (at least 4.5 : 1 against white, WCAG 2.1) and Bootstrap icon of each CAP category. */
const looks: Record<AlertCategory, readonly [name: string, colour: string, icon: string]> = {
  Geo: ["地质提示", "#7a4a12", "geo-alt-fill"],
  Met: ["天气提示", "#0b63a5", "cloud-lightning-rain-fill"],
  Safety: ["安全提示", "#1a5fb4", "shield-fill-check"],
  Security: ["防范提示", "#1d3557", "shield-lock-fill"],
  Rescue: ["寻人寻物", "#a3341b", "search-heart-fill"],
  Fire: ["消防提示", "#b3261e", "fire"],
  Health: ["健康提示", "#0f7048", "heart-pulse-fill"],
  Env: ["环境提示", "#3a6b1f", "tree-fill"],
  Transport: ["交通提示", "#8a4b00", "cone-striped"],
  Infra: ["停水停电", "#a34a00", "lightning-charge-fill"],
  CBRNE: ["危险物品", "#6b2a86", "radioactive"],
  Other: ["社区提示", "#4a5568", "megaphone-fill"],
};

/** A poster as PNG, 1080 × 1440. Drawn on a thread of its own; a text that is too long for it is cut with 「……」. */
export async function drawPoster(poster: Poster): Promise<Buffer> {
  const [fonts, renderer] = await Promise.all([loadFonts(), openRenderer()]);
  const [name, colour, icon] = looks[poster.category];
  const shown = (text: string) => drawable(text, fonts);
  const title = shown(poster.drill ? `【演练】${poster.title}` : poster.title);
  const body = shown(poster.drill ? `${poster.text}\n这是演练，不是真事。` : poster.text);
  const tree = column({ width: POSTER_WIDTH, height: POSTER_HEIGHT, backgroundColor: "#ffffff" }, [
    column({ backgroundColor: colour, color: "#ffffff", padding: `64px ${MARGIN}px 72px`, gap: 36 }, [
      row({ justifyContent: "space-between", fontSize: 38 }, [
        text(`${shown(poster.station)} · ${name}`, {}),
        await iconOf(icon),
      ]),
      text(title, { fontSize: titleSize(title), fontWeight: 700, lineHeight: 1.28 }),
    ]),
    column(
      {
        flexGrow: 1,
        flexShrink: 1,
        minHeight: 0,
        overflow: "hidden",
        padding: `64px ${MARGIN}px 0`,
        gap: 20,
        color: "#1a2233",
      },
      paragraphs(body).map((line) => text(line, { fontSize: bodySize(body), lineHeight: 1.5 })),
    ),
    row(
      {
        justifyContent: "space-between",
        margin: `32px ${MARGIN}px 56px`,
        padding: "28px 0 0",
        borderTop: "2px solid #d5dae3",
        fontSize: 38,
        color: "#4a5568",
      },
      [text(shown(poster.date), {}), text("有危险打110，线索私聊小助手", {})],
    ),
  ]);
  return renderer.render(tree, { width: POSTER_WIDTH, height: POSTER_HEIGHT, format: "png", lang: "zh-CN" });
}

/** Signs that the font lacks (emoji, rare characters) are left out, or stand as 〓; joined emoji go whole. */
export function drawable(written: string, { has }: Pick<Fonts, "has">): string {
  return [...segments.segment(written.normalize("NFC"))]
    .map(({ segment }) => {
      const points = [...segment];
      if (points.every((sign) => sign === "\n" || has(sign.codePointAt(0) ?? 0))) return segment;
      return /\p{L}|\p{N}/u.test(segment) ? "〓" : "";
    })
    .join("");
}

const segments = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** So many characters of body fit at the smallest size. */
const MOST = 330;

function paragraphs(body: string): string[] {
  const cut = [...body].length > MOST ? `${[...body].slice(0, MOST).join("")}……` : body;
  return cut.split("\n").filter((line) => line.trim() !== "");
}

function titleSize(title: string): number {
  const length = [...title].length;
  return length <= 8 ? 112 : length <= 16 ? 100 : length <= 27 ? 84 : 64;
}

function bodySize(body: string): number {
  const length = [...body].length + 8 * body.split("\n").length;
  return length <= 110 ? 58 : length <= 160 ? 52 : length <= 230 ? 45 : 38;
}

let opening: Promise<Renderer> | undefined;

function openRenderer(): Promise<Renderer> {
  opening ??= loadFonts().then(async ({ regular, bold }) => {
    const renderer = new Renderer();
    await renderer.registerFont({ name: FAMILY, data: regular, weight: 400 });
    await renderer.registerFont({ name: FAMILY, data: bold, weight: 700 });
    return renderer;
  });
  return opening;
}

const FAMILY = "Noto Sans SC";
const require = createRequire(import.meta.url);

async function iconOf(name: string): Promise<Node> {
  const svg = await readFile(require.resolve(`bootstrap-icons/icons/${name}.svg`), "utf8");
  const white = svg.replaceAll("currentColor", "#ffffff");
  return {
    type: "image",
    src: `data:image/svg+xml;utf8,${encodeURIComponent(white)}`,
    width: 84,
    height: 84,
  };
}

type Style = NonNullable<Node["style"]>;

function column(style: Style, children: Node[]): Node {
  return {
    type: "container",
    style: { display: "flex", flexDirection: "column", fontFamily: FAMILY, ...style },
    children,
  };
}

function row(style: Style, children: Node[]): Node {
  return column({ flexDirection: "row", alignItems: "center", ...style }, children);
}

function text(words: string, style: Style): Node {
  return { type: "text", text: words, style };
}

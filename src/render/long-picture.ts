import sharp from "sharp";
import type { PageSection, PicturePage } from "../domain/picture-page.ts";
import { column, draw, measure, type Node, row, text } from "./canvas.ts";
import { drawable } from "./drawable.ts";
import { loadFonts } from "./font.ts";

/** Pixels. WeChat and QQ show a picture of this width whole on a phone; longer ones they scale down until nobody can read them. */
const WIDTH = 1080;
const longestPage = 14_000;
const MARGIN = 64;
const INNER = WIDTH - 2 * MARGIN;
/** A row's value stands right; its name has the rest. */
const VALUE = 260;
/** Three inks on white, and what lies between at the edges of letters. */
const COLOURS = 32;

const INK = "#1a2233";
const GREY = "#4a5568";
const BLUE = "#1d3557";

/**
 * A long picture as PNG, 1080 wide and as long as it needs, with few colours so that letters stay sharp and it stays small.
 * Rejects where it would be longer than `longestPage`.
 */
export async function drawPage(page: PicturePage): Promise<Buffer> {
  const { has } = await loadFonts();
  const tree = layOutPage(page, (words) => drawable(words, { has }));
  const { height } = await measure(tree, { width: WIDTH, height: longestPage });
  const size = { width: WIDTH, height: Math.ceil(height) };
  if (size.height >= longestPage) throw new Error("the page is too long for a picture");
  return sharp(await draw(tree, size))
    .png({ palette: true, colours: COLOURS, effort: 4 })
    .toBuffer();
}

function layOutPage(
  { title, subtitle, sections, station, date }: PicturePage,
  shown: (words: string) => string,
): Node {
  const head = column(
    { backgroundColor: BLUE, color: "#ffffff", padding: `64px ${MARGIN}px 56px`, gap: 20 },
    [
      text(shown(station), { fontSize: 40 }),
      text(shown(title), { fontSize: 92, fontWeight: 700, lineHeight: 1.2 }),
      text(shown(subtitle), { fontSize: 48 }),
    ],
  );
  const foot = column(
    { margin: `0 ${MARGIN}px`, padding: "28px 0 56px", borderTop: "2px solid #d5dae3", gap: 12, color: GREY },
    [
      text("有危险打110。有情况私聊警民小助手。", { fontSize: 36, fontWeight: 700, color: INK }),
      text(shown(`${station}　${date}`), { fontSize: 34 }),
    ],
  );
  const body = column(
    { padding: `24px ${MARGIN}px 56px`, color: INK },
    sections.map((section) => sectionNode(section, shown)),
  );
  return column({ width: WIDTH, backgroundColor: "#ffffff" }, [head, body, foot]);
}

function sectionNode(
  { heading, rows = [], texts = [], note }: PageSection,
  shown: (words: string) => string,
): Node {
  return column({ paddingTop: 40, gap: 14, width: INNER }, [
    ...(heading
      ? [text(shown(heading), { fontSize: 52, fontWeight: 700, color: BLUE, paddingBottom: 6 })]
      : []),
    ...texts.flatMap((words) =>
      words
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => text(shown(line.trim()), { fontSize: 42, lineHeight: 1.55 })),
    ),
    ...rows.map(([name, value]) =>
      row(
        {
          justifyContent: "space-between",
          alignItems: "flex-start",
          padding: "10px 0",
          borderBottom: "2px solid #eef1f6",
        },
        [
          text(shown(name), { fontSize: 42, lineHeight: 1.4, width: INNER - VALUE }),
          text(shown(value), { fontSize: 44, lineHeight: 1.4, fontWeight: 700 }),
        ],
      ),
    ),
    ...(note ? [text(shown(note), { fontSize: 32, lineHeight: 1.45, color: GREY, paddingTop: 6 })] : []),
  ]);
}

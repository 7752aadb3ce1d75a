import { toString as drawQr } from "qrcode";
import { column, draw, measure, type Node, row, svg, text } from "./canvas.ts";
import { drawable, wholeWords } from "./drawable.ts";
import { loadFonts } from "./font.ts";

/** A page for a corridor: by its code residents write to the station from their WeChat. Plain texts, never mark-up. */
export interface DoorPoster {
  readonly station: string;
  /** Whose code it is; without it, the station's. */
  readonly office?: string | undefined;
  /** What the code holds. */
  readonly link: string;
  /** The station's telephone. */
  readonly phone?: string | undefined;
}

/** A4 at 200 dots per inch. */
export const doorPosterSize = { width: 1654, height: 2339 };
const MARGIN = 110;
const INNER = doorPosterSize.width - 2 * MARGIN;
const QR = 980;
const BLUE = "#1d3557";
const INK = "#1a2233";
const NAME_SIZES = [96, 84, 74, 64, 54, 46];

/** As PNG, to be printed on one sheet of A4. */
export async function drawDoorPoster(poster: DoorPoster): Promise<Buffer> {
  return draw(await layOutDoor(poster), doorPosterSize);
}

export async function layOutDoor({ station, office, link, phone }: DoorPoster): Promise<Node> {
  const fonts = await loadFonts();
  const shown = (written: string) => drawable(written, fonts);
  // Level H: the code is still read where a corner is torn off or a bicycle has scratched it.
  const code = await drawQr(link, { type: "svg", errorCorrectionLevel: "H", margin: 4 });
  const said = (words: string, fontSize: number, style: object = {}) =>
    text(wholeWords(words), { fontSize, textAlign: "center", lineHeight: 1.3, ...style });
  return column({ ...doorPosterSize, backgroundColor: "#ffffff", color: INK }, [
    column(
      {
        backgroundColor: BLUE,
        color: "#ffffff",
        padding: `72px ${MARGIN}px 64px`,
        alignItems: "center",
        gap: 20,
      },
      [
        said("有事找民警，扫码就能说", 118, { fontWeight: 700 }),
        said("用微信扫一扫，像聊天一样发给我们", 58),
      ],
    ),
    column(
      { flexGrow: 1, alignItems: "center", justifyContent: "center", gap: 34, padding: `0 ${MARGIN}px` },
      [
        await nameNode(shown(office ?? station)),
        column({ border: `10px solid ${BLUE}`, borderRadius: 28, padding: 12 }, [
          svg(code, { width: QR, height: QR }),
        ]),
        column({ gap: 14, alignItems: "center" }, [
          said("一句话、一张照片、一段语音，都行", 64, { fontWeight: 700 }),
          said("马上有编号，办得怎样会告诉您", 58),
          said("您的身份对外保密，仅本所经授权人员可查看", 50),
        ]),
      ],
    ),
    column(
      {
        borderTop: "4px solid #d5dae3",
        margin: `0 ${MARGIN}px`,
        padding: "34px 0 56px",
        gap: 16,
        alignItems: "center",
      },
      [
        row({ justifyContent: "center" }, [
          said("正在发生的、有人受伤的、着火的：先打110", 62, { fontWeight: 700, color: "#b3261e" }),
        ]),
        said("我们不会找您要钱、要验证码、要身份证照片", 48),
        said([shown(station), phone ? `电话 ${shown(phone)}` : ""].filter(Boolean).join("　"), 46, {
          color: "#4a5568",
        }),
      ],
    ),
  ]);
}

/** On one line where it fits. */
async function nameNode(name: string): Promise<Node> {
  const at = (fontSize: number) =>
    text(wholeWords(name), { fontSize, fontWeight: 700, textAlign: "center", lineHeight: 1.3, color: BLUE });
  for (const size of NAME_SIZES) {
    const { height } = await measure(column({ width: INNER }, [at(size)]), { width: INNER, height: 2000 });
    if (Math.round(height / (size * 1.3)) <= 1) return at(size);
  }
  return at(NAME_SIZES.at(-1) ?? 46);
}

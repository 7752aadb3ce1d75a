import { column, draw, measure, type Node, row } from "../../src/render/canvas.ts";
import { drawPoster, type Poster, posterSize } from "../../src/render/poster.ts";

const ACROSS = 4;
const SCALE = 0.36;
const GAP = 24;

/** Posters side by side, small, as one PNG. */
export async function drawSheet(posters: readonly Poster[]): Promise<Buffer> {
  const [width, height] = [posterSize.width * SCALE, posterSize.height * SCALE];
  const cells: Node[] = [];
  for (const poster of posters) {
    const src = `data:image/png;base64,${(await drawPoster(poster)).toString("base64")}`;
    cells.push({ type: "image", src, width, height });
  }
  const rows: Node[] = [];
  for (let at = 0; at < cells.length; at += ACROSS)
    rows.push(row({ gap: GAP }, cells.slice(at, at + ACROSS)));
  const sheet = column({ gap: GAP, padding: GAP, backgroundColor: "#e9ecef" }, rows);
  const size = await measure(sheet, { width: ACROSS * (width + GAP) + GAP, height: 20_000 });
  return draw(sheet, { width: Math.ceil(ACROSS * (width + GAP) + GAP), height: Math.ceil(size.height) });
}

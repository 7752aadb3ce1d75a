import { draw, measure, type Node } from "./canvas.ts";
import { pictureFault } from "./picture-size.ts";
import { largestPicture } from "./poster.ts";

/** Pixels: as wide as a poster, at most twice as long. */
const WIDTH = 1080;
const LONGEST = 2880;
const QUALITIES = [88, 78, 68, 55, 40];

/**
 * A PNG or JPEG of the station's as JPEG, at most 1080 wide and 500 KB: only its pixels are left, nothing that the
 * camera wrote beside them. Rejects where it is no picture, or too large even so.
 */
export async function redraw(bytes: Buffer): Promise<Buffer> {
  const fault = pictureFault(bytes);
  if (fault) throw new Error(`the picture cannot be sent: ${fault}`);
  const mime = bytes[0] === 0x89 ? "image/png" : "image/jpeg";
  const node: Node = {
    type: "image",
    src: `data:${mime};base64,${bytes.toString("base64")}`,
    style: { width: WIDTH },
  };
  const { height } = await measure(node, { width: WIDTH, height: LONGEST });
  const size = { width: WIDTH, height: Math.min(Math.ceil(height), LONGEST) };
  for (const quality of QUALITIES) {
    const jpeg = await draw(node, size, { format: "jpeg", quality });
    if (jpeg.length <= largestPicture) return jpeg;
  }
  throw new Error("the picture is too large to be sent");
}

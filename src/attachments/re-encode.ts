import { fileTypeFromBuffer } from "file-type";
import sharp from "sharp";

/** What is read; other formats are decoded by more code than is needed here, and SVG is no picture but a program. */
const READ: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/apng", "image/webp"]);
/** Pixels: a photograph of a telephone has 12 to 50 million; what is larger was made to fill a memory. */
const MOST_PIXELS = 60_000_000;
/** Pixels of the longer side: enough to read a notice on a telephone. */
const LONGEST_SIDE = 2_560;
/** Twice what a page shows, for phones with dense screens. */
const SMALL_SIDE = 224;
const QUALITY = 85;

/** Pictures are decoded one or two at a time: the station's computer has other work. */
sharp.concurrency(1);
sharp.cache(false);

/**
 * The picture drawn anew as a JPEG: upright, in sRGB, at most 2,560 pixels wide or high, of an animation the first frame.
 * Nothing of the file is kept but what one sees: no place, time, camera, name, thumbnail or text. `undefined` for what is
 * no JPEG, PNG or WebP, by its content, or cannot be decoded.
 */
export function reEncoded(picture: Uint8Array): Promise<Buffer | undefined> {
  return drawnWithin(picture, LONGEST_SIDE);
}

/** The same in small, for a page with many. */
export function thumbnail(picture: Uint8Array): Promise<Buffer | undefined> {
  return drawnWithin(picture, SMALL_SIDE);
}

async function drawnWithin(picture: Uint8Array, side: number): Promise<Buffer | undefined> {
  const found = (await fileTypeFromBuffer(picture))?.mime;
  if (!READ.has(found ?? "")) return undefined;
  try {
    return await sharp(picture, { limitInputPixels: MOST_PIXELS, failOn: "error", autoOrient: true })
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality: QUALITY, mozjpeg: false })
      .toBuffer();
  } catch {
    // Its message would repeat what somebody sent.
    return undefined;
  }
}

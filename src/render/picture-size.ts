/** Pixels of a PNG or JPEG, read from its first bytes without drawing it; `undefined` where it is neither. */
export function pictureSize(
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // PNG (ISO/IEC 15948 § 11.2.2): the signature, then IHDR with width and height.
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  // JPEG (ITU-T T.81 § B.2.2): segments up to the frame header, which holds height and width.
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which have numbers between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Pixels of a picture that is drawn: a photograph of a telephone has fewer, a file made to fill the memory has more. */
const MOST_PIXELS = 50_000_000;
const LONGEST_SIDE = 15_000;

/** Why a picture is not sent; nothing where it is. */
export function pictureFault(bytes: Uint8Array): "no-picture" | "too-large" | undefined {
  const size = pictureSize(bytes);
  if (!size || size.width === 0 || size.height === 0) return "no-picture";
  const { width, height } = size;
  const isLarge = width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE;
  return isLarge ? "too-large" : undefined;
}

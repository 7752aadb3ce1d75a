/**
 * How long a recording is, in whole seconds and at least one, counted without decoding it; `undefined` where the format
 * is none of those that phones send: SILK (QQ, WeChat), AMR (RFC 4867 section 5), WAV, Ogg Opus (RFC 7845), MP3.
 */
export function voiceSeconds(content: Buffer): number | undefined {
  const seconds = silk(content) ?? amr(content) ?? wav(content) ?? opus(content) ?? mp3(content);
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.max(1, Math.round(seconds));
}

/** Frames of SILK and AMR last so long. */
const FRAME = 0.02;

/** Tencent's SILK has a byte 2 in front; each packet its length in two bytes. */
function silk(content: Buffer): number | undefined {
  const begin = content[0] === 2 ? 1 : 0;
  const magic = "#!SILK_V3";
  if (content.toString("latin1", begin, begin + magic.length) !== magic) return undefined;
  let packets = 0;
  for (let at = begin + magic.length; at + 2 <= content.length; packets++) {
    const length = content.readUInt16LE(at);
    if (length === 0xffff) break;
    at += 2 + length;
  }
  return packets * FRAME;
}

/** By mode, the bytes of a frame without its first one. */
const narrow = [12, 13, 15, 17, 19, 20, 26, 31, 5];
const wide = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5];

function amr(content: Buffer): number | undefined {
  const header = /^#!AMR(?:-WB)?\n/.exec(content.toString("latin1", 0, 9))?.[0];
  if (header === undefined) return undefined;
  const sizes = header.length === 6 ? narrow : wide;
  let frames = 0;
  for (let at = header.length; at < content.length; frames++) {
    at += 1 + (sizes[((content[at] ?? 0) >> 3) & 15] ?? 0);
  }
  return frames * FRAME;
}

function wav(content: Buffer): number | undefined {
  if (content.length < 44 || content.toString("latin1", 0, 4) !== "RIFF") return undefined;
  if (content.toString("latin1", 8, 12) !== "WAVE") return undefined;
  const bytesASecond = content.readUInt32LE(28);
  return bytesASecond > 0 ? (content.length - 44) / bytesASecond : undefined;
}

/** The last page tells how many samples there are, 48,000 a second. */
function opus(content: Buffer): number | undefined {
  if (content.toString("latin1", 0, 4) !== "OggS" || !content.subarray(0, 100).includes("OpusHead"))
    return undefined;
  const last = content.lastIndexOf("OggS");
  return last + 14 <= content.length ? Number(content.readBigUInt64LE(last + 6)) / 48_000 : undefined;
}

/** Kilobits a second by the index in a frame's header, layer III of MPEG 1 and of MPEG 2. */
const rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** By the rate of the first frame: what phones record keeps one. */
function mp3(content: Buffer): number | undefined {
  const isTagged = content.toString("latin1", 0, 3) === "ID3" && content.length > 10;
  const begin = isTagged
    ? 10 + content.subarray(6, 10).reduce((size, byte) => (size << 7) | (byte & 127), 0)
    : 0;
  if (begin + 4 > content.length || content[begin] !== 0xff) return undefined;
  const [, second = 0, third = 0] = content.subarray(begin, begin + 3);
  if ((second & 0xe6) !== 0xe2) return undefined;
  const rate = ((second & 0x08) === 0 ? rates2 : rates1)[third >> 4];
  return rate ? ((content.length - begin) * 8) / (rate * 1000) : undefined;
}

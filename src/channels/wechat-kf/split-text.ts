/** Bytes of UTF-8 that one text message may have (developer.work.weixin.qq.com/document/path/94677). */
const MOST_BYTES = 2048;

/** A text in messages that the network takes, at the ends of lines or sentences where there is one in the second half. */
export function splitText(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > MOST_BYTES) {
    let end = 0;
    let bytes = 0;
    for (const sign of rest) {
      bytes += Buffer.byteLength(sign);
      if (bytes > MOST_BYTES) break;
      end += sign.length;
    }
    const head = rest.slice(0, end);
    const line = Math.max(...["\n", "。", "！", "？", "；"].map((mark) => head.lastIndexOf(mark)));
    const cut = line >= head.length / 2 ? line + 1 : head.length;
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== "" || parts.length === 0) parts.push(rest);
  return parts.length > 1 ? parts.filter((part) => part !== "") : parts;
}

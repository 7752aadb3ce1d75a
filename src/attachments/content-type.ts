import { open, readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { fileTypeFromFile } from "file-type";

const UNKNOWN = "application/octet-stream";
const OFFICE = /^application\/vnd\.openxmlformats-officedocument\./;
const TEXT_NAME = /\.(txt|csv|log|md)$/i;
const SAMPLE = 64 * 1024;
const MB = 1024 * 1024;
/** Relations of an office file are small; what unpacks to more was made to fill a memory. */
const MOST_RELATIONS = 8 * MB;

export interface ContentType {
  /** As the content tells: what its sender or a server says of it is not asked. */
  readonly mime: string;
  /** It is of a type that opens by itself, but holds what should not: macros, embedded files, links to templates. */
  readonly held?: true;
}

/** Looks into a file. `name`: what the sender called it; only a text needs one, for scripts are texts too. */
export async function contentType(path: string, name: string | undefined): Promise<ContentType> {
  const found = (await fileTypeFromFile(path))?.mime;
  if (found !== undefined) {
    const isHeld = OFFICE.test(found) && (await holdsMore(path));
    return { mime: found, ...(isHeld && { held: true }) };
  }
  const start = await beginning(path);
  // QQ and WeChat write a byte before the mark.
  if (start.subarray(0, 7).includes("#!SILK")) return { mime: "audio/silk" };
  return { mime: TEXT_NAME.test(name ?? "") && isPlainText(start) ? "text/plain" : UNKNOWN };
}

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Words in UTF-8 or GB18030 without control characters, that begin like no markup and no script. */
function isPlainText(start: Buffer): boolean {
  const text = decode(start, "utf-8") ?? decode(start, "gb18030");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (text === undefined || /[\x00-\x08\x0e-\x1f\x7f]/.test(text)) return false;
  return !/^\s*(?:<|#!|\[(?:desktop entry|internetshortcut|autorun)|@echo|%!|\{\\rtf)/i.test(text);
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    // A sample may end within a character.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: bytes.length === SAMPLE });
  } catch {
    return undefined;
  }
}

const ACTIVE =
  /vbaproject|vbadata|activex|macrosheets|dialogsheets|embeddings\/|externallinks\/|customui|\.(?:bin|ole|exe|dll)$/i;
/** Excel writes the settings of a printer into nearly every workbook. */
const HARMLESS = /\/printerSettings\d*\.bin$/i;

/** Whether an office file has macros, embedded objects or parts that are fetched from elsewhere; also where it cannot be read. */
async function holdsMore(path: string): Promise<boolean> {
  let active = false;
  let size = 0;
  try {
    const relations = unzipSync(await readFile(path), {
      filter({ name, originalSize }) {
        active ||= ACTIVE.test(name) && !HARMLESS.test(name);
        if (active || !name.endsWith(".rels")) return false;
        size += originalSize;
        return size <= MOST_RELATIONS;
      },
    });
    return active || size > MOST_RELATIONS || Object.values(relations).some(pointsElsewhere);
  } catch {
    return true;
  }
}

/** A link that somebody would have to click is none; a template, a frame or a picture is fetched on opening. */
function pointsElsewhere(relations: Uint8Array): boolean {
  const all =
    Buffer.from(relations)
      .toString("utf8")
      .match(/<Relationship\b[^>]*>/g) ?? [];
  return all.some((one) => /TargetMode\s*=\s*["']External/i.test(one) && !/\/hyperlink["']/i.test(one));
}

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Noto Sans SC (SIL Open Font License 1.1), from its npm package. */
export interface Fonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
  /** Whether the font has a sign for a code point; what it lacks would be an empty box. */
  has(codePoint: number): boolean;
}

let loading: Promise<Fonts> | undefined;

/** Read once, when the first picture is drawn: 21 MB that a station without pictures need not hold. */
export function loadFonts(): Promise<Fonts> {
  loading ??= read();
  return loading;
}

async function read(): Promise<Fonts> {
  const file = (style: string) =>
    readFile(require.resolve(`@expo-google-fonts/noto-sans-sc/${style}/NotoSansSC_${style}.ttf`));
  const [regular, bold] = await Promise.all([file("400Regular"), file("700Bold")]);
  const ranges = readCmap(regular);
  return {
    regular,
    bold,
    has: (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to),
  };
}

/**
 * The code points of a font, as spans, from the format 12 subtable of its `cmap`
 * (OpenType 1.9, https://learn.microsoft.com/typography/opentype/spec/cmap). Throws where there is none.
 */
export function readCmap(font: Buffer): (readonly [from: number, to: number])[] {
  const cmap = tableAt(font, "cmap");
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4);
    if (font.readUInt16BE(subtable) !== 12) continue;
    return Array.from({ length: font.readUInt32BE(subtable + 12) }, (_, group) => {
      const at = subtable + 16 + group * 12;
      return [font.readUInt32BE(at), font.readUInt32BE(at + 4)] as const;
    });
  }
  throw new Error("the font has no format 12 cmap");
}

function tableAt(font: Buffer, tag: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + i * 16;
    if (font.toString("latin1", entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  throw new Error(`the font has no ${tag} table`);
}

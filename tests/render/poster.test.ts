import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertCategories } from "../../src/domain/alerts.ts";
import { column, measure } from "../../src/render/canvas.ts";
import { drawable } from "../../src/render/drawable.ts";
import { loadFonts, readCmap } from "../../src/render/font.ts";
import { drawPoster, layOut, type Poster, posterSize } from "../../src/render/poster.ts";
import { posterLooks } from "../../src/render/poster-looks.ts";

const poster: Poster = {
  title: "别点“退款”链接",
  text: "有人冒充快递客服，说包裹丢了三倍赔。\n拿不准打96110。",
  category: "Security",
  station: "光明路派出所",
  date: "2026年12月1日",
};

type Measured = Awaited<ReturnType<typeof measure>>;
const nodesOf = (node: Measured): Measured[] => [node, ...node.children.flatMap(nodesOf)];

/** The lines of every text of a poster, as they will be drawn, and how far down the last of them ends. */
async function linesOf(of: Partial<Poster>): Promise<{ lines: string[][]; height: number; all: string }> {
  const measured = await measure(column({}, [await layOut({ ...poster, ...of })]), posterSize);
  const lines: string[][] = [];
  let height = 0;
  for (const { runs, transform, height: own } of nodesOf(measured)) {
    if (runs.length === 0) continue;
    const byLine = new Map<number, string>();
    for (const run of runs) byLine.set(run.y, (byLine.get(run.y) ?? "") + run.text);
    lines.push([...byLine.values()].map((line) => line.replaceAll("\u2060", "").trim()));
    height = Math.max(height, transform[5] + own);
  }
  return { lines, height, all: lines.map((paragraph) => paragraph.join("")).join("\n") };
}

describe("a poster", () => {
  it("is a PNG of 1080 × 1440 and at most 500 KB, for every category, drill or not", async () => {
    for (const category of alertCategories) {
      const png = await drawPoster({ ...poster, category, ...(category === "Fire" ? { drill: true } : {}) });
      expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
        "PNG",
        1080,
        1440,
      ]);
      expect(png.length).toBeLessThan(500_000);
    }
  });

  it("shows title, text, station, category, date and how to report", async () => {
    const { all } = await linesOf({});
    for (const part of ["别点“退款”链接", "拿不准打96110。", "光明路派出所 · 防范提示", "2026年12月1日"])
      expect(all).toContain(part);
    expect(all).toContain("有危险打110");
    expect(all).toContain("私聊警民小助手");
  });

  it("of a drill says so first, in the title and last, and no other does", async () => {
    const { lines, all } = await linesOf({ drill: true });
    expect(lines[0]?.join("")).toContain("这是演练");
    expect(lines.at(-1)?.join("")).toContain("这是演练");
    expect(all).toContain("【演练】别点");
    expect((await linesOf({ title: "【演练】全楼疏散", drill: true })).all.match(/【演练】/g)).toHaveLength(
      1,
    );
    expect((await linesOf({})).all).not.toContain("演练");
  });

  it("takes mark-up for words", async () => {
    const written = '<img src="http://a.b/c.png"> {{x}} &amp; <script>1</script>';
    const { all } = await linesOf({ text: written });
    // A line ends at a blank, which is gone then.
    expect(all.replaceAll(" ", "")).toContain(written.replaceAll(" ", ""));
  });

  it("breaks lines as Chinese print does, keeps numbers and words whole, and stays on its page", async () => {
    const piece = fc.oneof(
      fc.constantFrom(..."的一是了我不人在他有这个上来到时大地为子中你说生国年着就那和要她出也得里后自以会"),
      fc.constantFrom(
        "，",
        "。",
        "、",
        "：",
        "；",
        "！",
        "？",
        "”，",
        "“",
        "（",
        "）",
        "《",
        "》",
        "……",
        "——",
        "【",
        "】",
      ),
      fc.constantFrom(
        "96110找",
        "110来",
        "12.5元",
        "8:30到",
        "WiFi密",
        "app里",
        "50%的",
        "12345678901打",
        "2026年",
        "\n",
      ),
    );
    const written = fc.array(piece, { minLength: 1, maxLength: 260 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(written, fc.array(piece, { minLength: 1, maxLength: 14 }), async (body, title) => {
        const { lines, height } = await linesOf({ text: body, title: title.join("").replaceAll("\n", "") });
        expect(height).toBeLessThanOrEqual(posterSize.height);
        for (const paragraph of lines) {
          for (const [index, line] of paragraph.entries()) {
            // What the writer put at the beginning or the end of a line stays there.
            if (index > 0 && !/^[，。、：；！？”）》】…—%]+$/.test(line))
              expect(line).not.toMatch(/^[，。、：；！？”）》】%]/);
            if (index < paragraph.length - 1 && !/^[“（《【]+$/.test(line))
              expect(line).not.toMatch(/[“（《【]$/);
            const next = paragraph[index + 1];
            if (next !== undefined) expect(`${line}|${next}`).not.toMatch(/[0-9A-Za-z]\|[0-9A-Za-z]/);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("breaks only what is longer than a line, and cuts a text that does not fit with words that say so", async () => {
    expect((await linesOf({ text: `编号${"1234567890".repeat(12)}` })).height).toBeLessThanOrEqual(
      posterSize.height,
    );
    const { all, height } = await linesOf({ text: "老人张某，78岁，穿灰色外套。".repeat(80) });
    expect(height).toBeLessThanOrEqual(posterSize.height);
    expect(all).toMatch(/外套。……\n全文请看群里的文字。/);
  });

  it("has no empty boxes: what the font lacks is left out, or 〓 where it is a letter", async () => {
    const fonts = await loadFonts();
    expect(drawable("今晚停电😀，𠮷先生👨‍👩‍👧请锁门❤️", fonts)).toBe("今晚停电，〓先生请锁门");
    expect(drawable("一行 😀\n二行", fonts)).toBe("一行\n二行");
    expect([..."“”（）【】…—·96110％"].every((sign) => fonts.has(sign.codePointAt(0) ?? 0))).toBe(true);
    expect(readCmap(fonts.bold)).toEqual(readCmap(fonts.regular));
  });
});

it("white words can be read on the colour of every category", () => {
  for (const [, colour] of Object.values(posterLooks))
    expect(contrastToWhite(colour)).toBeGreaterThanOrEqual(4.5);
});

/** WCAG 2.1, contrast ratio. */
function contrastToWhite(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { decodeText, formatFault } from "../../src/lib/text-file.ts";
import { checkYaml, parseYaml } from "../../src/lib/yaml-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const faults = (source: Uint8Array | string) =>
  parseYaml(source, "站.yaml").faults.map((fault) => [fault.line, fault.message] as const);

describe("a file from a plain Windows editor", () => {
  test("is read with BOM and CRLF as without", () => {
    const plain = parseYaml("a: 一\nb:\n  - 二\n", "f");
    const windows = parseYaml(bytes("\uFEFFa: 一\r\nb:\r\n  - 二\r\n"), "f");
    expect(windows.value).toEqual({ a: "一", b: ["二"] });
    expect(windows.value).toEqual(plain.value);
    expect(windows.faults).toEqual([]);
    expect(windows.lineOf(["b", 0])).toBe(3);
  });

  test("in GBK is refused with the first line that is not UTF-8, and its other faults are named too", () => {
    const source = "a: b\nstation: 光明路派出所\n\tx: 1\n";
    expect(decodeText(iconv.encode(source, "gbk"), "f").text).toBe(source);
    const [gbk, tab] = faults(iconv.encode(source, "gbk"));
    expect(gbk).toEqual([2, expect.stringMatching(/GBK.*UTF-8/)]);
    expect(tab).toEqual([3, expect.stringContaining("制表符")]);
  });

  test("in UTF-16 is refused by that name", () => {
    const { text, faults } = decodeText(iconv.encode("a: 一\r\n", "utf16-le", { addBOM: true }), "f");
    expect(text).toBe("a: 一\n");
    expect(faults[0]?.message).toContain("UTF-16");
  });

  test("with an unknown byte anywhere is named with the line that holds it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z一-龥]{0,9}$/), { maxLength: 9 }),
        fc.nat(9),
        (lines, at) => {
          const wrong = Math.min(at, lines.length);
          const parts = [...lines.slice(0, wrong), "\u0001", ...lines.slice(wrong)].join("\r\n");
          const broken = bytes(parts).map((byte) => (byte === 1 ? 0xff : byte));
          expect(decodeText(broken, "f").faults.map((fault) => fault.line)).toEqual([wrong + 1]);
        },
      ),
    );
  });
});

describe("what people type by mistake is named with its line", () => {
  test.each([
    ["a tab", "a:\n  b: 1\n\tc: 2\n", 3, "制表符"],
    ["a full-width colon among keys", "a: 1\nname：光明路\nb: 2\n", 2, "全角冒号"],
    ["a full-width colon below a key", "station:\n  name：光明路\n", 2, "全角冒号"],
    ["a full-width colon below a value", "station: 光明路\n  zone：上海\n", 2, "全角冒号"],
    ["a full-width colon on the first line", "name：光明路\n", 1, "全角冒号"],
    ["a full-width colon in a list", "channels:\n  - name：local\n    type: local\n", 2, "全角冒号"],
    ["a full-width colon in braces", "channels:\n  - { name： local, type: local }\n", 2, "全角冒号"],
    ["no space after the colon", "station:\n  name:光明路\n  zone: x\n", 2, "空格"],
    ["a key twice", "a: 1\nb: 2\na: 3\n", 3, "两次"],
    ["an open quote", 'a: "x\nb: 1\n', 1, "引号"],
    ["a cron that begins with a star", "- id: a\n  cron: */5 * * * *\n", 2, "双引号"],
    ["an environment variable bare in braces", `a:\n  - { b: 1, c: \${X} }\n`, 2, "双引号"],
    ["a full-width comma in braces", "a: { b: 一，c: 2 }\n", 1, "英文逗号"],
    ["a second document", "a: 1\n---\nb: 2\n", 2, "一份"],
  ])("%s", (_, source, line, words) => {
    const found = faults(source);
    expect(found).toEqual([[line, expect.stringContaining(words)]]);
  });

  test("while a full-width colon in a text is nobody's fault", () => {
    const source =
      "title: App：先别点\nnote: |\n  App：打开\n  b:c\nquoted: 'x：y'\n# name：x\nids: [qq:1, 'a：b']\nurl: ws://h:1\n";
    expect(faults(source)).toEqual([]);
  });

  test("lines count from the top of the file where the YAML is front matter", () => {
    expect(parseYaml("a: 1\n\tb: 2", "f", 1).faults[0]?.line).toBe(3);
  });
});

describe("a schema's complaints", () => {
  const schema = z.strictObject({
    list: z.array(z.strictObject({ id: z.string(), when: z.enum(["a", "b"]) })),
  });

  test("come in Chinese, each with path and line", () => {
    const yaml = parseYaml("list:\n  - id: x\n    when: c\n  - when: a\n    whne: b\n", "f.yaml");
    const lines = checkYaml(schema, yaml).faults.map(formatFault);
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual(expect.stringMatching(/^f\.yaml 第3行：list\.0\.when 只能是 a、b$/));
    expect(lines).toContainEqual(expect.stringMatching(/^f\.yaml 第4行：list\.1\.id 没有填，要写一段文字$/));
    expect(lines).toContainEqual(expect.stringMatching(/^f\.yaml 第5行：list\.1\.whne 不认识这个键/));
  });

  test("come for one part of a file alone, with the lines of the whole", () => {
    const yaml = parseYaml("- { id: x, when: a }\n- { id: 1, when: a }\n", "f.yaml");
    const item = schema.shape.list.element;
    expect(checkYaml(item, yaml, [0])).toEqual({ value: { id: "x", when: "a" }, faults: [] });
    expect(checkYaml(item, yaml, [1]).faults.map(formatFault)).toEqual([
      "f.yaml 第2行：1.id 写得不对，要写一段文字",
    ]);
  });

  test("do not come where the value is right, and the value has its type", () => {
    const { value, faults } = checkYaml(schema, parseYaml("list: [{ id: x, when: a }]", "f"));
    expect(faults).toEqual([]);
    expect(value?.list[0]?.id).toBe("x");
  });
});

test("nothing of a file is ever printed", () => {
  const printed = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  parseYaml("{ secret: 1 }: 2\n!unknown x: 3\n", "f");
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

test("no text makes the reader throw, and without faults there is a value or an empty file", () => {
  const piece = fc.constantFrom(
    "a",
    ":",
    "：",
    " ",
    "\n",
    "\t",
    "- ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "#",
    "|",
    "&a",
    "*a",
    ",",
    "?",
    "---",
    "中",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const yaml = parseYaml(pieces.join(""), "f");
      expect(yaml.lineOf(["a", 0, "b"])).toBeGreaterThan(0);
      for (const fault of yaml.faults) expect(fault.line).toBeGreaterThan(0);
      if (yaml.faults.length > 0) expect(yaml.faults.every((fault) => fault.message !== "")).toBe(true);
    }),
    { numRuns: 500 },
  );
});

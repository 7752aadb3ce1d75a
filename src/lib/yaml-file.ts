import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLParseError,
} from "yaml";
import { z } from "zod";
import { decodeText, type Fault } from "./text-file.ts";

export interface YamlFile {
  readonly file: string;
  /** What the file says; `undefined` where its syntax is broken. */
  readonly value: unknown;
  /** 1-based line of a key or list item, of the nearest thing around it where it is missing. */
  lineOf(path: readonly PropertyKey[]): number;
  /** A plain or quoted text as it stands in the file, quotes and all; `undefined` for everything else. */
  sourceOf(path: readonly PropertyKey[]): string | undefined;
  readonly faults: Fault[];
}

/**
 * Reads YAML as an operator may have saved it. GBK, tabs, a full-width colon and a colon without its space are named
 * with their line. `before` is the number of lines above the YAML in its file (front matter).
 */
export function parseYaml(source: Uint8Array | string, file: string, before = 0): YamlFile {
  const { text, faults } = decodeText(source, file);
  const lines = new LineCounter();
  // Its own warnings would print pieces of the file.
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const lineAt = (offset: number) => lines.linePos(offset).line + before;
  const fault = (offset: number, message: string) =>
    faults.push({ file, line: lineAt(offset), severity: "error", message });

  const tabs = doc.errors.filter((error) => error.code === "TAB_AS_INDENT");
  for (const error of tabs) fault(error.pos[0], syntax.TAB_AS_INDENT ?? "");
  const colons = wrongColons(doc, text);
  for (const { offset, message } of colons) fault(offset, message);
  // Further complaints of the parser follow from these.
  if (tabs.length + colons.length === 0) {
    // One mistake causes many errors; the first one on a line says the most.
    const told = new Set<number>();
    for (const error of doc.errors) {
      const at = whereItBegan(doc, error);
      if (told.has(lineAt(at))) continue;
      told.add(lineAt(at));
      fault(at, syntaxMessage(error));
    }
  }
  let value: unknown;
  try {
    value = doc.errors.length > 0 ? undefined : doc.toJS();
  } catch {
    fault(offsetOf(doc, []), syntax.BAD_ALIAS ?? "");
  }
  return {
    file,
    value,
    lineOf: (path) => lineAt(offsetOf(doc, path)),
    sourceOf(path) {
      const node = doc.getIn(path, true);
      return isScalar(node) && node.range ? text.slice(node.range[0], node.range[1]) : undefined;
    },
    faults,
  };
}

/**
 * What the file says (or, of its list or map, what `at` leads to) as the schema's type; else every fault with its
 * line. A schema's own Chinese messages are kept.
 */
export function checkYaml<T>(
  schema: z.ZodType<T>,
  yaml: YamlFile,
  at: readonly PropertyKey[] = [],
): { value?: T; faults: Fault[] } {
  if (yaml.faults.length > 0) return { faults: yaml.faults };
  const part = at.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown>)?.[step],
    yaml.value,
  );
  const result = schema.safeParse(part, { error: inWords });
  if (result.success) return { value: result.data, faults: [] };
  const faults = result.error.issues.flatMap((issue): Fault[] => {
    const path = [...at, ...issue.path];
    const keys = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return keys.map((where) => ({
      file: yaml.file,
      line: yaml.lineOf(where),
      severity: "error",
      message: where.length > 0 ? `${where.join(".")} ${issue.message}` : issue.message,
    }));
  });
  return { faults };
}

const kinds: Record<string, string> = {
  string: "一段文字",
  number: "一个数字",
  int: "一个整数",
  boolean: "true 或 false",
  array: "一个列表",
  object: "一组「键: 值」",
};

/** Zod's complaint as an operator understands it; its own Chinese where there is nothing better. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    const missing = issue.input === undefined || issue.input === null;
    return `${missing ? "没有填" : "写得不对"}，要写${kinds[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === "invalid_value") return `只能是 ${issue.values.map(String).join("、")}`;
  if (issue.code === "unrecognized_keys") return "不认识这个键，请检查拼写";
  const told = z.locales.zhCN().localeError(issue);
  return typeof told === "object" ? told?.message : (told ?? undefined);
}

const syntax: Partial<Record<YAMLParseError["code"], string>> = {
  TAB_AS_INDENT: "行首用了制表符（Tab 键），只能用空格缩进",
  DUPLICATE_KEY: "同一层里这个键写了两次，只能写一次",
  MISSING_CHAR: "缺一个符号：引号、括号要成对，冒号后面要有空格",
  BAD_INDENT: "缩进不对：同一层的行要左边对齐",
  BLOCK_AS_IMPLICIT_KEY: "一行里写了两个冒号，或缩进不对：有冒号的文字请加双引号",
  MULTILINE_IMPLICIT_KEY: "这一行缺少「键: 值」的冒号：要用英文冒号，后面加一个空格",
  BAD_ALIAS: "以 * 开头的文字请加双引号",
  BLOCK_IN_FLOW: "大括号里的各项要用英文逗号「,」隔开，冒号用英文的",
  UNEXPECTED_TOKEN: "括号或引号不成对；以 *、{、[ 开头的文字，和大括号里的 $ 变量，请加双引号",
  BAD_DQ_ESCAPE: "双引号里的反斜杠「\\\\」会变成别的字：Windows 路径请用单引号，或写成 D:/jingmin/data",
  BAD_SCALAR_START: "以 @、% 或 ` 开头的文字请加双引号",
  MULTIPLE_DOCS: "多了一行「---」，一个文件里只能写一份",
};

function syntaxMessage(error: YAMLParseError): string {
  return syntax[error.code] ?? `写法不对（${error.code}）：请对照样例检查括号、引号和缩进`;
}

/** An open quote is noticed where the file ends; the operator must look where it was opened. */
function whereItBegan(doc: Document, error: YAMLParseError): number {
  const [at] = error.pos;
  let start = at;
  visit(doc, {
    Scalar(_, { type, range }) {
      if (type?.startsWith("QUOTE") && range && range[0] <= at && at <= range[1]) start = range[0];
    },
  });
  return error.code === "MISSING_CHAR" ? start : at;
}

/** Plain words that were meant as `key: value`: YAML takes `name：x` and `name:x` for a text. */
function wrongColons(doc: Document, text: string): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(doc, {
    Scalar(key, node, path) {
      if (node.type !== "PLAIN" || !node.range) return;
      const [start, end] = node.range;
      const parent = path.at(-1);
      const besideItsKey =
        key === "value" && isPair(parent) && !text.slice(keyStart(parent), start).includes("\n");
      let offset = start;
      for (const [index, line] of text.slice(start, end).split("\n").entries()) {
        const word = line.trimStart();
        if (!(index === 0 && besideItsKey)) {
          const at = offset + line.length - word.length;
          if (/^[A-Za-z][\w-]*\s*：/.test(word)) {
            found.push({ offset: at, message: "用了全角冒号「：」，要用英文冒号，后面加一个空格" });
          } else if (!isSeq(parent) && /^[A-Za-z][\w-]*:[^\s/]/.test(word)) {
            found.push({ offset: at, message: "英文冒号后面要有一个空格" });
          }
        }
        offset += line.length + 1;
      }
    },
  });
  return found;
}

function keyStart(pair: Pair): number {
  return isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  let node: unknown = doc.contents;
  let offset = (node as Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && same(item.key, step));
      if (!pair) return offset;
      offset = keyStart(pair);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function same(key: Scalar, step: PropertyKey): boolean {
  return String(key.value) === String(step);
}

/** Something wrong in a file that an operator edits, in words the operator can act on. */
export interface Fault {
  /** As the operator knows it, e.g. `schedule.yaml` or `daily/03-退款.md`. */
  readonly file: string;
  /** 1-based; 0 where the fault is of the whole file or folder. */
  readonly line: number;
  /** `warning`: works, but a person should look. */
  readonly severity: "error" | "warning";
  /** Chinese: what is wrong, and what is allowed. */
  readonly message: string;
}

/** One line for a terminal or a log: `daily/03.md 第2行：…`. */
export function formatFault(fault: Fault): string {
  const line = fault.line > 0 ? ` 第${fault.line}行` : "";
  return `${fault.file}${line}：${fault.severity === "warning" ? "（提醒）" : ""}${fault.message}`;
}

const HOW_TO_SAVE = "请用记事本打开，另存为，编码选「UTF-8」";

/**
 * The text of a file that may come from a plain Windows editor: UTF-8 with or without BOM, line ends made `\n`.
 * Bytes that are no UTF-8 are read as GBK, so that whatever else is wrong can be named too, but that is a fault.
 */
export function decodeText(source: Uint8Array | string, file: string): { text: string; faults: Fault[] } {
  const faults: Fault[] = [];
  const fault = (line: number, message: string) => faults.push({ file, line, severity: "error", message });
  let text: string;
  if (typeof source === "string") {
    text = source;
  } else if (startsWith(source, 0xff, 0xfe) || startsWith(source, 0xfe, 0xff)) {
    fault(1, `文件是 UTF-16（Unicode）编码，只能用 UTF-8。${HOW_TO_SAVE}`);
    text = new TextDecoder(source[0] === 0xff ? "utf-16le" : "utf-16be").decode(source);
  } else {
    const line = firstLineNotUtf8(source);
    if (line > 0) {
      fault(line, `这一行不是 UTF-8 编码（多半是 GBK，记事本里叫「ANSI」），只能用 UTF-8。${HOW_TO_SAVE}`);
    }
    text = new TextDecoder(line > 0 ? "gb18030" : "utf-8").decode(source);
  }
  return { text: text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"), faults };
}

function startsWith(bytes: Uint8Array, first: number, second: number): boolean {
  return bytes[0] === first && bytes[1] === second;
}

/** 1-based line of the first byte sequence that is not UTF-8; 0 where all is well. */
function firstLineNotUtf8(bytes: Uint8Array): number {
  const strict = new TextDecoder("utf-8", { fatal: true });
  const isUtf8 = (part: Uint8Array) => {
    try {
      strict.decode(part);
      return true;
    } catch {
      return false;
    }
  };
  if (isUtf8(bytes)) return 0;
  let line = 1;
  for (let from = 0; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}

export type Refusal = "held" | "damaged" | "newer-schema" | "stamp" | "key" | "failed";

/** Exit codes as DESIGN section 4: a wrong stamp or key is a fault of the configuration. */
const exitCodes: Record<Refusal, number> = {
  held: 3,
  damaged: 4,
  "newer-schema": 4,
  stamp: 2,
  key: 2,
  failed: 5,
};

/** The store does not open; nothing was touched. The message is in Chinese, for the operator. */
export class StoreRefused extends Error {
  readonly exitCode: number;
  constructor(
    readonly reason: Refusal,
    message: string,
    /** Where the damage is: a path and an offset in bytes. */
    readonly place?: { readonly file: string; readonly byte: number },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "StoreRefused";
    this.exitCode = exitCodes[reason];
  }
}

const wayBack =
  "数据没有被改动。请先把整个数据文件夹另存一份，再用 jingmin restore 恢复最近的备份（见 docs/operations/backup.md）。";

/** `what` in Chinese, without a full stop. */
export function damaged(file: string, byte: number, what: string): StoreRefused {
  return new StoreRefused("damaged", `数据已损坏：文件 ${file} 第 ${byte} 字节处，${what}。${wayBack}`, {
    file,
    byte,
  });
}

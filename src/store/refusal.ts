export type Refusal =
  | "held"
  | "damaged"
  | "newer-schema"
  | "stamp"
  | "key"
  | "failed"
  | "full"
  | "forbidden"
  | "other";

/** Exit codes as DESIGN section 4: a wrong stamp or key is a fault of the configuration. */
const exitCodes: Record<Refusal, number> = {
  held: 3,
  damaged: 4,
  "newer-schema": 4,
  stamp: 2,
  key: 2,
  failed: 5,
  full: 1,
  forbidden: 1,
  other: 1,
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

/** What the system said while the folder was opened, as a sentence; other errors as they are. */
export function explain(error: unknown, dir: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const say = (reason: Refusal, message: string): StoreRefused =>
    new StoreRefused(reason, message, undefined, { cause: error });
  if (code === "ENOSPC" || code === "EDQUOT") {
    return say("full", `磁盘已满，数据文件夹 ${dir} 打不开。请腾出空间后再启动。`);
  }
  if (code === "EIO") return say("failed", `磁盘读写失败（${dir}）。请检查硬盘，换盘后恢复最近的备份。`);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return say("forbidden", `没有权限读写数据文件夹 ${dir}，请检查它属于哪个用户、是否只读。`);
  }
  return error;
}

export type OpenFailureReason =
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
const exitCodes: Record<OpenFailureReason, number> = {
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
export class OpenFailure extends Error {
  readonly exitCode: number;
  constructor(
    readonly reason: OpenFailureReason,
    message: string,
    /** Where the damage is: a path and an offset in bytes. */
    readonly place?: { readonly file: string; readonly byte: number },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "OpenFailure";
    this.exitCode = exitCodes[reason];
  }
}

const wayBack =
  "数据没有被改动。请先把整个数据文件夹另存一份，再用 jingmin restore 恢复最近的备份（见 docs/operations/backup.md）。";

/** `what` in Chinese, without a full stop. */
export function damaged(file: string, byte: number, what: string): OpenFailure {
  return new OpenFailure("damaged", `数据已损坏：文件 ${file} 第 ${byte} 字节处，${what}。${wayBack}`, {
    file,
    byte,
  });
}

/** Whose path it is that the system speaks of. */
type Place = "数据文件夹" | "备份文件夹";

/** What the system said of a folder as a sentence for the operator; other errors as they are. */
export function explain(error: unknown, folder: string, place: Place = "数据文件夹"): unknown {
  const { code, path = folder } = error as NodeJS.ErrnoException;
  const say = (reason: OpenFailureReason, message: string): OpenFailure =>
    new OpenFailure(reason, message, undefined, { cause: error });
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return say("full", `磁盘已满：${place} ${folder} 写不进去。请腾出空间后再试。`);
    case "EIO":
      return place === "数据文件夹"
        ? say("failed", `磁盘读写失败（${path}）。请检查硬盘，换盘后恢复最近的备份。`)
        : say("other", `备份盘读写失败（${path}）。请换一块备份盘，或换一份备份再试；还不行就检查硬盘。`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return say("forbidden", `没有权限读写 ${path}，请检查它属于哪个用户、是否只读。`);
    case "EEXIST":
    case "ENOTDIR":
    case "EISDIR":
      return say(
        "other",
        `${place} ${folder} 的路径不对：该是文件夹的地方是一个文件（${path}）。请检查路径。`,
      );
    case "ENOENT":
      return say("other", `找不到 ${path}。请检查盘插好没有、路径写对没有。`);
    default:
      return error;
  }
}

/** Runs `work`; what the system says meanwhile is thrown as a sentence. */
export async function explained<T>(folder: string, work: () => Promise<T>, place?: Place): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, folder, place);
  }
}

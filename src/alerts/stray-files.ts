import type { Fault } from "../lib/text-file.ts";

interface Entry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Files that systems and editors leave behind, and notes; none is an alert. */
const IGNORED = /^(?:[~_.].*|readme\.md|sources\.md|thumbs\.db|desktop\.ini)$/i;
const AT_THE_TOP = /^(?:schedule|holidays)\.yaml$/;
/** A picture that an alert's `poster` may name. */
const PICTURE = /\.(?:png|jpe?g)$/i;
/** How Windows, macOS and WPS name a copy. */
const COPY = /副本|拷贝|(?:^|[\s_-])copy(?:$|[\s_(（-])|[（(]\d+[)）]\s*$/i;

/** Whether a file of a series is one that the rotation sends. */
export function isAlertFile({ name }: Entry): boolean {
  return /\.md$/i.test(name) && !IGNORED.test(name) && !COPY.test(name.replace(/\.md$/i, ""));
}

/** Faults for files in a series folder that would never be sent, or be sent twice. */
export function strayInSeries(series: string, found: readonly Entry[]): Fault[] {
  return found.flatMap((entry) => {
    if (IGNORED.test(entry.name) || isAlertFile(entry) || PICTURE.test(entry.name)) return [];
    if (entry.isDirectory())
      return fault(`${series}/${entry.name}/`, "文件夹里的文件不会发送：系列里面不能再有文件夹");
    if (/\.md$/i.test(entry.name))
      return fault(`${series}/${entry.name}`, "像是另一个文件的副本，不会发送：请删掉，或者换个名字");
    const txt = /\.txt$/i.test(entry.name);
    return fault(
      `${series}/${entry.name}`,
      txt
        ? "是 .txt 文件，不会发送：请把文件名结尾改成 .md"
        : "不会发送：这里只放 .md 文件和海报图片，别的请移走",
    );
  });
}

/** Faults for files beside the series folders that the bot does not read. */
export function strayAtTop(found: readonly Entry[]): Fault[] {
  return found.flatMap((entry) => {
    if (!entry.isFile() || IGNORED.test(entry.name) || AT_THE_TOP.test(entry.name)) return [];
    if (/^(?:schedule|holidays)\b/i.test(entry.name))
      return fault(entry.name, "不会读取：文件名要正好是 schedule.yaml 和 holidays.yaml");
    const alert = /\.md$/i.test(entry.name);
    return fault(
      entry.name,
      alert
        ? "不会发送：警情提示要放进系列文件夹里"
        : "不会读取：这里只放系列文件夹、schedule.yaml 和 holidays.yaml",
    );
  });
}

function fault(file: string, message: string): Fault[] {
  return [{ file, line: 0, severity: "error", message }];
}

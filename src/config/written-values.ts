import type { Fault } from "../lib/text-file.ts";
import type { YamlFile } from "../lib/yaml-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Other ways to name a variable (shell, PowerShell, cmd, templates), which would be taken as they stand. */
const UNREPLACED =
  /\$\{[^}]*\}?|\$\(\w+\)|process\.env\.\w+|([!@])[A-Z]+_[A-Z_]+\1|<[A-Z]+_[A-Z_]+>|\$(?:env:)?[A-Za-z_]\w*|%(?![0-9A-Fa-f]{2})[A-Za-z_]\w*%|\{\{[^{}]*\}\}/;

/**
 * Puts environment variables (`${NAME}`) into every text of a YAML value. What no operator can have meant is a fault
 * with its line: a variable that is not set or written another way, a control or invisible sign, a backslash that
 * double quotes have turned into something else.
 */
export function readWritten(yaml: YamlFile, env: Environment): { value: unknown; faults: Fault[] } {
  const faults: Fault[] = [];
  const fault = (path: readonly PropertyKey[], message: string) =>
    faults.push({
      file: yaml.file,
      line: yaml.lineOf(path),
      severity: "error",
      message: `${path.join(".")} ${message}`,
    });

  function text(written: string, path: readonly PropertyKey[]): string {
    const source = yaml.sourceOf(path) ?? "";
    if (source.startsWith('"') && /\\(?!u[\da-f]{4})[^\\"/\n]/i.test(source.replaceAll("\\\\", ""))) {
      fault(path, "双引号里的反斜杠「\\」会变成换行、制表符一类：请用单引号，或写成 D:/jingmin/data");
    } else if (/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(written)) {
      fault(path, "里有看不见的字符（多半是复制带进来的），请删掉重打一遍");
    }
    const rest = written.replaceAll(/\$\{\w+\}/g, "");
    const unreplaced = UNREPLACED.exec(rest)?.[0];
    if (unreplaced) fault(path, `里的 ${unreplaced} 不会被替换；环境变量只能写成 \${NAME}`);
    return written.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined) fault(path, `用到环境变量 ${name}，但没有设置`);
      return found ?? "-";
    });
  }

  function walk(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value === "string") return text(value, path);
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  }
  return { value: walk(yaml.value, []), faults };
}

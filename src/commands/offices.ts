import type { Config } from "../config/config.ts";
import { canonicalName } from "../domain/canonical.ts";

/** The office meant by a word: its name, or a beginning that only one has (`体育场`). */
export function readOffice(config: Pick<Config, "offices">, word: string): string | undefined {
  const wanted = canonicalName(word);
  const names = config.offices.map((office) => office.name);
  const exact = names.find((name) => canonicalName(name) === wanted);
  const close = wanted.length >= 2 ? names.filter((name) => canonicalName(name).startsWith(wanted)) : [];
  return exact ?? (close.length === 1 ? close[0] : undefined);
}

export function officeNames(config: Pick<Config, "offices">): string {
  return config.offices.map((office) => office.name).join("、") || "（配置里还没有警务室）";
}

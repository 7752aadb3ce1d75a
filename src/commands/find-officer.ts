import { canonicalName } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Officer } from "../domain/people.ts";
import { showableLine } from "../domain/showable.ts";
import type { Reads } from "../store/store.ts";

/** The officer of that name, or the only one whose name begins with it (`王` of 王建国). Throws `UserFacingError`. */
export async function findOfficer(reads: Reads, typed: string): Promise<Officer> {
  const working = (await reads.officers.all()).filter((officer) => !officer.revokedAt);
  const wanted = canonicalName(typed);
  const exact = working.find((officer) => canonicalName(officer.name) === wanted);
  const close = wanted ? working.filter((officer) => canonicalName(officer.name).startsWith(wanted)) : [];
  const found = exact ?? (close.length === 1 ? close[0] : undefined);
  if (found) return found;
  throw new UserFacingError(
    close.length > 1
      ? `叫「${showableLine(typed, 20)}」的有${close.length}位：${close
          .slice(0, 8)
          .map((o) => o.name)
          .join("、")}。请写全姓名。`
      : unknownOfficer(typed),
  );
}

/** The officer whom the first words name, and what follows: 「王 伟 他管那片」. Throws as `findOfficer` does of the first word. */
export async function nameAndRest(
  reads: Reads,
  typed: string,
): Promise<{ readonly officer: Officer; readonly rest: string }> {
  const words = typed.split(/\s+/);
  const working = (await reads.officers.all()).filter((officer) => !officer.revokedAt);
  for (let count = words.length; count > 1; count--) {
    const wanted = canonicalName(words.slice(0, count).join(""));
    const officer = working.find(({ name }) => canonicalName(name) === wanted);
    if (officer) return { officer, rest: words.slice(count).join(" ") };
  }
  const [first = "", ...rest] = words;
  return { officer: await findOfficer(reads, first), rest: rest.join(" ") };
}

export const unknownOfficer = (name: string) => `没有叫「${showableLine(name, 20)}」的民警。请写全姓名。`;

/** Name to show for an officer's id. */
export async function officerName(reads: Reads, officer: Officer["id"] | undefined): Promise<string> {
  return (officer && (await reads.officers.get(officer))?.name) || "无人";
}

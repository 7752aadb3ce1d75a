import { canonical, canonicalName } from "./canonical.ts";
import { type Officer, type OfficerId, roleNames } from "./people.ts";

/** What an officer may be called in the list and what everybody is called: it names nobody. */
const titles = new Set([
  ...Object.values(roleNames),
  "所长",
  "副所长",
  "教导员",
  "指导员",
  "警官",
  "警察",
  "值班员",
]);

const compound = /^(?:欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|端木|司徒|长孙|宇文)/;
/** How people speak of an officer of whom they know the surname. */
const called = "(?:警官|警察|民警|警长|副?所长?|副?队长?|教导员|指导员|主任)";

/**
 * Officers whose names are in a text: the whole name in any spelling, or the surname with a title where only one officer
 * has that surname. None of them sees the report where it is restricted.
 */
export function meantIn(
  text: string,
  officers: readonly Pick<Officer, "id" | "name" | "revokedAt">[],
): OfficerId[] {
  const said = canonicalName(text);
  const spoken = canonical(text);
  const working = officers.filter(
    ({ name, revokedAt }) => !revokedAt && !titles.has(name) && name.length > 1,
  );
  const surnames = working.map(({ name }) => surnameOf(name));
  return working.flatMap(({ id, name }, index) => {
    const surname = surnames[index] ?? "";
    const isOnly = surname !== "" && surnames.filter((one) => one === surname).length === 1;
    const isCalled = isOnly && new RegExp(`${surname}${called}`, "u").test(spoken);
    return said.includes(canonicalName(name)) || isCalled ? [id] : [];
  });
}

function surnameOf(name: string): string {
  const first = compound.exec(name)?.[0] ?? Array.from(name)[0] ?? "";
  return /^\p{Script=Han}+$/u.test(first) ? first : "";
}

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

/** Said of whoever leads the station. */
const HEAD = /(?<![副厕]|派出)所长|教导员|指导员|一把手|所领导|你们?领导/;

type Known = Pick<Officer, "id" | "name" | "revokedAt"> & Partial<Pick<Officer, "role">>;

/**
 * Officers whose names are in a text: the whole name in any spelling, or the surname with a title where only one officer
 * has that surname; the one leader of a station also by what they are. None of them sees the report where it is
 * restricted.
 */
export function meantIn(text: string, officers: readonly Known[]): OfficerId[] {
  const said = canonicalName(text);
  const spoken = canonical(text);
  const working = officers.filter(
    ({ name, revokedAt }) => !revokedAt && !titles.has(name) && name.length > 1,
  );
  const leaders = leadersOf(officers);
  const isHead = (id: OfficerId) => leaders.length === 1 && leaders[0]?.id === id && HEAD.test(spoken);
  const surnames = working.map(({ name }) => surnameOf(name));
  const named = working.flatMap(({ id, name }, index) => {
    const surname = surnames[index] ?? "";
    const isOnly = surname !== "" && surnames.filter((one) => one === surname).length === 1;
    const isCalled = isOnly && new RegExp(`${surname}${called}`, "u").test(spoken);
    return said.includes(canonicalName(name)) || isCalled ? [id] : [];
  });
  return [...new Set([...named, ...leaders.flatMap(({ id }) => (isHead(id) ? [id] : []))])];
}

/** Whether no leader is left to read a complaint of those whom a text means; false where there is no leader at all. */
export function meansAllLeaders(text: string, officers: readonly Known[]): boolean {
  const meant = meantIn(text, officers);
  const leaders = leadersOf(officers);
  return leaders.length > 0 && leaders.every(({ id }) => meant.includes(id));
}

function leadersOf(officers: readonly Known[]): readonly Known[] {
  return officers.filter(({ role, revokedAt }) => role === "leader" && !revokedAt);
}

function surnameOf(name: string): string {
  const first = compound.exec(name)?.[0] ?? Array.from(name)[0] ?? "";
  return /^\p{Script=Han}+$/u.test(first) ? first : "";
}

import type { GroupKind } from "../../domain/groups.ts";
import { type Role, roleNames } from "../../domain/people.ts";

/** One whom the local chat lets one play; `role` and `side` are only shown, they give no rights. */
export interface LocalPersona {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly side: "people" | "station";
}

export interface LocalGroup {
  readonly id: string;
  readonly name: string;
  /** Persona ids. The bot is in every group. */
  readonly members: readonly string[];
}

/** What jingmin.yaml says of the local channel: ids are those after `local:`. */
export interface LocalStation {
  readonly officers: readonly {
    readonly id: string;
    readonly name: string;
    readonly role: Role;
    readonly office?: string | undefined;
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly name?: string | undefined;
    readonly office?: string | undefined;
    readonly topics: readonly string[];
    readonly kind: GroupKind;
  }[];
}

const residents: readonly LocalPersona[] = [
  { id: "zhangdama", name: "张大妈", role: "居民 · 70岁", side: "people" },
  { id: "lixuesheng", name: "李学生", role: "居民 · 学生", side: "people" },
  { id: "wangdianzhu", name: "王店主", role: "居民 · 开小店", side: "people" },
  { id: "zhaobaoan", name: "赵保安", role: "小区保安", side: "people" },
];

/**
 * The people of the built-in chat: four made-up residents and the station's officers. Residents are spread over the
 * offices' groups one after the other; officers are in the groups of their office, or in all without one.
 */
export function localPeople(station: LocalStation): { personas: LocalPersona[]; groups: LocalGroup[] } {
  const offices = [...new Set(station.groups.flatMap((group) => group.office ?? []))];
  const home = (index: number) => offices[index % Math.max(offices.length, 1)];
  const groups = station.groups.map((group): LocalGroup => {
    const officers = station.officers.filter((o) => !group.office || !o.office || o.office === group.office);
    const neighbours = residents.filter((_, index) => !group.office || home(index) === group.office);
    return {
      id: group.id,
      name: group.name ?? titleOf(group),
      members: [...(group.kind === "community" ? neighbours : []), ...officers].map((member) => member.id),
    };
  });
  const officers = station.officers.map((o) => ({
    id: o.id,
    name: o.name,
    role: [roleNames[o.role], o.office].filter(Boolean).join(" · "),
    side: "station" as const,
  }));
  // An account of the configuration counts more than a made-up one of the same id.
  const others = residents.filter((resident) => officers.every((officer) => officer.id !== resident.id));
  return { personas: [...others, ...officers], groups };
}

function titleOf(group: LocalStation["groups"][number]): string {
  if (group.kind === "officers") return `${group.office ?? ""}民警工作群`;
  return `${group.office ?? group.topics[0] ?? ""}警民群`;
}

import type { ActionContext } from "../app/bot-context.ts";
import { canonicalName } from "../domain/canonical.ts";
import type { Officer, OfficerId } from "../domain/people.ts";
import type { Reads } from "../store/store.ts";
import { nextShift, runningShifts } from "./shifts.ts";

/** What tells who is on duty beside the store. */
export type DutyContext = Pick<ActionContext, "config" | "holidays">;

export interface OnDuty {
  readonly officer: Officer;
  /** ISO 8601; none for dispatchers who are on duty because nobody else is. */
  readonly until?: string;
}

/** Who is on duty, and who is not although they have shifts. */
export interface Duty {
  /** Whom the shifts of jingmin.yaml and chat name now, in the order of the roster; never empty where there is a dispatcher. */
  readonly onDuty: readonly OnDuty[];
  /** Officers with a shift at another time, by id: when it begins, ISO 8601. Officers without any shift are not in it. */
  readonly offShift: ReadonlyMap<OfficerId, string>;
}

/**
 * Who is on duty at `now`: whom the shifts of jingmin.yaml name and whom chat has set, except those that chat has taken
 * off. Where that names nobody who is there, the dispatchers.
 */
export async function dutyAt(
  reads: Pick<Reads, "officers" | "duties">,
  { config, holidays }: DutyContext,
  now: Date,
): Promise<Duty> {
  const days = { zone: config.station.timezone, calendar: holidays() };
  const officers = (await reads.officers.all()).filter((officer) => !officer.revokedAt);
  const set = new Map(
    (await reads.duties.all())
      .filter(({ until }) => Date.parse(until) > now.getTime())
      .map((s) => [s.officer, s]),
  );
  const running = runningShifts(config.duty, now, days);
  const named = officers.flatMap((officer): { officer: Officer; place: number; until: Date }[] => {
    const said = set.get(officer.id);
    if (said && !said.on) return [];
    const own = running.flatMap(({ name, until }, place) =>
      isNamed(officer, name) ? [{ officer, place, until }] : [],
    );
    const inChat = said ? [{ officer, place: running.length, until: new Date(said.until) }] : [];
    const [first, ...more] = [...own, ...inChat];
    if (!first) return [];
    const until = more.reduce((latest, one) => (one.until > latest ? one.until : latest), first.until);
    return [{ ...first, until }];
  });
  const onDuty = named
    .sort((a, b) => a.place - b.place)
    .map(({ officer, until }) => ({ officer, until: until.toISOString() }));
  const offShift = new Map<OfficerId, string>();
  for (const officer of officers) {
    const own = config.duty.filter(({ name }) => isNamed(officer, name));
    if (own.length === 0 || onDuty.some((one) => one.officer.id === officer.id)) continue;
    const free = set.get(officer.id)?.until ?? "";
    const next = nextShift(own, free > now.toISOString() ? new Date(free) : now, days);
    if (next) offShift.set(officer.id, next.toISOString());
  }
  const dispatchers = officers.filter(({ role }) => role === "dispatcher").map((officer) => ({ officer }));
  return { onDuty: onDuty.length > 0 ? onDuty : dispatchers, offShift };
}

function isNamed(officer: Officer, name: string): boolean {
  return canonicalName(officer.name) === canonicalName(name);
}

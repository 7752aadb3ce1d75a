import type { ActionContext } from "../app/bot-context.ts";
import { type Figures, figuresOf } from "../domain/figures.ts";
import type { Actor } from "../domain/people.ts";
import {
  categories as allCategories,
  type Category,
  categoryNames,
  openStatuses,
  type Report,
} from "../domain/reports.ts";
import { sightOf } from "../domain/rights.ts";
import { beginningOf, inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";

/** Which reports, and by what they are told apart. Never by officer: nobody is ranked. */
export interface FiguresAsked {
  /** When they were received: from inclusive, before exclusive; none: until now. */
  readonly from: Date;
  readonly before?: Date;
  readonly office?: string;
  readonly categories?: readonly Category[];
  readonly by?: FiguresBy;
  /** Those alone that are still open. */
  readonly open?: true;
}
export const figuresBy = ["office", "category", "week"] as const;
export type FiguresBy = (typeof figuresBy)[number];

export interface FiguresFound {
  readonly whole: Figures;
  /** Offices in the order of the configuration, categories in their own, weeks oldest first; without the empty ones. */
  readonly groups: readonly { readonly name: string; readonly figures: Figures }[];
}

/** Counts and times of the reports that the officer may see: in a group without those for leaders and those on duty. */
export async function reportFigures(
  context: ActionContext,
  actor: Actor,
  { from, before, office, categories, by, open }: FiguresAsked,
): Promise<FiguresFound | NotAllowed> {
  const { store, inGroup = false, clock } = context;
  const officer = await actingOfficer(store, actor, "reports.count");
  if (!officer) return { refused: "not-allowed" };
  const reports = await store.reports.newest(
    {
      from: from.toISOString(),
      ...(before ? { before: before.toISOString() } : {}),
      ...(office === undefined ? {} : { office }),
      ...(categories ? { categories } : {}),
      ...(open ? { statuses: openStatuses } : {}),
      sight: sightOf({ ...officer, inGroup }),
    },
    Number.MAX_SAFE_INTEGER,
  );
  const now = clock.now();
  const groups = by ? split(reports, by, context) : [];
  return {
    whole: figuresOf(reports, now),
    groups: groups.map(([name, some]) => ({ name, figures: figuresOf(some, now) })),
  };
}

/** `reports` are newest first. */
function split(
  reports: readonly Report[],
  by: FiguresBy,
  { config }: ActionContext,
): (readonly [string, readonly Report[]])[] {
  if (by === "week") return splitByWeek(reports, config.station.timezone);
  const nameOf = ({ office, category }: Report) =>
    by === "office" ? (office ?? NO_OFFICE) : categoryNames[category];
  const groups = new Map<string, Report[]>();
  const order =
    by === "office" ? config.offices.map(({ name }) => name) : allCategories.map((c) => categoryNames[c]);
  for (const name of order) groups.set(name, []);
  for (const report of reports) {
    const name = nameOf(report);
    const group = groups.get(name);
    if (group) group.push(report);
    else groups.set(name, [report]);
  }
  return [...groups].filter(([, some]) => some.length > 0);
}

const NO_OFFICE = "没分到警务室的";

/** Weeks begin on Monday on the station's clocks, and are called by it. */
function splitByWeek(newestFirst: readonly Report[], timezone: string): [string, Report[]][] {
  const weeks: [string, Report[]][] = [];
  let begins = "";
  for (const report of newestFirst) {
    if (weeks.length === 0 || report.receivedAt < begins) {
      const day = inZone(report.receivedAt, timezone).startOf("day");
      const monday = day.subtract((day.day() + 6) % 7, "day");
      begins = beginningOf(monday, timezone).toISOString();
      weeks.push([`${monday.format("M月D日")}起`, []]);
    }
    weeks.at(-1)?.[1].push(report);
  }
  return weeks.reverse();
}

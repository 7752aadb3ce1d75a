import type { ActionContext } from "../app/bot-context.ts";
import { type Figures, figuresOf, type Measured, measureReport } from "../domain/figures.ts";
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
  asked: FiguresAsked,
): Promise<FiguresFound | NotAllowed> {
  const found = await figuresByEach(context, actor, asked, asked.by ? [asked.by] : []);
  return "refused" in found ? found : { whole: found.whole, groups: found.by.get(asked.by) ?? [] };
}

/** The same, told apart in several ways at once. */
export async function figuresByEach(
  context: ActionContext,
  actor: Actor,
  { from, before, office, categories, open }: Omit<FiguresAsked, "by">,
  ways: readonly FiguresBy[],
): Promise<
  | {
      readonly whole: Figures;
      readonly by: ReadonlyMap<FiguresBy | undefined, FiguresFound["groups"]>;
    }
  | NotAllowed
> {
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
  const rows = reports.map((report): Row => ({ report, measured: measureReport(report, now) }));
  const figures = (some: readonly Row[]) => figuresOf(some.map(({ measured }) => measured));
  const groups = (way: FiguresBy) =>
    split(rows, way, context).map(([name, some]) => ({ name, figures: figures(some) }));
  return { whole: figures(rows), by: new Map(ways.map((way) => [way, groups(way)])) };
}

interface Row {
  readonly report: Report;
  readonly measured: Measured;
}

/** `rows` are newest first. */
function split(rows: readonly Row[], by: FiguresBy, { config }: ActionContext): [string, Row[]][] {
  if (by === "week") return splitByWeek(rows, config.station.timezone);
  const offices = config.offices.map(({ name }) => name);
  const order = by === "office" ? offices : allCategories.map((category) => categoryNames[category]);
  const groups = new Map<string, Row[]>(order.map((name) => [name, []]));
  for (const row of rows) {
    const { office = NO_OFFICE, category } = row.report;
    const name = by === "office" ? office : categoryNames[category];
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups].filter(([, some]) => some.length > 0);
}

const NO_OFFICE = "没分到警务室的";

/** Weeks begin on Monday on the station's clocks, and are called by it. */
function splitByWeek(newestFirst: readonly Row[], timezone: string): [string, Row[]][] {
  const weeks: [string, Row[]][] = [];
  let begins = "";
  for (const row of newestFirst) {
    const { receivedAt } = row.report;
    if (weeks.length === 0 || receivedAt < begins) {
      const day = inZone(receivedAt, timezone).startOf("day");
      const monday = day.subtract((day.day() + 6) % 7, "day");
      begins = beginningOf(monday, timezone).toISOString();
      weeks.push([`${monday.format("M月D日")}起`, []]);
    }
    weeks.at(-1)?.[1].push(row);
  }
  return weeks.reverse();
}

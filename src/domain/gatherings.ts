import type { Matter } from "./decide/likeness.ts";
import { mayBeOneMatter } from "./merging.ts";
import type { Category } from "./reports.ts";

/** A report as far as it may tell what gathers; nothing that is `sensitive` or `restricted` is one. */
export interface Told extends Matter {
  readonly number: string;
  readonly category: Category;
  readonly office?: string | undefined;
  /** One person who writes three times is one. */
  readonly reporter?: string | undefined;
  /** ISO 8601. */
  readonly at: string;
}

/** One kind of thing that more people tell than usual. */
export interface Gathering {
  /** What it is about, the same from day to day where its kind has a name. */
  readonly about: string;
  readonly kind?: string;
  /** Of the one office that all of it is from. */
  readonly office?: string;
  /** Numbers of this week's reports, oldest first. */
  readonly numbers: readonly string[];
}

const DAY = 86_400_000;
export const WEEK_MS = 7 * DAY;
/** The weeks that this one is measured against. */
export const BEFORE_MS = 28 * DAY;
const WEEKS_BEFORE = BEFORE_MS / WEEK_MS;
const FEWEST = 3;

/** Kinds of trouble that have a name, by the words that tell them. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ["诈骗", /诈骗|骗子|被骗|骗局|骗钱|骗走|刷单|验证码|屏幕共享|冒充/],
  ["盗窃", /被偷|偷[了走电车东]|小偷|盗窃|被盗|撬[门锁开]|扒手/],
  ["电动车充电", /飞线|(?:电动车|电瓶车|电池).{0,8}(?:充电|进楼|上楼|楼道)|(?:楼道|楼里).{0,6}充电/],
  ["消防通道", /消防通道|安全出口|灭火器|(?:楼道|楼梯).{0,6}(?:堆|杂物|纸箱|堵)/],
  ["噪音", /噪音|噪声|扰民|太吵|吵得|广场舞|半夜.{0,6}(?:施工|装修|唱)/],
  ["停车", /乱停|违停|占道|停车|堵(?:住|着|了)?(?:路|门|出口)/],
  ["养犬", /[恶大野流浪]狗|狗.{0,6}(?:咬|叫|绳|追)|犬|遛狗/],
  ["高空抛物", /高空抛物|楼上.{0,6}(?:扔|掉|砸|抛)/],
  ["可疑人员", /可疑|踩点|尾随|陌生(?:人|男|女).{0,8}(?:敲门|转悠|徘徊)/],
];

/** The words that tell a kind, to find a text about it. */
export function wordsOfKind(kind: string): RegExp | undefined {
  return kinds.find(([name]) => name === kind)?.[1];
}

/** What gathers in the week before `now`, measured against the four before it; `told` is of these five weeks. */
export function gatheringsIn(told: readonly Told[], now: Date): Gathering[] {
  const since = new Date(now.getTime() - WEEK_MS).toISOString();
  const inOrder = [...told].sort((a, b) => (a.at + a.number < b.at + b.number ? -1 : 1));
  const week = inOrder.filter(({ at }) => at >= since && at <= now.toISOString());
  const earlier = inOrder.filter(({ at }) => at < since);
  const clusters = clustersOf(week).filter((cluster) => peopleIn(cluster) >= FEWEST);
  return clusters.flatMap((cluster) => {
    const before = peopleIn(earlier.filter((one) => cluster.some((other) => isOfOneKind(one, other))));
    const count = peopleIn(cluster);
    return isClearlyMore(count, before / WEEKS_BEFORE) ? [gathering(cluster)] : [];
  });
}

/** Twice what is usual and one more: three where there is mostly none, not five where there are mostly three. */
function isClearlyMore(count: number, usual: number): boolean {
  return count >= 2 * usual + 1;
}

function peopleIn(reports: readonly Told[]): number {
  return new Set(reports.map(({ reporter, number }) => reporter ?? number)).size;
}

function isOfOneKind(a: Told, b: Told): boolean {
  if (a.category !== b.category) return false;
  const [kind, other] = [kindOf(a), kindOf(b)];
  return kind === undefined || other === undefined ? mayBeOneMatter(a, b) : kind === other;
}

function kindOf({ text }: Told): string | undefined {
  return kinds.find(([, words]) => words.test(text))?.[0];
}

/** Reports that hang together, each with at least one other. */
function clustersOf(reports: readonly Told[]): Told[][] {
  const clusters: Told[][] = [];
  for (const report of reports) {
    const near = clusters.filter((cluster) => cluster.some((other) => isOfOneKind(report, other)));
    for (const one of near) clusters.splice(clusters.indexOf(one), 1);
    clusters.push([...near.flat(), report]);
  }
  return clusters;
}

function gathering(cluster: readonly Told[]): Gathering {
  const sorted = [...cluster].sort((a, b) => (a.at + a.number < b.at + b.number ? -1 : 1));
  const [first] = sorted;
  const named = sorted.map(kindOf).find((kind) => kind !== undefined);
  const offices = [...new Set(sorted.map(({ office }) => office))];
  const office = offices.length === 1 ? offices[0] : undefined;
  return {
    about: [first?.category, named ?? first?.number, office ?? ""].join("|"),
    ...(named ? { kind: named } : {}),
    ...(office ? { office } : {}),
    numbers: sorted.map(({ number }) => number),
  };
}

/** An alert that is suggested to officers, since one kind of thing gathers. */
export interface Suggestion {
  /** What it is called in chat: `3`. */
  readonly id: string;
  readonly about: string;
  readonly title: string;
  readonly text: string;
  readonly office?: string;
  readonly numbers: readonly string[];
  /** ISO 8601; what gathers is suggested again a week after this at the earliest. */
  readonly at: string;
  readonly state: "open" | "used" | "declined";
}

/** Whether it was suggested, or turned down, within the week. */
export function isSuggested(
  { about, numbers }: Gathering,
  before: readonly Suggestion[],
  now: Date,
): boolean {
  const since = new Date(now.getTime() - WEEK_MS).toISOString();
  return before.some(
    (one) =>
      one.at > since && (one.about === about || one.numbers.some((number) => numbers.includes(number))),
  );
}

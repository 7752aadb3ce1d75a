import type { Channel } from "../channels/channel.ts";

/** How fast broadcasts may leave one account. Answers and notices are never paced. */
export interface Budget {
  readonly perMinute: number;
  /** Per day in the station's zone. */
  readonly perDay: number;
  /** The least time between two broadcasts, in milliseconds; up to half of it is added at random. */
  readonly gap: number;
}

/** Defaults by type of channel. A type that needs no pacing has none. */
const defaultBudgets: Partial<Record<Channel["type"], Budget>> = {
  onebot: { perMinute: 30, perDay: 2000, gap: 1000 },
  wechaty: { perMinute: 12, perDay: 600, gap: 4000 },
  // To one conversation WeCom lets a bot say 30 things a minute, 1000 an hour.
  "wecom-bot": { perMinute: 30, perDay: 2000, gap: 500 },
};

/** How many calls an account may have under way at once. One for WeChat: it blocks accounts that send fast, whatever they send. */
export const callsAbreast: Record<Channel["type"], number> = {
  local: 16,
  onebot: 16,
  wechaty: 1,
  manual: 1,
  "wecom-bot": 8,
  "wechat-kf": 16,
  // They wait for each other: those of one owner are one task.
  "wecom-groups": 2000,
};

/** Calls kept free of broadcasts, so that an answer need not wait for one. */
const FOR_ANSWERS = 4;

/** How many broadcasts an account may have under way: one, or what answers leave where its budget says `gap: PT0S`. */
export function broadcastsAbreast({ type }: Pick<Channel, "type">, budget: Budget | undefined): number {
  if (type === "wecom-groups") return callsAbreast[type];
  return budget?.gap === 0 ? Math.max(callsAbreast[type] - FOR_ANSWERS, 1) : 1;
}

/** By channel name: the budget in jingmin.yaml, else the default of the channel's type. */
export function budgetsOf(
  channels: Iterable<Channel>,
  configured: Readonly<Record<string, Budget>>,
): Map<string, Budget> {
  const budgets = new Map<string, Budget>();
  for (const { name, type } of channels) {
    const budget = configured[name] ?? defaultBudgets[type];
    if (budget) budgets.set(name, budget);
  }
  return budgets;
}

const MINUTE = 60_000;
const LONGEST_GAP = 5 * MINUTE;
/** After so many refusals for risk control in a row, broadcasts stop. */
const STRIKES = 3;

export interface Pace {
  /** The earliest instant (ms) for the next broadcast by gap and minute; at most `now` if it may go now. */
  next(now: number): number;
  /** Counts a broadcast that goes out now. */
  took(now: number): void;
  /** The network refused a broadcast for risk control: the gap doubles. True if that happened too often and broadcasts must stop. */
  objected(now: number): boolean;
  /** The network accepted a broadcast: the gap shrinks towards its usual length. */
  accepted(): void;
}

/** `random` gives numbers from 0 up to 1. */
export function createPace(budget: Budget | undefined, random: () => number = Math.random): Pace {
  let recent: number[] = [];
  let notBefore = 0;
  let slow = 1;
  let strikes = 0;
  const base = budget?.gap ?? 0;
  return {
    next(now) {
      recent = recent.filter((at) => at > now - MINUTE && at <= now);
      const byMinute =
        budget && recent.length >= budget.perMinute
          ? (recent[recent.length - budget.perMinute] ?? now) + MINUTE
          : 0;
      // After the clock was set back, times noted before lie in the future: they must not hold broadcasts until then.
      notBefore = Math.min(notBefore, now + 1.5 * LONGEST_GAP);
      return Math.max(notBefore, byMinute);
    },
    took(now) {
      const gap = slow > 1 ? Math.min(Math.max(base, 1000) * slow, LONGEST_GAP) : base;
      notBefore = now + gap * (1 + random() / 2);
      if (budget) recent.push(now);
    },
    objected(now) {
      slow = Math.min(slow * 2, 256);
      notBefore = Math.max(notBefore, now + Math.min(Math.max(base, 1000) * slow, LONGEST_GAP));
      strikes += 1;
      if (strikes < STRIKES) return false;
      strikes = 0;
      return true;
    },
    accepted() {
      slow = Math.max(slow / 2, 1);
      strikes = 0;
    },
  };
}

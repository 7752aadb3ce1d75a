import QuickLRU from "quick-lru";
import type { ActionContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { type Address, addressKey, type BindCode, type Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { channelLabel, noticeAdmins } from "../operators/index.ts";
import type { Reads, Store } from "../store/store.ts";
import { burn, isOpen } from "./burn-codes.ts";

const TRIES = 5;
const HOUR = 60 * 60_000;
/** Accounts whose tries are remembered; the longest silent are forgotten first. */
const REMEMBERED = 10_000;

/** When an account last guessed, at each open store; gone with a restart. */
const guesses = new WeakMap<Store, QuickLRU<string, readonly number[]>>();

export type AccountBound =
  | { readonly done: Officer }
  | { readonly refused: "no-such-code" | "too-many-tries" }
  /** Whoever the account is bound to already. */
  | { readonly refused: "bound-to-another"; readonly officer: Officer };

/** Binds the sender's account to the officer whom the code is for. The code of another, sent by an officer, is burnt. */
export async function bindAccount(
  context: ActionContext,
  { from, fromName, channel }: Pick<InboundMessage, "from" | "fromName" | "channel">,
  code: string,
): Promise<AccountBound> {
  const { store } = context;
  const now = context.clock.now();
  const mayTry = countTry(store, from, now);
  const bound = await store.tx(async (t): Promise<AccountBound> => {
    const already = await t.officers.byAddress(from);
    const found = await t.codes.byHash(context.hashCode(code));
    const owner = found?.officer ? await t.officers.get(found.officer) : undefined;
    const isGood = found !== undefined && isOpen(found, now) && isFor(found, owner);
    const mayUse = !already || (isGood && owner?.id === already.id);
    if (found && !mayUse) await burn(t, [found], "by-another", now);
    if (!mayTry) return { refused: "too-many-tries" };
    // The same for every code that is not theirs: they learn nothing of others'.
    if (already && !mayUse) return { refused: "bound-to-another", officer: already };
    if (!isGood) return { refused: "no-such-code" };
    const officer = owner ?? (await firstAdmin(t, fromName, now));
    const accounts = [from, ...officer.accounts.filter((account) => !isReplaced(account, from))];
    t.officers.put({ ...officer, accounts });
    t.codes.put({ ...found, usedAt: now.toISOString() });
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "officer.bound",
      subject: { kind: "officer", id: officer.id },
      facts: { channel, role: officer.role },
    });
    const on = context.channels.get(channel);
    const label = on ? channelLabel(on, context.channels.values()) : channel;
    const text = `${officer.name}绑定了一个${label}账号。不是本人，请马上发「/民警 停用 ${officer.name}」。`;
    await noticeAdmins(t, text, now, officer.id);
    return { done: officer };
  });
  if ("done" in bound) guesses.get(store)?.delete(addressKey(from));
  return bound;
}

/** Whether the code is the first admin's, or of an officer's present term. */
function isFor({ officer, term }: BindCode, owner: Officer | undefined): boolean {
  return officer === null || (owner !== undefined && !owner.revokedAt && owner.term === term);
}

/** Counts a try; no more than five within an hour. */
function countTry(store: Store, from: Address, now: Date): boolean {
  const byAccount = guesses.get(store) ?? new QuickLRU<string, readonly number[]>({ maxSize: REMEMBERED });
  guesses.set(store, byAccount);
  const key = addressKey(from);
  const recent = (byAccount.get(key) ?? []).filter((at) => at > now.getTime() - HOUR);
  if (recent.length >= TRIES) return false;
  byAccount.set(key, [...recent, now.getTime()]);
  return true;
}

/** The same account, or one of the same channel whose ids have been re-issued since. */
function isReplaced(account: Address, by: Address): boolean {
  return (
    addressKey(account) === addressKey(by) || (account.channel === by.channel && account.epoch !== by.epoch)
  );
}

/** What no name needs: blanks, signs, and letters that nobody sees. */
const noName = /[^\p{L}\p{M}\p{N}·•]|\p{Default_Ignorable_Code_Point}/gu;

/** The bearer of the code that the first start prints. */
async function firstAdmin(reads: Reads, called: string, now: Date): Promise<Officer> {
  const seen = Array.from(called.replace(noName, "")).slice(0, 12).join("");
  const name = /[\p{L}\p{N}]/u.test(seen) ? seen : "管理员";
  let unique = name;
  for (let n = 2; await reads.officers.byName(unique); n++) unique = `${name}${n}`;
  return { id: newId(now), name: unique, role: "admin", accounts: [], fixed: false };
}

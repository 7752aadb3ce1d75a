import { z } from "zod";
import type { BotContext } from "../app/bot-context.ts";
import { UserFacingError } from "../domain/errors.ts";
import { type Address, addressKey, type BindCode, type Officer, roleNames } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { noticeAdmins } from "../operators/admin-notices.ts";
import type { Reads } from "../store/store.ts";
import { channelName } from "./channel-name.ts";
import { defineCommand } from "./command.ts";

const TRIES = 5;
const HOUR = 60 * 60_000;
/** Accounts whose tries are remembered; the longest silent are forgotten first. */
const REMEMBERED = 10_000;

/** When an account last guessed, of each running bot; gone with a restart. */
const guesses = new WeakMap<BotContext, Map<string, readonly number[]>>();

const args = z
  .string()
  .trim()
  .regex(/^\S+$/, "要写所里给的码")
  .transform((code) => ({ code: code.normalize("NFKC").toUpperCase() }));

export const bindCommand = defineCommand({
  name: "bind",
  aliases: ["绑定"],
  action: "account.bind",
  where: ["dm"],
  summary: "用所里给的码绑定这个账号",
  usage: ["/绑定 ABCD2345"],
  args,
  async run({ code }, { bot, message, officer: already, now }) {
    const { from, channel } = message;
    checkTries(bot, from, now);
    const bound = await bot.store.tx(async (t) => {
      const found = await t.codes.byHash(bot.hashCode(code));
      const owner = found?.officer ? await t.officers.get(found.officer) : undefined;
      const isGood = found && isOpen(found, now) && isFor(found, owner);
      // The same for every code that is not his: he learns nothing of others'.
      if (already && !(isGood && owner?.id === already.id)) {
        throw new UserFacingError(`这个账号已经绑定${already.name}，没有再绑。`);
      }
      if (!isGood) return undefined;
      const officer = owner ?? (await firstAdmin(t, message.fromName, now));
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
      const text = `${officer.name}绑定了一个${channelName(channel, bot)}账号。不是本人，请马上发「/民警 停用 ${officer.name}」。`;
      await noticeAdmins(t, text, now, officer.id);
      return officer;
    });
    if (!bound) throw new UserFacingError("这个码不对、用过了或过期了。请找所里要一个新的。");
    guesses.get(bot)?.delete(addressKey(from));
    bot.outbox.wake({ officer: bound.id });
    const who = [roleNames[bound.role], bound.office].filter(Boolean).join("，");
    return `绑定好了，${bound.name}（${who}）。发「帮助」看能做什么。`;
  },
});

function isOpen({ usedAt, expiresAt }: BindCode, now: Date): boolean {
  return !usedAt && expiresAt > now.toISOString();
}

/** Whether the code is the first admin's, or of an officer's present term. */
function isFor({ officer, term }: BindCode, owner: Officer | undefined): boolean {
  return officer === null || (owner !== undefined && !owner.revokedAt && owner.term === term);
}

/** Counts a try; refuses the sixth within an hour. */
function checkTries(bot: BotContext, from: Address, now: Date): void {
  const byAccount = guesses.get(bot) ?? new Map<string, readonly number[]>();
  guesses.set(bot, byAccount);
  const key = addressKey(from);
  const recent = (byAccount.get(key) ?? []).filter((at) => at > now.getTime() - HOUR);
  if (recent.length >= TRIES) throw new UserFacingError("试得太多了，请一小时后再试，或找所里要一个新码。");
  byAccount.delete(key);
  byAccount.set(key, [...recent, now.getTime()]);
  for (const oldest of byAccount.keys()) {
    if (byAccount.size <= REMEMBERED) break;
    byAccount.delete(oldest);
  }
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

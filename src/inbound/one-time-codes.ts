import type { BotContext } from "../app/bot-context.ts";
import type { Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import type { BindCode } from "../domain/people.ts";
import { understand } from "../domain/understanding/interpret.ts";
import type { Model } from "../domain/understanding/model.ts";
import type { Danger } from "../domain/understanding.ts";
import { codeSigns, codesIn } from "../lib/codes.ts";
import { outboxRow } from "../outbox/outbox-row.ts";
import { burn } from "../people/burn-codes.ts";

/** `bind`: the sender wants to use this code. `answer`: it was burnt, and this is to be said, if anything. */
export type CodeFound = { readonly bind: string } | { readonly answer: string | undefined } | "no-code";

/**
 * Looks for one-time codes in what came in, before anything of it is kept: one that stood in a report or a note would
 * make an officer of whoever reads it first.
 */
export function createCodeWatch(bot: BotContext) {
  return async (message: InboundMessage, place: Place): Promise<CodeFound> => {
    const [first, ...more] = codesOf(message);
    if (first === undefined) return "no-code";
    const now = bot.clock.now();
    const open = new Map((await bot.store.codes.open(now)).map((code) => [code.hash, code]));
    const found = [first, ...(open.size > 0 ? more : [])].flatMap((code) => {
      const given = open.get(bot.hashCode(code));
      return given ? [{ code, given }] : [];
    });
    const [hit] = found;
    // A code with a slip of the finger is as good as one: seven of its eight signs.
    if (!hit) return place === "dm" && meansToBind(message.text, open.size > 0) ? { bind: first } : "no-code";
    const mayBind = place === "dm" && !message.anonymous && dangerIn(message.text, bot.model) === undefined;
    const wantsIt = mayBind && isAboutBinding(message.text);
    if (wantsIt) return { bind: hit.code };
    return burnt(
      message,
      place,
      found.map(({ given }) => given),
    );
  };

  async function burnt(
    message: InboundMessage,
    place: Place,
    codes: readonly BindCode[],
  ): Promise<CodeFound> {
    const now = bot.clock.now();
    await bot.store.tx(async (t) => {
      await burn(t, codes, place === "dm" ? "in-text" : "in-group", now);
      const sender = message.anonymous ? undefined : await t.officers.byAddress(message.from);
      if (place === "community" && sender)
        t.deliveries.put(outboxRow({ kind: "notice", to: { officer: sender.id }, text: inGroup }, now));
    });
    if (place !== "dm") return { answer: place === "officers" ? inGroup : undefined };
    const danger = dangerIn(message.text, bot.model);
    return { answer: danger ? `${dangerAdvice(danger, bot.config.station)}\n${inText}` : inText };
  }
}

const inGroup = "绑定码不能发在群里，已作废。请找管理员要个新的，私聊发给我。";
const inText = "您的话里有绑定码，这条没有保存，码也作废了。别的话请去掉码再说一遍。";

/** Whatever could be a code in a message; the names of files are kept, too. */
export function codesOf({ text, attachments }: InboundMessage): ReadonlySet<string> {
  const found = codesIn(text);
  const named = attachments.flatMap(({ name = "" }) => [...codesIn(name)]);
  return named.length > 0 ? new Set([...found, ...named]) : found;
}

/** Letters and digits beside the code's, at most, of somebody who tells nothing else; more, where they speak of binding. */
const AROUND = 24;
const AROUND_BINDING = 80;

/** A code is a jumble of signs, of which the model makes anything: only the words beside it can tell of danger. */
function dangerIn(text: string, model: Model): Danger | undefined {
  const words = hanOf(text).replace(/[零〇一二三四五六七八九十两幺壹贰叁肆伍陆柒捌玖拾]/g, "");
  return words.length < 2 || ABOUT_BINDING.test(words) ? undefined : understand(words, model).danger;
}

function isAboutBinding(text: string): boolean {
  const around = lettersOf(text).length - 8;
  return around <= AROUND || (around <= AROUND_BINDING && /绑|邀请码|bind/i.test(canonical(text)));
}

/** Nothing but something like a code, and words around it that say what it is for. */
function meansToBind(text: string, someAreOpen: boolean): boolean {
  if (lettersOf(text).length > 8 + AROUND) return false;
  const words = hanOf(text);
  const latin = codeSigns(text).length;
  if (words === "" && latin === 8) return someAreOpen;
  return ABOUT_BINDING.test(words) && /绑定|邀请/.test(words)
    ? latin <= 12
    : /^\/?(?:bind|invite)/i.test(canonical(text).trim()) && words === "";
}

const ABOUT_BINDING =
  /^(?:我|要|想|的|是|码|绑定|邀请|请|帮|一下|账号|民警|所里|给|这|个|吗|绑|麻烦|您?你?好|谢谢)*$/;

function hanOf(text: string): string {
  return lettersOf(text).replace(/[^\p{Script=Han}]/gu, "");
}

function lettersOf(text: string): string {
  return canonical(text).replace(/[^\p{L}\p{N}]/gu, "");
}

import { audienceOf, readAudience } from "../alerts/audience.ts";
import { addPicture } from "../alerts/draft-picture.ts";
import { changeDraft, dropDraft } from "../alerts/drafts.ts";
import { sendAtOnce } from "../alerts/send-at-once.ts";
import { submitAlert } from "../alerts/submit-alert.ts";
import type { Alert } from "../domain/alerts.ts";
import { canonical, canonicalWord } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Audience } from "../domain/groups.ts";
import { showableLine } from "../domain/showable.ts";
import { cancelled } from "./alert-after.ts";
import { expectDone, personalRefusal, shownDraft, stateWords } from "./alert-drafts.ts";
import { readAlertNumber } from "./alert-number.ts";
import { type AlertWord, askAlert, isYes } from "./alert-words.ts";
import type { CommandContext } from "./command.ts";
import { readMoment } from "./read-moment.ts";
import { acting } from "./report-answers.ts";

/** What stands behind a word: the number of an alert, where one is named, and the rest. */
function numbered(typed: string, context: CommandContext): { number?: string; rest: string } {
  return readAlertNumber(typed, context) ?? { rest: typed.trim() };
}

export async function audienceIn(typed: string, { bot }: CommandContext): Promise<Audience> {
  const read = readAudience(typed, await bot.store.groups.all(), bot.config);
  if ("audience" in read) return read.audience;
  const [name] = read.unknown;
  throw new UserFacingError(
    name === undefined
      ? "要写发给哪些群，例如「/提示 给 体育场警务室群」「/提示 给 全部」。"
      : `没有叫「${showableLine(name, 20)}」的群、警务室或话题，没有改。有哪些群，发「/群」。`,
  );
}

export function untilIn(typed: string, { bot, now }: CommandContext): string {
  const at = readMoment(typed, now, bot.config.station.timezone);
  if (!at)
    throw new UserFacingError(
      "没看懂时间，没有改。例如「/提示 到 18点」「/提示 到 明天8点半」「/提示 到 12月3日」。",
    );
  if (at <= now) throw new UserFacingError("这个时间已经过了，没有改。");
  return at.toISOString();
}

export const rewriteWord: AlertWord = {
  words: ["改", "改成", "修改"],
  usage: ["/提示 改 新的标题\n新的正文"],
  async run(typed, context) {
    const { number, rest } = numbered(typed, context);
    const change = { number, change: { typed: rest } };
    return shownDraft(expectDone(await changeDraft(...acting(context), change)), context);
  },
};

export const audienceWord: AlertWord = {
  words: ["给", "发给"],
  usage: ["/提示 给 体育场警务室群"],
  async run(typed, context) {
    const { number, rest } = numbered(typed, context);
    const audience = await audienceIn(rest, context);
    return shownDraft(
      expectDone(await changeDraft(...acting(context), { number, change: { audience } })),
      context,
    );
  },
};

export const untilWord: AlertWord = {
  words: ["到", "截止", "有效到"],
  usage: ["/提示 到 18点"],
  async run(typed, context) {
    const { number, rest } = numbered(typed, context);
    const expires = untilIn(rest, context);
    return shownDraft(
      expectDone(await changeDraft(...acting(context), { number, change: { expires } })),
      context,
    );
  },
};

export const posterWord: AlertWord = {
  words: ["海报", "要海报", "配海报"],
  usage: ["/提示 海报"],
  run: (typed, context) => withPoster(numbered(typed, context).number, context),
};

async function withPoster(number: string | undefined, context: CommandContext) {
  const change = { poster: "drawn" as const };
  return shownDraft(expectDone(await changeDraft(...acting(context), { number, change })), context);
}

/** Whether the alert asks its groups for 「收到」. */
export const askWord: AlertWord = {
  words: ["要收到", "要回执", "回执"],
  usage: ["/提示 要收到"],
  run: (typed, context) => asked(typed, true, context),
};

export const askNotWord: AlertWord = {
  words: ["不要收到", "不用收到"],
  usage: ["/提示 不要收到"],
  run: (typed, context) => asked(typed, false, context),
};

async function asked(typed: string, acknowledge: boolean, context: CommandContext) {
  const { number } = numbered(typed, context);
  const changed = await changeDraft(...acting(context), { number, change: { acknowledge } });
  return shownDraft(expectDone(changed), context);
}

export const submitWord: AlertWord = {
  words: ["送审", "报批", "提交"],
  usage: ["/提示 送审"],
  run: (typed, context) => submitted(numbered(typed, context).number, context),
  async answered(said, id, context) {
    const alert = await context.bot.store.alerts.get(id);
    if ("step" in said) {
      if (said.step === "cancel") return dropped(alert?.number, context);
      return `${alert?.number} 先存着，没有送审。要送审，发「/提示 送审」。`;
    }
    if (!("words" in said)) return undefined;
    const pictured = await pictureIn(context, id);
    if (pictured) {
      const groups = await audienceOf(context.bot.store, pictured);
      return shownDraft({ done: pictured, groups, remarks: [] }, context);
    }
    const groups = /^发(\d{1,4})个?群[。！!]?$/.exec(canonical(said.words).replace(/\s/g, ""))?.[1];
    if (groups !== undefined) return sentAtOnce(id, Number(groups), context);
    for (const word of [posterWord, askWord, askNotWord])
      if (word.words.includes(canonicalWord(said.words))) return word.run(alert?.number ?? "", context);
    if (isYes(said.words) || submitWord.words.includes(said.words.trim()))
      return submitted(alert?.number, context);
    await askAlert("送审", id, context);
    return `还没送审。回「好」送审，回「取消」不发了；要改字，发「/提示 改 新的话」。`;
  },
};

/** The alert with the picture that came with the message, where one did. */
export async function pictureIn(context: CommandContext, id: string): Promise<Alert | undefined> {
  const { attachments, channel } = context.message;
  const picture = attachments.find(({ kind }) => kind === "image");
  if (!picture) return undefined;
  const { done } = expectDone(await addPicture(...acting(context), { id, channel, picture }));
  context.bot.fetchAttachments();
  return done;
}

/** The alert with the last picture that the officer sent before its words, within ten minutes. */
export async function pictureBefore(context: CommandContext, id: string): Promise<Alert | undefined> {
  const { forwarded, message } = context;
  const picture = forwarded?.attachments.findLast(({ kind }) => kind === "image");
  if (!forwarded || !picture) return undefined;
  const { done } = expectDone(
    await addPicture(...acting(context), { id, channel: message.channel, picture }),
  );
  forwarded.registered();
  context.bot.fetchAttachments();
  return done;
}

async function sentAtOnce(id: string, typed: number, context: CommandContext): Promise<string> {
  const result = await sendAtOnce(...acting(context), { id, typed });
  if (!("refused" in result))
    return `${result.done.number} 30秒后发${result.groups}个群，不发回「撤」。发了以后要有人补审，会一直提醒。`;
  await askAlert("送审", id, context);
  switch (result.refused) {
    case "miscounted":
      return `没有发：这条要发的是${result.groups}个群。对的话，回「发${result.groups}群」。`;
    case "not-allowed":
      return "先发后审只有值班民警能办，没有发。回「好」送审。";
    case "not-extreme":
      return "只有特别紧急的模板能先发后审，没有发。回「好」送审。";
    case "no-group":
      return "没有能发的群，没有发。先选群：「/提示 给 …群」。";
    case "personal":
      return personalRefusal(result);
    case "no-such":
      return "没有这条提示，没有发。";
    default:
      return `这条${stateWords[result.state]}，没有发。`;
  }
}

async function submitted(number: string | undefined, context: CommandContext): Promise<string> {
  const { done, asked } = expectDone(await submitAlert(...acting(context), { number }));
  return `${done.number} 已送审，等${asked.map(({ name }) => name).join("、")}批。批了马上发，结果会告诉您。`;
}

export const dropWord: AlertWord = {
  words: ["取消", "不发了"],
  usage: ["/提示 取消"],
  async run(typed, context) {
    const { number, rest } = numbered(typed, context);
    const alert = number === undefined ? undefined : await context.bot.store.alerts.byNumber(number);
    const isSent = alert?.state === "broadcasting" || alert?.state === "completed";
    return isSent && number ? cancelled(number, rest, context) : dropped(number, context);
  },
};

export async function dropped(number: string | undefined, context: CommandContext): Promise<string> {
  const { done } = expectDone(await dropDraft(...acting(context), { number }));
  return `${done.number} 取消了，不会发。`;
}

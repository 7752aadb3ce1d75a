import { MOST_PICTURES, type PicturesRefused, receivePictures } from "../attachments/receive-pictures.ts";
import type { SentPicture } from "../domain/attachments.ts";
import { placeholders } from "../domain/canned-answers.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { wordsFor } from "../reports/canned-answers.ts";
import { maySendPictures } from "../reports/reply-pictures.ts";
import type { CommandContext } from "./command.ts";
import { acting, unlessRefused } from "./report-answers.ts";

const ONLY_PICTURES = "请看照片。";

/** What the resident is to get: the words, and pictures that came with them, drawn anew. */
export async function replyContent(
  number: string,
  typed: string,
  context: CommandContext,
): Promise<{ text: string; pictures: readonly SentPicture[] }> {
  const { message, bot } = context;
  if (message.attachments.length === 0) {
    if (typed === "") throw new UserFacingError("要写编号和内容，例如「/回复 42 物业今天清走」。");
    return { text: await replyWords(number, typed, context), pictures: [] };
  }
  const allowed = await maySendPictures(...acting(context), { number });
  if ("refused" in allowed && allowed.refused === "takes-no-pictures") throw new UserFacingError(TAKES_NONE);
  unlessRefused(allowed);
  const text = typed === "" ? ONLY_PICTURES : await replyWords(number, typed, context);
  const received = await receivePictures(message, bot);
  if ("refused" in received) throw new UserFacingError(notReceived[received.refused]);
  return { text, pictures: received.pictures };
}

const TAKES_NONE = "对方的渠道收不了图片，没有发。请用文字说。";
const notReceived: Record<PicturesRefused["refused"], string> = {
  "too-many": `一次最多${MOST_PICTURES}张照片，没有发。`,
  "too-large": "照片太大（超过20MB），没有发。请截个图再发。",
  "no-picture": "只能转照片（JPG、PNG、WebP），没有发。别的请截个图，或用文字说。",
  "not-received": "照片没收到，没有发。请再发一次。",
};

/** What the resident is to read where an officer wrote `text`: perhaps the name of a canned answer. */
async function replyWords(number: string, text: string, context: CommandContext): Promise<string> {
  const found = await wordsFor(...acting(context), { number, text });
  if ("refused" in found && found.refused === "no-canned-answer")
    throw new UserFacingError(
      `没有叫「${showableLine(found.name, 12)}」的常用语，没有办。发「/常用语」看有哪些。`,
    );
  if ("refused" in found && found.refused === "nothing-for")
    throw new UserFacingError(`这条常用语里有{${found.placeholder}}，本所没有设，没有发。请用文字说。`);
  return unlessRefused(found).words;
}

export const knownPlaceholders = placeholders.map((word) => `{${word}}`).join("");

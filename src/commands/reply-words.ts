import { placeholders } from "../domain/canned-answers.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { wordsFor } from "../reports/canned-answers.ts";
import type { CommandContext } from "./command.ts";
import { acting, unlessRefused } from "./report-answers.ts";

/** What the resident is to read where an officer wrote `text`: perhaps the name of a canned answer. */
export async function replyWords(number: string, text: string, context: CommandContext): Promise<string> {
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

import type { BotContext } from "../app/bot-context.ts";
import { withCounterLine } from "../domain/counter-line.ts";
import type { Told } from "../domain/decide.ts";
import { answerText, COUNTER_SERIES } from "../domain/handbook.ts";
import { counterLineOf, counterMinute } from "./counter.ts";
import { answerAsWritten, findAnswer } from "./find-answer.ts";
import { openHandbook } from "./handbook.ts";

/** A longer message is a case of somebody's own. */
const LONGEST_QUESTION = 80;

/** What sounds like a report is a question only where the handbook has it as it was asked, and it is nobody's own case. */
const OWN_CASE = /[我俺咱]|昨|今[天早晚]|刚|前天|上[周个]|被[偷抢骗打]/;

/** Answers residents from the handbook as it is now. */
export function createHandbookDesk({ config, store, clock }: Pick<BotContext, "config" | "store" | "clock">) {
  const handbook = openHandbook(config.handbook, clock);
  return {
    /** The slug of a good answer to a general question; `undefined` where it is none, or a person must hear it. */
    async find(told: Told): Promise<string | undefined> {
      const mayBe = told.kind === "handbook" || (told.kind === "report" && !OWN_CASE.test(told.text));
      const isHeard = told.attachments > 0 || told.danger !== undefined;
      const isKept = told.restricted || told.sensitive || told.offence;
      if (!mayBe || isHeard || isKept || told.text.length > LONGEST_QUESTION) return undefined;
      const index = await handbook.current();
      return told.kind === "handbook"
        ? findAnswer(told.text, index)?.answer.slug
        : answerAsWritten(told.text, index);
    },

    /** The answer as a resident reads it, the counter's line before it where it is about papers. */
    async tell(slug: string): Promise<string | undefined> {
      const answer = (await handbook.current()).answers.get(slug);
      if (!answer) return undefined;
      const { phone, sms110, timezone } = config.station;
      const text = answerText(answer.text, { phone, sms110 });
      if (answer.series !== COUNTER_SERIES) return text;
      const now = counterMinute(clock.now(), timezone);
      return withCounterLine(text, await counterLineOf(store, now), now);
    },
  };
}

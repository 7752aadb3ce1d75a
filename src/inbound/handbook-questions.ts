import QuickLRU from "quick-lru";
import type { InboundMessage } from "../channels/channel.ts";
import { saysNotThis, wantsPerson } from "../domain/decide/person-words.ts";
import { addressKey } from "../domain/people.ts";

/** So long after an answer 「不是这个」 and 「转人工」 speak of it. */
const WINDOW = 30 * 60_000;

/** Remembers what each person asked the handbook last. In memory: nothing of a question that was answered is kept. */
export function createHandbookQuestions() {
  const asked = new QuickLRU<string, { readonly text: string; readonly at: number }>({ maxSize: 5_000 });
  return {
    answered({ from, text }: InboundMessage, now: Date): void {
      asked.set(addressKey(from), { text, at: now.getTime() });
    },
    /** The question as it is to be filed, where the person says that its answer was not what they asked. */
    refused(message: InboundMessage, now: Date): InboundMessage | undefined {
      const key = addressKey(message.from);
      const question = asked.get(key);
      if (!question || message.attachments.length > 0) return undefined;
      if (now.getTime() - question.at > WINDOW) return undefined;
      if (!saysNotThis(message.text) && !wantsPerson(message.text)) return undefined;
      asked.delete(key);
      return { ...message, text: question.text };
    },
  };
}

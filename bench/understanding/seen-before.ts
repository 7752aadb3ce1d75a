import { readFileSync } from "node:fs";
import type { Example } from "../../src/domain/understanding/training/train.ts";

/** The older labelled sets: the phrase lists that the model replaced were tuned on them. No model trains on them. */
export function seenBefore(): { name: string; examples: Example[] }[] {
  return ["resident-messages", "resident-messages-heldout"].map((name) => {
    const file = new URL(`../../tests/fixtures/${name}.json`, import.meta.url);
    const { messages } = JSON.parse(readFileSync(file, "utf8")) as { messages: Omit<Example, "danger">[] };
    return { name, examples: messages.map((message) => ({ ...message, danger: null })) };
  });
}

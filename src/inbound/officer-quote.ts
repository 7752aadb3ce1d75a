import type { InboundMessage } from "../channels/channel.ts";

/** Numbers of the reports that the quoted message names, each once. */
export function quotedNumbers({ quoted }: Pick<InboundMessage, "quoted">): string[] {
  return [...new Set(quoted?.text?.match(/R\d{4}-\d{4,}/g))];
}

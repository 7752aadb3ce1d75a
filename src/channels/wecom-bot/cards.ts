import { randomBytes } from "node:crypto";
import type { TemplateCard, TemplateCardButton } from "@wecom/aibot-node-sdk";
import QuickLRU from "quick-lru";
import { shorten } from "../../lib/graphemes.ts";
import type { Button } from "../channel.ts";
import type { CardPress } from "./connection.ts";

/** Longer titles and texts are cut by the app on the phone: then the words go before the card, in a message of their own. */
const TITLE = 36;
const BODY = 112;
const MOST_BUTTONS = 6;
const LONGEST_LABEL = 10;
/** Cards whose words are still known when they are pressed; of others only the button is shown. */
const REMEMBERED = 2_000;

/** Cards with buttons, and what stands on them once they were pressed. */
export interface Cards {
  /** The card of a text; `whole` is false where it holds the first line alone. */
  make(text: string, buttons: readonly Button[]): { readonly card: TemplateCard; readonly whole: boolean };
  /** The words that the pressed button stands for, and the card as it looks to whoever pressed it. */
  pressed(press: CardPress): { readonly says: string; readonly card: TemplateCard } | undefined;
}

export function createCards(): Cards {
  const known = new QuickLRU<string, TemplateCard>({ maxSize: REMEMBERED });
  return {
    make(text, buttons) {
      const [first = "", ...rest] = text.split("\n");
      const body = rest.join("\n");
      const whole = first.length <= TITLE && body.length <= BODY;
      const card = {
        card_type: "button_interaction",
        main_title: { title: shorten(first, TITLE) },
        ...(whole && body ? { sub_title_text: body } : {}),
        button_list: buttons.slice(0, MOST_BUTTONS).map(asButton),
        task_id: `jm-${Date.now().toString(36)}-${randomBytes(8).toString("hex")}`,
      };
      known.set(card.task_id, card);
      return { card, whole };
    },
    pressed({ body }) {
      // The documents put it one level deeper than the types of the SDK do.
      const event = body?.event as { template_card_event?: Pressed } & Pressed;
      const { event_key: key = "", task_id = "" } = event?.template_card_event ?? event ?? {};
      const [, label = "", says = ""] = /^(\S+) (\/.+)$/s.exec(key) ?? [];
      if (!says || !task_id) return undefined;
      const before = known.get(task_id) ?? {
        card_type: "button_interaction",
        main_title: { title: says.replace(/^\//, "") },
        button_list: [{ text: label, style: 1, key }],
        task_id,
      };
      const card = {
        ...before,
        button_list: before.button_list?.map((one) => (one.key === key ? marked(one) : one)),
      };
      return { says, card: card as TemplateCard };
    },
  };
}

interface Pressed {
  readonly event_key?: string;
  readonly task_id?: string;
}

/** The key holds the words too: a press is understood also after a restart. */
function asButton({ label, says }: Button, index: number): TemplateCardButton {
  const text = shorten(label, LONGEST_LABEL);
  return { text, style: index === 0 ? 1 : 2, key: `${text} ${says}` };
}

function marked(button: TemplateCardButton): TemplateCardButton {
  return { ...button, text: shorten(`✓${button.text.replace(/^✓/, "")}`, LONGEST_LABEL), style: 2 };
}

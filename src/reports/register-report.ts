import type { ActionContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import type { Actor, Contact } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import type { NotAllowed } from "../people/index.ts";
import { createFiling } from "./filing.ts";
import { interpret } from "./interpret-message.ts";

export interface ToRegister {
  /** What was told, with what came with it. */
  readonly said: Pick<InboundMessage, "text" | "attachments">;
  /** How it came: told to the officer, or a message that the officer passed on. */
  readonly way: NonNullable<Report["source"]>["way"];
  readonly telephone?: string;
  readonly name?: string;
}

/**
 * Files what somebody told an officer by telephone, at the counter or elsewhere. The officer is its source and is not
 * taken for the resident; who told it is a contact without addresses, sealed, to whom nothing is pushed. `message`: the
 * officer's own, by which it is filed once.
 */
export async function registerReport(
  context: ActionContext,
  actor: Actor,
  message: InboundMessage,
  { said, way, telephone, name = "" }: ToRegister,
): Promise<{ readonly done: Report } | NotAllowed | { readonly refused: "says-nothing" }> {
  const { store, clock, model } = context;
  const filing = createFiling({ ...context, onFiled: () => {} });
  const officers = await store.officers.all();
  const whole = { ...message, ...said };
  const names = officers.map((one) => one.name);
  const heard = interpret(whole, names, model);
  if (heard === "machine" || (heard.whole === "" && said.attachments.length === 0))
    return { refused: "says-nothing" };
  return store.tx(async (t) => {
    const now = clock.now();
    const officer = "officer" in actor ? await t.officers.get(actor.officer) : undefined;
    if (!officer || !may(officer, rolesFor("report.register"))) return { refused: "not-allowed" };
    const contact: Contact = {
      id: newId(now),
      name,
      addresses: [],
      firstSeen: now.toISOString(),
      ...(telephone ? { telephone } : {}),
    };
    t.contacts.put(contact);
    const { report } = await filing.file({
      t,
      contact,
      message: whole,
      turn: `registered ${message.channel} ${message.id}`,
      told: heard,
      answering: "keep",
      warns: false,
      hides: false,
      source: { officer: officer.id, way },
      now,
    });
    return { done: report };
  });
}

/** Whether whoever told it can be called: how, is sealed. */
export function canBeCalled(contact: Contact | undefined): boolean {
  return contact?.telephone !== undefined;
}

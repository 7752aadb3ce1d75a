import type { ActionContext } from "../../../app/bot-context.ts";
import type { Ledger } from "../../../domain/ledgers.ts";
import { MAX_TEXT, type World } from "./field-input.tsx";

type Form = Readonly<Record<string, unknown>>;

/** One text of a form. */
export function textOf(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.replaceAll("\r\n", "\n").trim().slice(0, MAX_TEXT) : "";
}

/** What was typed for a ledger's fields, by their ids. */
export function fieldsOf(form: Form, { fields }: Pick<Ledger, "fields">): Record<string, string> {
  return Object.fromEntries(fields.map(({ id }) => [id, textOf(form, `f-${id}`)]));
}

/** Whom and which offices a form lets choose. */
export async function worldIn({ store, config }: Pick<ActionContext, "store" | "config">): Promise<World> {
  const officers = (await store.officers.all()).filter((one) => !one.revokedAt);
  return {
    officers: officers.map(({ name }) => name),
    offices: config.offices.map(({ name }) => name),
  };
}

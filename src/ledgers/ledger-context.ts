import type { ActionContext } from "../app/bot-context.ts";
import type { FieldWorld } from "../domain/ledger-fields.ts";
import type { Ledger, LedgerEntry } from "../domain/ledgers.ts";
import type { Officer } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";

/** What use cases of ledgers work with. */
export type LedgerContext = Pick<ActionContext, "config" | "store" | "clock" | "ledgers" | "holidays">;

/** Why something was not done to a ledger. */
export type LedgerRefused =
  | { readonly refused: "not-allowed" | "no-ledger" | "no-draft" }
  | { readonly refused: "not-found"; readonly number: string }
  | { readonly refused: "no-move"; readonly number: string; readonly moves: readonly string[] }
  | { readonly refused: "wrong"; readonly sentence: string };

export function ledgerById({ ledgers }: LedgerContext, id: string): Ledger | undefined {
  return ledgers().find((one) => one.id === id);
}

/** The definition that an entry was written with; the one in use where that is the same, or is no longer kept. */
export async function definitionOf(
  context: LedgerContext,
  reads: Pick<Reads, "ledgerVersions">,
  { ledger, version }: Pick<LedgerEntry, "ledger" | "version">,
): Promise<Ledger | undefined> {
  const current = ledgerById(context, ledger);
  if (current?.version === version) return current;
  return (await reads.ledgerVersions.get(`${ledger}@${version}`))?.ledger ?? current;
}

/** `YYYY-MM-DD` on the station's clocks. */
export function todayIn({ config, clock }: Pick<LedgerContext, "config" | "clock">): string {
  return inZone(clock.now(), config.station.timezone).format("YYYY-MM-DD");
}

export async function worldOf(
  context: LedgerContext,
  reads: Pick<Reads, "officers">,
  officer: Officer,
): Promise<FieldWorld> {
  const officers = (await reads.officers.all()).filter((one) => !one.revokedAt);
  return {
    today: todayIn(context),
    officers: officers.map(({ id, name }) => ({ id, name })),
    offices: context.config.offices.map(({ name }) => name),
    me: officer,
  };
}

export async function officerActing(
  reads: Pick<Reads, "officers">,
  actor: { readonly officer?: string } | object,
): Promise<Officer | undefined> {
  const officer =
    "officer" in actor && actor.officer !== undefined ? await reads.officers.get(actor.officer) : undefined;
  return officer?.revokedAt ? undefined : officer;
}

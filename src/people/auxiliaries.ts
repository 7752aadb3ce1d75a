import type { ActionContext } from "../app/bot-context.ts";
import type { Auxiliary } from "../domain/auxiliaries.ts";
import type { Actor, PersonId } from "../domain/people.ts";
import { maySee } from "../domain/rights.ts";
import type { Reads } from "../store/store.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/** Why nobody was enrolled or removed. */
export type AuxiliaryRefused =
  | NotAllowed
  | { readonly refused: "not-found"; readonly number: string }
  | { readonly refused: "taken" | "already" | "none"; readonly armband: string };

/** The auxiliary that this person is, where they are one. */
export async function auxiliaryOf(
  reads: Pick<Reads, "auxiliaries">,
  person: PersonId,
): Promise<Auxiliary | undefined> {
  return (await reads.auxiliaries.all()).find((one) => one.person === person);
}

/** All who are enrolled, by the number of their armband. */
export async function listAuxiliaries(
  { store }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly Auxiliary[] } | NotAllowed> {
  if (!(await actingOfficer(store, actor, "auxiliaries.manage"))) return { refused: "not-allowed" };
  return { done: (await store.auxiliaries.all()).sort((a, b) => Number(a.id) - Number(b.id)) };
}

/** Whoever sent this report wears that armband: nobody has to be told who they are. */
export function enrolAuxiliary(
  { store, clock }: ActionContext,
  actor: Actor,
  { number, armband }: { readonly number: string; readonly armband: string },
): Promise<{ readonly done: Auxiliary } | AuxiliaryRefused> {
  const at = clock.now().toISOString();
  return store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "auxiliaries.manage");
    if (!officer) return { refused: "not-allowed" };
    const report = await t.reports.byNumber(number);
    if (!report || !maySee(officer, report)) return { refused: "not-found", number };
    if (await t.auxiliaries.get(armband)) return { refused: "taken", armband };
    const known = await auxiliaryOf(t, report.reporter);
    if (known) return { refused: "already", armband: known.id };
    const auxiliary = { id: armband, person: report.reporter, by: officer.id, at };
    t.auxiliaries.put(auxiliary);
    t.audit.append({
      at,
      actor: { officer: officer.id },
      action: "auxiliary.enrolled",
      subject: { kind: "contact", id: report.reporter },
      facts: { armband },
    });
    return { done: auxiliary };
  });
}

/** Whoever wears that armband is a resident like others again. */
export function removeAuxiliary(
  { store, clock }: ActionContext,
  actor: Actor,
  { armband }: { readonly armband: string },
): Promise<{ readonly done: Auxiliary } | AuxiliaryRefused> {
  return store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "auxiliaries.manage");
    if (!officer) return { refused: "not-allowed" };
    const auxiliary = await t.auxiliaries.get(armband);
    if (!auxiliary) return { refused: "none", armband };
    t.auxiliaries.remove(armband);
    t.audit.append({
      at: clock.now().toISOString(),
      actor: { officer: officer.id },
      action: "auxiliary.removed",
      subject: { kind: "contact", id: auxiliary.person },
      facts: { armband },
    });
    return { done: auxiliary };
  });
}

import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import {
  isAlive,
  isOffered,
  isWorthNoting,
  offeredUntil,
  type Session,
  type SignIn,
} from "../domain/sessions.ts";
import { inZone } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/** What an officer signs in with, once, within five minutes. */
export interface SignInOffered {
  /** For a link; it stands behind the `#`, so that no server or proxy sees it. */
  readonly token: string;
  /** To be typed where no link opens. */
  readonly code: string;
}

/** Offers the officer a way to their pages; what was offered before opens nothing any more. */
export async function offerSignIn(
  context: ActionContext,
  actor: Actor,
): Promise<{ readonly done: SignInOffered } | NotAllowed> {
  const now = context.clock.now();
  const [token, code] = [newToken(context), context.newCode()];
  return context.store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "pages.open");
    if (!officer) return { refused: "not-allowed" };
    for (const one of await t.signIns.all())
      if (one.officer === officer.id || !isOffered(one, now)) t.signIns.remove(one.id);
    t.signIns.put({
      id: context.hashCode(token),
      code: context.hashCode(code),
      until: offeredUntil(now),
      ...of(officer),
    });
    return { done: { token, code } };
  });
}

/** What a browser brought: the token of a link, or a code that was typed. */
export type Brought = { readonly token: string } | { readonly code: string };

export interface SessionOpened {
  /** For the cookie. */
  readonly token: string;
  readonly officer: Officer;
}

/** Opens a session with what was offered, and tells the officer of it in chat. */
export async function openSession(
  context: ActionContext,
  brought: Brought,
  device: string,
): Promise<{ readonly done: SessionOpened } | { readonly refused: "no-such-sign-in" }> {
  const now = context.clock.now();
  const hash = context.hashCode("token" in brought ? brought.token : brought.code);
  return context.store.tx(async (t) => {
    const all = await t.signIns.all();
    const offer = all.find((one) => ("token" in brought ? one.id : one.code) === hash);
    const officer = offer && isOffered(offer, now) ? await presentOfficer(t, offer) : undefined;
    if (!offer || !officer) return { refused: "no-such-sign-in" };
    t.signIns.remove(offer.id);
    return { done: await begin(t, context, officer, device, now) };
  });
}

/** Opens a session for one of a demo's made-up people. The caller has made sure that it is a demo. */
export async function openDemoSession(
  context: ActionContext,
  name: string,
  device: string,
): Promise<{ readonly done: SessionOpened } | { readonly refused: "no-such-sign-in" }> {
  return context.store.tx(async (t) => {
    const officer = await t.officers.byName(name);
    if (!officer || officer.revokedAt) return { refused: "no-such-sign-in" };
    return { done: await begin(t, context, officer, device, context.clock.now()) };
  });
}

async function begin(
  t: Tx,
  context: ActionContext,
  officer: Officer,
  device: string,
  now: Date,
): Promise<SessionOpened> {
  const at = now.toISOString();
  for (const one of await t.sessions.all()) if (!isAlive(one, now)) t.sessions.remove(one.id);
  const token = newToken(context);
  t.sessions.put({ id: context.hashCode(token), device, openedAt: at, seenAt: at, ...of(officer) });
  t.audit.append({
    at,
    actor: { officer: officer.id },
    action: "officer.signed-in",
    subject: { kind: "officer", id: officer.id },
  });
  if (officer.accounts.length > 0) {
    const time = inZone(now, context.config.station.timezone).format("HH:mm");
    const text = `${time} 您在${device}上登录了民警网页。不是您，马上发「/登录 全部退出」。`;
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: officer.id }, text, severe: true }, now));
  }
  return { token, officer };
}

/** The officer whose browser this is, as the store knows them now. */
export async function sessionOf(
  context: ActionContext,
  token: string,
): Promise<{ readonly session: Session; readonly officer: Officer } | undefined> {
  const { store } = context;
  const now = context.clock.now();
  const session = await store.sessions.get(context.hashCode(token));
  if (!session || !isAlive(session, now)) return undefined;
  const officer = await presentOfficer(store, session);
  if (!officer) return undefined;
  if (isWorthNoting(session, now)) {
    await store.tx(async (t) => {
      // Ended meanwhile, it stays so.
      if (await t.sessions.get(session.id)) t.sessions.put({ ...session, seenAt: now.toISOString() });
    });
  }
  return { session, officer };
}

/** The officer's browsers that are signed in, the newest first. */
export async function listSessions(context: ActionContext, actor: Actor): Promise<Session[]> {
  const now = context.clock.now();
  const mine = (await context.store.sessions.all()).filter(
    (one) => "officer" in actor && one.officer === actor.officer && isAlive(one, now),
  );
  return mine.sort((a, b) => (a.openedAt > b.openedAt ? -1 : 1));
}

/** Ends one of the officer's sessions, or all of them with every way to sign in. Gives how many it ended. */
export async function endSessions(
  context: ActionContext,
  actor: Actor,
  which: string | "all",
): Promise<number> {
  return context.store.tx(async (t) => {
    const isMine = (one: SignIn | Session) => "officer" in actor && one.officer === actor.officer;
    const mine = (await t.sessions.all()).filter(
      (one) => isMine(one) && (which === "all" || one.id === which),
    );
    for (const { id } of mine) t.sessions.remove(id);
    if (which === "all") for (const one of await t.signIns.all()) if (isMine(one)) t.signIns.remove(one.id);
    return mine.length;
  });
}

/** ~158 bits, in the alphabet of codes: they are hashed alike. */
function newToken({ newCode }: ActionContext): string {
  return Array.from({ length: 4 }, newCode).join("");
}

function of({ id, term }: Officer): Pick<Session, "officer" | "term"> {
  return { officer: id, ...(term === undefined ? {} : { term }) };
}

/** Not who was revoked since, nor who came back with a new term. */
async function presentOfficer(
  reads: Pick<Reads, "officers">,
  { officer: id, term }: Pick<Session, "officer" | "term">,
): Promise<Officer | undefined> {
  const officer = await reads.officers.get(id);
  return officer && !officer.revokedAt && officer.term === term ? officer : undefined;
}

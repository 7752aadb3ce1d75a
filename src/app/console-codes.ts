import { may, rolesFor } from "../domain/rights.ts";
import { offerSignIn } from "../people/sign-in.ts";
import type { ActionContext } from "./bot-context.ts";

/**
 * Where no chat carries a private message (a station that posts everything by hand), nobody could ask for a way to the
 * pages: whoever starts the bot is told a code for each officer who manages it. They hold for five minutes.
 */
export async function announceSignIns(
  actions: ActionContext,
  announce: (text: string) => void,
): Promise<void> {
  const { channels, store } = actions;
  if ([...channels.values()].some(({ type }) => type !== "manual")) return;
  for (const officer of await store.officers.all()) {
    if (!may(officer, rolesFor("people.manage")) && officer.role !== "leader") continue;
    const offered = await offerSignIn(actions, { officer: officer.id });
    if (!("done" in offered)) continue;
    const { code } = offered.done;
    announce(
      `${officer.name}登录民警网页的码：${code.slice(0, 4)}-${code.slice(4)}（5分钟内用，只能用一次）`,
    );
  }
}

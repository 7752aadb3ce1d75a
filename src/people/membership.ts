import type { BotContext } from "../app/bot-context.ts";
import type { ChannelEvents, Invitation } from "../channels/channel.ts";
import { matchedGroup } from "../config/roster.ts";
import type { AuditRecord } from "../domain/audit.ts";
import { canonicalName } from "../domain/canonical.ts";
import { type Group, shownGroupName, withMute } from "../domain/groups.ts";
import type { Address } from "../domain/people.ts";
import { recall } from "../domain/report-actions.ts";
import type { Report, SaidEntry } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import { officeOfScene } from "../lib/scene.ts";
import { neverAsks, privacySentence } from "../lib/texts.ts";
import { noticeAdmins } from "../operators/index.ts";
import type { Reads } from "../store/store.ts";

/** Whether two groups are called the same, as far as a person can tell. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && canonicalName(one) === canonicalName(other))
  );
}

type Event<K extends keyof ChannelEvents> = Parameters<ChannelEvents[K]>[0];

/** What happens around messages: invitations, friends, groups the bot is in, recalls, new epochs. */
export function createMembership(bot: BotContext) {
  const { store, outbox, clock } = bot;
  const { name } = bot.config.station;

  async function changeGroup(
    address: Address,
    change: (group: Group) => Group,
    said: Pick<AuditRecord, "action" | "facts">,
  ): Promise<void> {
    const now = clock.now().toISOString();
    await store.tx(async (t) => {
      const group = await t.groups.byAddress(address);
      const changed = group && change(group);
      if (!changed || changed === group) return;
      t.groups.put(changed);
      t.audit.append({
        at: now,
        actor: { system: "network" },
        subject: { kind: "group", id: group.id },
        ...said,
      });
    });
  }

  const greet = (address: Address) =>
    outbox.say(address, {
      text: `您好，我是${name}的警民小助手，是个机器人。有情况直接说，一句话就行，我转给民警。\n${privacySentence}${neverAsks}\n紧急请打110。`,
    });

  return {
    /** Only an officer may take the bot into a group. */
    async invitation(invitation: Invitation): Promise<void> {
      if (await store.officers.byAddress(invitation.from)) await invitation.accept();
      else bot.logger.info({ channel: invitation.from.channel }, "an invitation of no officer was left");
    },
    async friendRequest(request: Event<"friendRequest">): Promise<void> {
      await request.accept();
    },
    friendAdded: ({ address }: Event<"friendAdded">) => greet(address),
    /** The code on an office's poster says which office they came by, also before they have said a word. */
    async entered({ address, scene, greets }: Event<"entered">): Promise<void> {
      const office = officeOfScene(bot.config.offices, scene);
      if (office) {
        const now = clock.now();
        await store.tx(async (t) => {
          const known = await t.contacts.byAddress(address);
          const contact = known ?? {
            id: newId(now),
            firstSeen: now.toISOString(),
            name: "",
            addresses: [address],
          };
          if (known?.office !== office) t.contacts.put({ ...contact, office });
        });
      }
      // Not waited for: the network lets one greet for twenty seconds.
      if (greets) void greet(address);
    },
    /** A group is known from now on; nothing is sent there before a person has confirmed it. */
    async joined({ address, name: groupName }: Event<"joined">): Promise<void> {
      const now = clock.now();
      await store.tx(async (t) => {
        const known = await t.groups.byAddress(address);
        if (known && known.state !== "removed") return;
        const id = known?.id ?? newId(now);
        const said = matchedGroup(bot.config, address.channel, groupName);
        const back: Group = known
          ? { ...withMute(known, false), state: known.fixed ? "confirmed" : "unconfirmed" }
          : { ...said, id, address, state: "unconfirmed", muted: false, fixed: false };
        t.groups.put({ ...back, ...(groupName && !known?.fixed ? { name: groupName } : {}) });
        t.audit.append({
          at: now.toISOString(),
          actor: { system: "network" },
          action: "group.joined",
          subject: { kind: "group", id },
        });
        if (known?.fixed) return;
        const called = groupName ? `「${shownGroupName(groupName)}」` : "";
        await noticeAdmins(
          t,
          `进了一个群${called}，还没有确认，不会往里发。\n请在群里发「/群 警务室 话题」确认。`,
          now,
        );
      });
    },
    left: ({ address }: Event<"left">) =>
      changeGroup(address, (group) => ({ ...group, state: "removed" }), { action: "group.left" }),
    muted: ({ address, muted, until }: Event<"muted">) =>
      changeGroup(address, (group) => withMute(group, muted, until), {
        action: muted ? "group.muted" : "group.unmuted",
        ...(muted && until ? { facts: { until: until.toISOString() } } : {}),
      }),
    /** A report's words that were taken back are marked, not deleted. */
    async recalled({ chat, message }: Event<"recalled">): Promise<void> {
      if (chat.kind !== "user") return;
      const now = clock.now();
      await store.tx(async (t) => {
        const contact = await t.contacts.byAddress(chat);
        if (!contact) return;
        const reports = await t.reports.newest({ reporter: contact.id }, 5);
        const said = await findSaid(t, reports, message);
        if (!said) return;
        await t.reports.amend(recall(said, now));
        t.audit.append({
          at: now.toISOString(),
          actor: { person: contact.id },
          action: "report.recalled",
          subject: { kind: "report", id: said.report },
        });
      });
    },
    /** Ids were re-issued: groups are found again by name and wait for a person; two of one name are refused. */
    async epoch({ epoch, groups }: Event<"epoch">, channel: string): Promise<void> {
      const now = clock.now();
      await store.tx(async (t) => {
        const known = (await t.groups.all()).filter(
          (g) => g.address.channel === channel && g.state !== "removed",
        );
        const awaited = bot.config.groups.flatMap((g) =>
          g.match?.channel === channel && !known.some((k) => isSame(k.name, g.match?.name))
            ? [g.match.name]
            : [],
        );
        const reissued = known.some((k) => k.address.epoch !== epoch);
        const doubtful: string[] = [];
        const find = (name: string | undefined) => {
          const named = groups.filter((g) => isSame(g.name, name));
          // Two that were known by one name: neither may be given the address, or both would be sent the same there.
          const isTwice = named.length > 1 || known.filter((k) => isSame(k.name, name)).length > 1;
          const doubt = named.length === 0 ? "（没找到）" : isTwice ? "（有重名，不能发）" : "";
          // Every start of a bot asks for what it still awaits: that it is not there yet is no news.
          if (named.length > 0 || reissued) doubtful.push(`${shownGroupName(name)}${doubt}`);
          return isTwice ? undefined : named[0]?.address;
        };
        for (const group of known) {
          if (group.address.epoch === epoch) continue;
          const address = find(group.name) ?? group.address;
          t.groups.put({ ...withMute(group, false), address, state: "unconfirmed" });
        }
        for (const name of awaited) {
          const address = find(name);
          const said = matchedGroup(bot.config, channel, name);
          if (!address || (await t.groups.byAddress(address))) continue;
          t.groups.put({
            ...said,
            id: newId(now),
            address,
            state: "unconfirmed",
            muted: false,
            fixed: false,
          });
        }
        if (doubtful.length === 0) return;
        const more = doubtful.length > 8 ? [`等${doubtful.length}个群`] : [];
        const list = [...doubtful.slice(0, 8), ...more].join("\n");
        const [why, then] = reissued ? ["重新登录后群号变了，", "请各位民警重新绑定账号。"] : ["", ""];
        const text = `${why}这些群要确认后才会发：\n${list}\n都对就发「/群 都对」，不对的发「/群」看列表。${then}`;
        await noticeAdmins(t, text, now);
      });
    },
  };
}

/** What was said by this message of the network, on one of these reports. */
async function findSaid(
  { reports: stored }: Reads,
  reports: readonly Report[],
  message: string,
): Promise<SaidEntry | undefined> {
  for (const { id } of reports) {
    const entries = await stored.entries(id);
    const said = entries.find((e): e is SaidEntry => e.kind === "said" && e.message === message);
    if (said) return said;
  }
  return undefined;
}

import type { Segment } from "../../src/channels/onebot/cq.ts";
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";
import { plainText } from "../../tests/support/onebot-peer-actions.ts";

export const TOKEN = "bench-token";
export const OFFICER = { id: 900001, name: "李警官" };
export const GROUPS = Array.from({ length: 50 }, (_, i) => ({
  group_id: 7000001 + i,
  group_name: `警民${i + 1}群`,
}));
const NUMBER = /R\d{4}-\d{4,}/;
/** So many reports of one person, then somebody else comes: nobody has 500 things to say in a day. */
const REPORTS_EACH = 10;

/** The QQ side of a load: residents, an officer, groups, all on one socket like in real life. */
export async function openNetwork() {
  const peer = createOnebotPeer({ token: TOKEN });
  const waiting = new Map<number, (text: string) => void>();
  let onGroup = (_group: number, _text: string) => {};
  peer.world.groups.push(...GROUPS);
  peer.world.heard = (kind, id, message) => {
    const text = plainText(message);
    if (kind === "group") onGroup(id, text);
    else waiting.get(id)?.(text);
  };
  await peer.start();
  const say = (text: string): Segment[] => [{ type: "text", data: { text } }];

  /** Sends a direct message; resolves with the first answer that `wanted` matches. */
  function ask(
    from: { id: number; name: string },
    text: string,
    wanted: RegExp,
    timeout = 30_000,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${text.slice(0, 20)}`)), timeout);
      waiting.set(from.id, (answer) => {
        if (!wanted.test(answer)) return;
        clearTimeout(timer);
        waiting.delete(from.id);
        resolve(answer);
      });
      peer.dm(from, say(text));
    });
  }

  let told = 0;
  const toldBy = new Map<number, number>();
  /** Whoever stands at one place in the queue reports one thing and gets its number. */
  async function report(place: number): Promise<string> {
    told++;
    const before = toldBy.get(place) ?? 0;
    toldBy.set(place, before + 1);
    const resident = Math.floor(before / REPORTS_EACH) * 100 + place;
    const text = `光明路${told}号楼${place}单元三楼楼道堆满纸箱和旧家具，上下楼都不方便，麻烦派人看看`;
    const answer = await ask({ id: 20_000_000 + resident, name: `居民${resident}` }, text, NUMBER);
    return NUMBER.exec(answer)?.[0] ?? "";
  }

  /** Group messages that are none of the bot's business, `perSecond` of them, until the returned function is called. */
  function chatter(perSecond: number): () => number {
    const began = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
      for (; sent < due; sent++) {
        const from = { id: 3_000_000 + (sent % 500), name: `群友${sent % 500}` };
        peer.say(7000001 + (sent % 50), from, say(`今天天气不错，出去走走 ${sent}`));
      }
    }, 5);
    return () => {
      clearInterval(timer);
      return sent;
    };
  }

  /** One message in each group, one after the other: Koishi cannot meet a new group twice at once. */
  async function introduceGroups(): Promise<void> {
    for (const { group_id } of GROUPS) {
      peer.say(group_id, { id: 3_000_000, name: "群友" }, say("大家早"));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return {
    url: peer.url(),
    introduceGroups,
    peer,
    ask,
    report,
    chatter,
    /** Hears what reaches groups. */
    onGroup(listener: typeof onGroup) {
      onGroup = listener;
    },
    connected: () => peer.connections() > 0,
    close: () => peer.stop(),
  };
}
export type Network = Awaited<ReturnType<typeof openNetwork>>;

export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN;
}

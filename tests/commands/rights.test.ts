import { expect, test } from "vitest";
import type { BotContext } from "../../src/app/bot-context.ts";
import type { InboundMessage } from "../../src/channels/channel.ts";
import { commands } from "../../src/commands/index.ts";
import { type Role, roles } from "../../src/domain/people.ts";
import { createDispatch } from "../../src/inbound/dispatch.ts";
import { type Chat, startChat } from "../support/start-chat.ts";
import { filed, stored } from "./filed.ts";

/** Where each role may give each command: d direct message, o officers' group, c community group. */
const rights: Record<string, Record<Role, string>> = {
  list: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  show: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  mine: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  overdue: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  extend: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  "time-limit": { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  take: { officer: "do", dispatcher: "do", leader: "do", auditor: "", admin: "do" },
  reply: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  close: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  edit: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  new: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  takeback: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  canned: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  note: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  search: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  assign: { officer: "", dispatcher: "do", leader: "do", auditor: "", admin: "do" },
  handover: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  reopen: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  hold: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  export: { officer: "", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  audit: { officer: "", dispatcher: "", leader: "d", auditor: "d", admin: "" },
  identity: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  merge: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  mute: { officer: "", dispatcher: "d", leader: "d", auditor: "", admin: "" },
  offence: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  publish: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  unrestrict: { officer: "", dispatcher: "", leader: "d", auditor: "", admin: "" },
  stats: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  weekly: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  monthly: { officer: "", dispatcher: "", leader: "d", auditor: "d", admin: "" },
  ledger: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  alert: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  found: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  posted: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  approve: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  return: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  refuse: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  dismiss: { officer: "d", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  explain: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  handbook: { officer: "", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  auxiliary: { officer: "", dispatcher: "d", leader: "d", auditor: "", admin: "d" },
  duty: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  counter: { officer: "do", dispatcher: "do", leader: "do", auditor: "", admin: "do" },
  group: { officer: "doc", dispatcher: "doc", leader: "doc", auditor: "", admin: "doc" },
  login: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
  whoami: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  help: { officer: "do", dispatcher: "do", leader: "do", auditor: "do", admin: "do" },
  status: { officer: "", dispatcher: "", leader: "d", auditor: "", admin: "d" },
  invite: { officer: "", dispatcher: "", leader: "", auditor: "", admin: "d" },
  officer: { officer: "", dispatcher: "", leader: "", auditor: "", admin: "d" },
  bind: { officer: "d", dispatcher: "d", leader: "d", auditor: "d", admin: "d" },
};

/** Arguments that each command can read. */
const typed: Record<string, string> = {
  show: "1",
  new: "楼道堆物",
  take: "1",
  reply: "1 马上来",
  close: "1 已清走",
  extend: "1 周五 等配件",
  "time-limit": "1",
  edit: "1 地点 南门",
  note: "1 去过了",
  reopen: "1 又有了",
  merge: "1 到 2",
  mute: "1 3天 发广告",
  offence: "1 是",
  publish: "1 北门积水已通",
  unrestrict: "1",
  identity: "1 要上门核实",
  audit: "1",
  hold: "1 案件要用",
  dismiss: "1",
  explain: "1",
  return: "写得不清楚",
  refuse: "已经发过了",
  counter: "今天下午停办",
  search: "纸箱",
  assign: "1 同事",
  handover: "同事 到后天",
  invite: "同事",
  bind: "AAAA2222",
};

const places = { d: "dm", o: "民警群", c: "居民群" } as const;
type Place = keyof typeof places;

async function station(): Promise<Chat> {
  const chat = await startChat({
    officers: [...roles.map((role) => ({ name: role, role })), "同事", "离职"],
    groups: [{ name: "民警群", kind: "officers" }, "居民群"],
  });
  await chat.store.tx(async (t) => {
    const gone = await t.officers.byName("离职");
    if (gone) t.officers.put({ ...gone, revokedAt: chat.clock.now().toISOString() });
  });
  await filed(chat);
  return chat;
}

function say(who: ReturnType<Chat["officer"]>, place: Place, text: string): Promise<string[]> {
  return place === "d" ? who.dm(text) : who.say(places[place], text);
}

/** What a command came to, told from outside. */
function outcome(answers: readonly string[]): "allowed" | "refused" | "silent" {
  if (answers.length === 0) return "silent";
  return /^没有「.*」这个命令|^没认出这个命令|不能在这里用/.test(answers.at(-1) ?? "")
    ? "refused"
    : "allowed";
}

test("the table speaks of every command", () => {
  expect(Object.keys(rights).toSorted()).toEqual(commands.map((command) => command.name).toSorted());
});

test.each(roles)("role %s may do what the table says, where it says it", async (role) => {
  const chat = await station();
  const found: Record<string, string> = {};
  const wanted: Record<string, string> = {};
  for (const { name, aliases } of commands) {
    for (const place of ["c", "o", "d"] as const) {
      const answers = await say(chat.officer(role), place, `/${aliases[0]} ${typed[name] ?? ""}`);
      const allowed = rights[name]?.[role].includes(place);
      found[`${name} ${place}`] = outcome(answers);
      wanted[`${name} ${place}`] = allowed ? "allowed" : place === "c" ? "silent" : "refused";
    }
  }
  expect(found).toEqual(wanted);
});

test("a role that has no right to a command is told the same as of a command that is none", async () => {
  const chat = await station();
  const without = (name: string, alias: string) =>
    chat.officer("auditor").dm(`/${alias} ${typed[name] ?? ""}`);
  for (const { name, aliases } of commands) {
    if (rights[name]?.auditor !== "") continue;
    for (const alias of [name, ...aliases]) {
      const answers = await without(name, alias);
      expect(answers).toHaveLength(1);
      expect(answers[0]).toMatch(/^没有「.*」这个命令|^没认出这个命令/);
      // What is offered instead is among what he may use.
      for (const offered of answers[0]?.match(/(?<=^\/)\S+/gm) ?? []) {
        const command = commands.find((c) => c.aliases.includes(offered) || c.name === offered);
        expect(rights[command?.name ?? ""]?.auditor ?? "d").not.toBe("");
      }
    }
  }
  expect(await stored(chat, "R2611-0001")).toMatchObject({ status: "received", entries: [{}] });
});

test("nothing is done for somebody who is no officer, in no place, by no name; in a direct message a bare one is told apart", async () => {
  const dispatch = createDispatch({} as BotContext, commands);
  for (const { name, aliases } of commands) {
    for (const place of ["dm", "officers", "community"] as const) {
      if (name === "bind" && place === "dm") continue;
      for (const called of [name, ...aliases]) {
        const message = { text: `/${called} ${typed[name] ?? ""}` } as InboundMessage;
        const isBare = place === "dm" && !/\p{Script=Han}/u.test(typed[name] ?? "");
        expect(await dispatch({ message, place, officer: undefined, group: undefined })).toBe(
          isBare ? "bare-command" : "not-a-command",
        );
      }
    }
  }
});

test.each(["居民", "离职"])(
  "%s hears nothing of commands, reports or officers, and changes nothing",
  async (name) => {
    const chat = await station();
    // The account of a revoked officer is nobody's.
    const who = name === "离职" ? chat.officer(name) : chat.resident(name);
    for (const { name, aliases } of commands) {
      if (name === "bind") continue;
      for (const place of ["o", "c", "d"] as const) {
        const answers = await say(who, place, `/${aliases[0]} ${typed[name] ?? ""}`);
        if (place !== "d") expect(answers).toEqual([]);
        expect(answers.join()).not.toMatch(/命令|同事|纸箱|dispatcher|R2611-0001/);
      }
    }
    expect(await stored(chat, "R2611-0001")).toMatchObject({ status: "received", entries: [{}] });
  },
);

test("a resident who guesses a code is only told that it is no good", async () => {
  const chat = await station();
  expect(await chat.resident("居民").dm("/绑定 AAAA2222")).toEqual([expect.stringMatching(/^这个码不对/)]);
});

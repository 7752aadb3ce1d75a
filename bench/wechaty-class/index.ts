// npm run bench -- wechaty-class [messages]: what the class `Wechaty` costs for each group message that is none of the
// bot's business, against the puppet alone, also over a puppet whose lists of members are empty until asked for
// (decision 0030). Every call counted here is a question to the gateway where it is not answered from memory.
import { parseArgs } from "node:util";
import { type Wechaty, WechatyBuilder } from "wechaty";
import { log, type payloads } from "wechaty-puppet";
import { PuppetMock } from "wechaty-puppet-mock";

const MESSAGES = Number(parseArgs({ allowPositionals: true }).positionals[1] ?? 5_000);
const ROOMS = 50;
const MEMBERS = 500;
log.level("silent");

function createPuppet(members: "lazy" | "whole") {
  const calls: Record<string, number> = {};
  const count = <T>(name: string, answer: T): T => {
    calls[name] = (calls[name] ?? 0) + 1;
    return answer;
  };
  class CountingPuppet extends PuppetMock {
    override async messagePayload(id: string) {
      const n = Number(id);
      return count("messagePayload", {
        id,
        type: 7,
        text: "今天天气不错",
        timestamp: 1_764_000_000,
        talkerId: `m${n % (ROOMS * MEMBERS)}`,
        roomId: `${n % ROOMS}@chatroom`,
      } as payloads.Message);
    }
    override async roomPayload(id: string) {
      return count("roomPayload", { id, topic: id, adminIdList: [], memberIdList: [] } as payloads.Room);
    }
    override async roomMemberList(id: string) {
      const room = Number.parseInt(id, 10);
      const ids = Array.from({ length: MEMBERS }, (_, i) => `m${room + i * ROOMS}`);
      return count("roomMemberList", members === "lazy" ? [] : ids);
    }
    override async contactPayload(id: string) {
      return count("contactPayload", { id, name: id, type: 1 } as payloads.Contact);
    }
  }
  return { puppet: new CountingPuppet(), calls };
}

async function measure(name: string, members: "lazy" | "whole", build?: (puppet: PuppetMock) => Wechaty) {
  const { puppet, calls } = createPuppet(members);
  const bot = build?.(puppet);
  let heard = 0;
  let finish = () => {};
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const hear = () => {
    heard += 1;
    if (heard === MESSAGES) finish();
  };
  if (bot) {
    bot.on("error", () => {});
    bot.on("message", hear);
    await bot.start();
  } else {
    await puppet.start();
    puppet.on("message", ({ messageId }) => void puppet.messagePayload(messageId).then(hear));
  }
  puppet.login("self");
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const call of Object.keys(calls)) delete calls[call];
  const cpu = process.cpuUsage();
  for (let n = 0; n < MESSAGES; n++) {
    puppet.emit("message", { messageId: String(n) });
    if (n % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  await all;
  const { user, system } = process.cpuUsage(cpu);
  const each = Object.entries(calls).map(([call, times]) => `${(times / MESSAGES).toFixed(2)} ${call}`);
  process.stdout.write(
    `${name}: ${((user + system) / MESSAGES).toFixed(1)} µs a message, ${each.join(", ")}\n`,
  );
}

const build = (puppet: PuppetMock) => WechatyBuilder.build({ puppet, name: `bench-${Math.random()}` });
await measure("the puppet alone", "lazy");
await measure("the class, members when asked for", "lazy", build);
await measure("the class, members at once", "whole", build);
process.exit(0);

import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../lib/clock.ts";
import type { createCodes } from "../lib/codes.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import { isStale } from "../outbox/index.ts";
import type { Store } from "../store/store.ts";

const VALID = 24 * 60 * 60_000;

export interface AdminCodesDeps {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly codes: ReturnType<typeof createCodes>;
  announce(text: string): void;
  tellAdmins(text: string): Promise<void>;
}

export interface AdminCodes {
  /** To be called when a channel came online or changed its ids. Says nothing again while the codes are good. */
  offer(): void;
  idle(): Promise<void>;
}

/**
 * Where no admin can write to the bot, nobody could invite an officer: whoever runs it gets the codes to mend that.
 * So at the first start, and where the admins' accounts are all of a login whose ids are gone.
 */
export function createAdminCodes(deps: AdminCodesDeps): AdminCodes {
  const { store, channels, clock, logger, codes } = deps;
  /** Hashes of the codes that were given last. */
  let issued: string[] = [];
  const offers = createSerial();

  async function allGood(now: Date): Promise<boolean> {
    const given = await Promise.all(issued.map((hash) => store.codes.byHash(hash)));
    return given.every((code) => code && !code.usedAt && code.expiresAt > now.toISOString());
  }

  async function offer(): Promise<void> {
    const admins = (await store.officers.all()).filter((o) => o.role === "admin" && !o.revokedAt);
    if (admins.some(({ accounts }) => accounts.some((account) => !isStale(account, channels)))) return;
    const now = clock.now();
    if (issued.length > 0 && (await allGood(now))) return;
    const expiresAt = new Date(now.getTime() + VALID).toISOString();
    // Without an admin there is one code, whose bearer becomes it.
    const given = (admins.length > 0 ? admins : [undefined]).map((admin) => ({
      admin,
      code: codes.newCode(),
    }));
    await store.tx(async (t) => {
      for (const { admin, code } of given)
        t.codes.put({
          hash: codes.hashCode(code),
          officer: admin?.id ?? null,
          term: admin?.term,
          expiresAt,
        });
    });
    issued = given.map(({ code }) => codes.hashCode(code));
    if (admins.length === 0) {
      const [code] = given.map((one) => one.code);
      deps.announce(`还没有管理员。请用您的账号私聊机器人发「/绑定 ${code}」，24小时内有效，只能用一次。`);
    } else {
      const lines = given.map(({ admin, code }) => `${admin?.name}：/绑定 ${code}`);
      const why = "管理员都没有能用的账号（还没绑定，或重新登录后号变了）。";
      deps.announce(`${why}请本人私聊机器人发下面这句，24小时内有效，只能用一次：\n${lines.join("\n")}`);
      await deps.tellAdmins(`${why}绑定码在运行机器人的窗口（或日志）里，请本人私聊机器人发「/绑定 码」。`);
    }
  }

  return {
    offer() {
      offers
        .run(offer)
        .catch((error: Error) => logger.error({ error: error.name }, "no admin could be given a code"));
    },
    idle: offers.idle,
  };
}

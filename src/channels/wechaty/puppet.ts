import type { PuppetService as PuppetServiceClass } from "wechaty-puppet-service";
import type { Logger } from "../../lib/logger.ts";
import type { PuppetAccess } from "./options.ts";

/** The bot's end of a gateway's puppet. */
export type RemotePuppet = PuppetServiceClass & {
  detach(): void;
  /** A file of this machine, as `messageSendFile` takes it. */
  fileFrom(path: string, name: string): Awaited<ReturnType<PuppetServiceClass["messageFile"]>>;
};

/** Makes a fresh puppet for each generation. */
export type PuppetFactory = (access: PuppetAccess) => RemotePuppet;

let loaded: Promise<PuppetFactory> | undefined;

/** Loads wechaty (about a second and 60 MB) on first use. */
export function loadPuppets(logger: Logger): Promise<PuppetFactory> {
  loaded ??= load(logger);
  return loaded;
}

async function load(logger: Logger): Promise<PuppetFactory> {
  const { log } = await import("wechaty-puppet");
  bridgeLog(log, logger);
  const { PuppetService } = await import("wechaty-puppet-service");

  // A subclass because the library offers no other door: what it changes are calls that would reach past this bot.
  class DetachedPuppet extends PuppetService {
    constructor(access: PuppetAccess) {
      super({ ...access, cache: { room: 2000, contact: 5000, message: 500, roomMember: 100 } });
      // It would write names and accounts of residents, unsealed, under the home folder.
      this._payloadStore.start = async () => {};
      // After any failure of a file the library sends it a second time, by this call of its version 0.
      Object.assign(this, {
        messageSendFileStream: async () => {
          throw new Error("file not confirmed");
        },
      });
    }

    /** Ends this client alone. The inherited one also stops the gateway's puppet, and hangs on a frozen gateway. */
    detach(): void {
      for (const cleanup of this._cleanupCallbackList.splice(0)) cleanup();
      const manager = this._grpcManager;
      delete this._grpcManager;
      if (!manager) return;
      // Destroying a stream may still emit an error.
      manager.on("error", () => {});
      manager.eventStream?.on("error", () => {});
      manager.eventStream?.destroy();
      try {
        manager.client.close();
      } catch {
        // There is no client yet.
      }
    }

    fileFrom(path: string, name: string) {
      return this.FileBoxUuid.fromFile(path, name);
    }

    override async onStop(): Promise<void> {
      this.detach();
    }

    /** Restarting is the supervisor's business. */
    override async reset(): Promise<void> {}

    /** The gateway may sign in anew without having said that it signed out. */
    override login(userId: string): void {
      delete this.__currentUserId;
      super.login(userId);
    }

    /** The inherited one answers the news of a logout with a logout, which may hit the next login. */
    override async logout(reason = ""): Promise<void> {
      if (!this.isLoggedIn) return;
      const contactId = this.currentUserId;
      delete this.__currentUserId;
      this.emit("logout", { contactId, data: reason });
    }
  }
  return (access) => new DetachedPuppet(access);
}

interface Brolog {
  level(name: "warn"): unknown;
  timestamp(enable: boolean): void;
  enableLogging(print: (level: string, text?: string) => void): unknown;
}

/** Wechaty's own log may hold texts, names and tokens: of a warning only its origin is passed on, and each origin once. */
function bridgeLog(log: unknown, logger: Logger): void {
  const seen = new Set<string>();
  const print = (_level: string, text = "") => {
    const origin = /^\S+ ([\w<>.-]{1,60})/.exec(text)?.[1] ?? "unknown";
    if (seen.has(origin)) return;
    seen.add(origin);
    logger.warn({ origin }, "wechaty warns (said once for each origin)");
  };
  const own = log as Brolog & { constructor: { instance(): Brolog } };
  for (const instance of [own, own.constructor.instance()]) {
    instance.level("warn");
    instance.timestamp(false);
    instance.enableLogging(print);
  }
}

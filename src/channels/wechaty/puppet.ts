import type { Readable, Writable } from "node:stream";
import type { PuppetService as PuppetServiceClass } from "wechaty-puppet-service";
import type { Logger } from "../../lib/logger.ts";
import { bridgeLog } from "./log.ts";
import type { PuppetAccess } from "./options.ts";

/** The bot's end of a gateway's puppet. */
export type RemotePuppet = PuppetServiceClass & {
  detach(): void;
  /** A file of this machine, as `messageSendFile` takes it. */
  fileFrom(path: string, name: string): Awaited<ReturnType<PuppetServiceClass["messageFile"]>>;
  fileOf(content: Buffer, name: string): Awaited<ReturnType<PuppetServiceClass["messageFile"]>>;
};

/** Makes a fresh puppet for each generation. */
export type PuppetFactory = (access: PuppetAccess) => RemotePuppet;

/** What is used of the library's gRPC calls, which come without types. */
interface Download extends Readable {
  cancel(): void;
}
interface MessageFileRequest {
  getId(): string;
}
type Done = (error: Error | null, response: unknown) => void;

const refuse = (): never => {
  throw new Error("file not confirmed");
};

/** What a puppet said; the gateway's library sends the stack after it. */
export function wordsOfError(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\n\s+at [\s\S]*$/, "") : "";
}

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
    private readonly downloads = new Set<Download>();

    constructor(access: PuppetAccess) {
      super({ ...access, cache: { room: 2000, contact: 5000, message: 500, roomMember: 100 } });
      // It would write names and accounts of residents, unsealed, under the home folder.
      this._payloadStore.start = async () => {};
      const stop = this.stop.bind(this);
      Object.assign(this, {
        // After any failure of a file the library sends it a second time, by this call of its version 0.
        messageSendFileStream: async () => refuse(),
        // A start that failed ends at once; the inherited way first waits five seconds for it to succeed.
        stop: async () => {
          if (this.state.active() !== "pending") return stop();
          this.detach();
          this.state.inactive(true);
        },
      });
    }

    /** Ends this client alone. The inherited one also stops the gateway's puppet, and hangs on a frozen gateway. */
    detach(): void {
      this.__watchdog.stop();
      for (const cleanup of this._cleanupCallbackList.splice(0)) cleanup();
      const manager = this._grpcManager;
      delete this._grpcManager;
      if (!manager) return;
      for (const download of this.downloads) download.cancel();
      // Cancelled, not only destroyed: else the gateway counts this client as present and takes no other.
      manager.on("error", () => {});
      manager.eventStream?.on("error", () => {});
      manager.eventStream?.cancel();
      try {
        manager.client.close();
      } catch {
        // There is no client yet.
      }
    }

    override async onStart(): Promise<void> {
      await super.onStart();
      const { client } = this.grpcManager;
      const download = client.download.bind(client);
      const messageFile = client.messageFile.bind(client);
      const refusals = new Map<string, Error>();
      Object.assign(client, {
        // Where a message has no file the library asks a second time, by a call of its version 0, and then waits for
        // ever. What it was told is said instead.
        messageFile: (request: MessageFileRequest, done: Done) =>
          messageFile(request, (error: Error | null, response: unknown) => {
            if (error) refusals.set(request.getId(), error);
            done(error, response);
          }),
        messageFileStream(request: MessageFileRequest) {
          const refusal = refusals.get(request.getId());
          refusals.delete(request.getId());
          throw refusal ?? new Error("no file");
        },
        download: (request: unknown) => this.tied(download(request)),
      });
    }

    /**
     * The library pipes a download without hearing its errors, which then end the process, and leaves the call open
     * when nobody reads on. Here both ends go together, and with this client.
     */
    private tied(response: Download): Download {
      const pipe = response.pipe.bind(response);
      const pipeTied = (to: Writable) => {
        this.downloads.add(response);
        response.on("error", (error: Error) => to.destroy(error));
        to.on("close", () => {
          this.downloads.delete(response);
          response.cancel();
        });
        return pipe(to);
      };
      return Object.assign(response, { pipe: pipeTied });
    }

    fileFrom(path: string, name: string) {
      return this.FileBoxUuid.fromFile(path, name);
    }

    fileOf(content: Buffer, name: string) {
      return this.FileBoxUuid.fromBuffer(content, name);
    }

    override async onStop(): Promise<void> {
      this.detach();
    }

    /** Restarting is the supervisor's business. */
    override async reset(): Promise<void> {}

    /** The gateway may sign in anew without having said that it signed out; what ids meant before it is forgotten. */
    override login(userId: string): void {
      this.cache.clear();
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

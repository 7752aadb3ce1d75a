import { FileBox } from "file-box";
import { log, type payloads } from "wechaty-puppet";
import { mock, PuppetMock } from "wechaty-puppet-mock";
import { PuppetServer } from "wechaty-puppet-service";
import { serveGateway } from "../../src/channels/wechaty-gateway/gateway.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { type FileMode, LARGE_FILE, type PeerCalls, type PeerWorld } from "./puppet-rig.ts";

/** A gateway with the mock puppet, in a process of its own: run by `puppet-rig.ts`, commanded over IPC. */

log.level("silent");

/** The mock answers neither friendships nor invitations, and a ding only after a second. */
class PeerPuppet extends PuppetMock {
  readonly friendships = new Map<string, payloads.Friendship>();
  readonly invitations = new Map<string, payloads.RoomInvitation>();
  readonly accepted: string[] = [];
  stops = 0;
  /** Sends are taken, carried out, and never confirmed. */
  mute = false;
  files: FileMode = "whole";
  /** What every send of a text is refused with. */
  refusal = "";
  /** Texts are sent, and then the line breaks, which the puppet tells with all that it was doing. */
  breaks = false;

  override ding(data = ""): void {
    setTimeout(() => this.emit("dong", { data }), 10);
  }
  override async onStop(): Promise<void> {
    this.stops += 1;
    await super.onStop();
  }
  override async messageSendText(conversationId: string, text: string): Promise<void> {
    if (this.refusal) throw new Error(this.refusal);
    await super.messageSendText(conversationId, text);
    if (this.breaks) throw new Error(`socket hang up ${JSON.stringify({ to: conversationId, text })}`);
    if (this.mute) await new Promise(() => {});
  }
  override async messageSendFile(
    conversationId: string,
    file: Parameters<PuppetMock["messageSendFile"]>[1],
  ): Promise<void> {
    await super.messageSendFile(conversationId, FileBox.fromBase64(await file.toBase64(), file.name));
    if (this.mute) throw new Error("connection reset");
  }
  override async messageFile(id: string) {
    if (this.files === "failing") throw new Error("获取失败");
    if (this.files === "refused") throw new Error(`unsupported message. id: ${id}`);
    if (this.files === "large") return FileBox.fromBuffer(Buffer.alloc(LARGE_FILE), "大文件.mp4");
    return super.messageFile(id);
  }
  /** As wechat4u, which cannot. */
  override async messageLocation(): Promise<payloads.Location> {
    throw new Error("Wechaty Puppet Unsupported API Error.");
  }
  override async friendshipRawPayload(id: string) {
    return this.friendships.get(id);
  }
  override async friendshipAccept(id: string): Promise<void> {
    this.accepted.push(id);
  }
  override async roomInvitationRawPayload(id: string) {
    return this.invitations.get(id);
  }
  override async roomInvitationAccept(id: string): Promise<void> {
    this.accepted.push(id);
  }
}

interface World {
  puppet: PeerPuppet;
  mocker: mock.Mocker;
  /** By role: "bot", "person", "other", … */
  people: Map<string, mock.ContactMock>;
  rooms: Map<string, mock.RoomMock>;
  sent: { to: string; text: string }[];
  stop(): Promise<void>;
}

let world: World | undefined;

async function open(wanted: PeerWorld): Promise<World> {
  const mocker = new mock.Mocker();
  const puppet = new PeerPuppet({ mocker });
  // EventEmitter's rule: an `error` nobody hears ends the process.
  puppet.on("error", () => {});
  const people = new Map(
    Object.entries(wanted.people).map(([role, { id, name }]) => [role, mocker.createContact({ id, name })]),
  );
  const rooms = new Map(
    Object.entries(wanted.rooms).map(([role, { id, name }]) => [
      role,
      mocker.createRoom({ id, topic: name, memberIdList: Object.values(wanted.people).map((p) => p.id) }),
    ]),
  );
  const bot = people.get("bot");
  if (!bot) throw new Error("no bot");
  const sent: World["sent"] = [];
  const seen = new Set<string>();
  puppet.on("message", ({ messageId }) => {
    const message = mocker.messagePayload(messageId);
    // The gateway announces messages again to a bot that connects.
    if (message.talkerId !== bot.id || seen.has(messageId)) return;
    seen.add(messageId);
    const entry = { to: message.roomId || message.listenerId || "", text: message.text ?? "" };
    sent.push(entry);
    process.send?.({ sent: entry });
  });
  const stop = await serve(puppet, wanted);
  await puppet.start();
  if (wanted.signedIn !== false) mocker.login(bot);
  return { puppet, mocker, people, rooms, sent, stop };
}

async function serve(puppet: PeerPuppet, { port, token, bare }: PeerWorld): Promise<() => Promise<void>> {
  const listen = `127.0.0.1:${port}`;
  if (bare) {
    const server = new PuppetServer({ endpoint: listen, puppet, token, tls: { disable: true } });
    await server.start();
    return () => server.stop();
  }
  const logger = createLogger({ level: "silent", pretty: false });
  const [data = ""] = process.argv.slice(2);
  const [print, giveUp] = [() => {}, () => process.exit(1)];
  const gateway = await serveGateway({ puppet, listen, token, data, pagePort: 0, logger, print, giveUp });
  return () => gateway.stop();
}

function here(): World {
  if (!world) throw new Error("no world");
  return world;
}
function person(role: string): mock.ContactMock {
  const found = here().people.get(role);
  if (!found) throw new Error(`nobody is ${role}`);
  return found;
}
function room(role: string): mock.RoomMock {
  const found = here().rooms.get(role);
  if (!found) throw new Error(`no room ${role}`);
  return found;
}

const calls: PeerCalls = {
  async open(wanted) {
    await world?.stop();
    world = await open(wanted);
  },
  async dm(from, text, file) {
    const box = file && FileBox.fromBase64(file.base64, file.name);
    person(from)
      .say(box ?? text)
      .to(person("bot"));
  },
  async say(from, to, text, mention) {
    person(from)
      .say(text, mention ? [person("bot")] : [])
      .to(room(to));
  },
  async raw(from, payload) {
    const { mocker, puppet } = here();
    const { id } = mocker.MessageMock.create({
      id: `raw-${Math.random()}`,
      talkerId: person(from).id,
      listenerId: person("bot").id,
      timestamp: Date.now(),
      type: 7,
      ...payload,
    });
    puppet.emit("message", { messageId: id });
  },
  async sent() {
    return here().sent;
  },
  async mute(on) {
    here().puppet.mute = on;
  },
  async refuse(words) {
    here().puppet.refusal = words;
  },
  async breakAfterSend(on) {
    here().puppet.breaks = on;
  },
  async files(mode) {
    here().puppet.files = mode;
  },
  async signIn() {
    here().mocker.login(person("bot"));
  },
  async signOut() {
    await here().puppet.logout();
  },
  async rename(names) {
    const { mocker } = here();
    for (const [id, name] of Object.entries(names)) {
      const room = mocker.cacheRoomPayload.get(id);
      const contact = mocker.cacheContactPayload.get(id);
      if (room) mocker.cacheRoomPayload.set(id, { ...room, topic: name });
      if (contact) mocker.cacheContactPayload.set(id, { ...contact, name });
    }
  },
  async botJoins(role) {
    room(role).add(person("bot")).by(person("person"));
  },
  async botLeaves(role) {
    room(role).remove(person("bot")).by(person("person"));
  },
  async befriend(role, hello, type) {
    const { puppet } = here();
    const id = `friendship-${puppet.friendships.size}`;
    puppet.friendships.set(id, {
      id,
      contactId: person(role).id,
      hello,
      timestamp: Date.now(),
      type,
      ticket: "t",
    } as payloads.Friendship);
    puppet.emit("friendship", { friendshipId: id });
  },
  async invite(role, topic) {
    const { puppet } = here();
    const id = `invitation-${puppet.invitations.size}`;
    const inviterId = person(role).id;
    const rest = {
      avatar: "",
      invitation: "",
      memberCount: 3,
      memberIdList: [],
      receiverId: "",
      timestamp: Date.now(),
    };
    puppet.invitations.set(id, { id, inviterId, topic, ...rest });
    puppet.emit("room-invite", { roomInvitationId: id });
  },
  async state() {
    const { puppet } = here();
    return { active: puppet.state.active() === true, stops: puppet.stops, accepted: puppet.accepted };
  },
  async harmlessError() {
    here().puppet.emit("error", new Error("a look-up failed"));
  },
};

process.on("message", ({ id, call, args }: { id: number; call: keyof PeerCalls; args: unknown[] }) => {
  const run = calls[call] as (...given: unknown[]) => Promise<unknown>;
  run(...args).then(
    (result) => process.send?.({ id, result }),
    (error: Error) => process.send?.({ id, error: error.message }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ id: 0 });

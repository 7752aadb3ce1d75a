import { parseCq, type Segment } from "../../src/channels/onebot/cq.ts";

/** What the simulated network knows and remembers. */
export interface PeerWorld {
  self: number;
  online: boolean;
  /** The heartbeat goes on saying `true` (Lagrange). */
  beatsLie?: boolean;
  /** What the bot sent and did not take back, oldest first. */
  readonly sent: {
    kind: "user" | "group";
    id: number;
    message: unknown;
    params: Record<string, unknown>;
    at: number;
    messageId: number;
  }[];
  /** Message events of residents, and of the bot, oldest first. */
  readonly history: Record<string, unknown>[];
  readonly friends: { user_id: number; nickname: string }[];
  /** `group_all_shut` as NapCat says it: -1 while everyone is muted. */
  readonly groups: { group_id: number; group_name: string; group_all_shut?: number }[];
  /** More fields of the bot as a member, by group. */
  readonly membership: Map<number, { shut_up_timestamp?: unknown; role?: string }>;
  /** Answers of the file calls, by file or file id. */
  readonly files: Map<string, Record<string, unknown>>;
  /** The most that a list of conversations, or a history, gives whatever is asked for. */
  mostContacts?: number;
  mostHistory?: number;
  /** A history is asked for page by page (NapCat, LLOneBot). */
  pageBySeq?: boolean;
  readonly approved: { action: string; flag: unknown }[];
  /** Names of all calls, oldest first. */
  readonly calls: string[];
  /** The retcode that a direct message is refused with, by its parameters. */
  refuses?: (params: Record<string, unknown>) => number | undefined;
  /** Hears each message the bot sends, instead of its being kept (for loads). */
  heard?: (kind: "user" | "group", id: number, message: unknown) => void;
  /** Hears each message the bot sends, before the bot has its answer. */
  told?: (kind: "user" | "group", id: number, text: string) => void;
}

export interface PeerAnswer {
  readonly status?: string;
  readonly retcode?: number;
  readonly data?: unknown;
  readonly message?: string;
  readonly wording?: string;
}

type Params = Record<string, unknown>;

/** The calls of OneBot v11 (and NapCat's own) that a bot makes, done to `world`. */
export function createPeerActions(world: PeerWorld): (action: string, params: Params) => PeerAnswer {
  let nextId = 500_000;

  function deliver(
    kind: "user" | "group",
    { user_id, group_id, message }: Params,
    params: Params,
  ): PeerAnswer {
    const refusal = kind === "user" ? world.refuses?.(params) : undefined;
    if (refusal !== undefined) return failed(refusal, "");
    const id = Number(kind === "user" ? user_id : group_id);
    const message_id = nextId++;
    if (world.heard) {
      world.heard(kind, id, message);
      return { data: { message_id } };
    }
    world.told?.(kind, id, plainText(message));
    world.sent.push({ kind, id, message, params, at: Date.now(), messageId: message_id });
    world.history.push({
      post_type: "message_sent",
      message_type: kind === "user" ? "private" : "group",
      self_id: world.self,
      user_id: world.self,
      ...(kind === "user" ? { target_id: id } : { group_id: id }),
      message_id,
      message,
      time: Math.floor(Date.now() / 1000),
      sender: { user_id: world.self, nickname: "bot" },
    });
    return { data: { message_id } };
  }
  /** The latest `count`, or those that end with `message_seq`, as the network gives them; never more than its own limit. */
  const past = (p: Params, wanted: (m: Record<string, unknown>) => boolean): PeerAnswer => {
    const all = world.history.filter(wanted);
    const end = world.pageBySeq ? all.findIndex((m) => m.message_id === p.message_seq) : -1;
    const until = end < 0 ? all : all.slice(0, end + 1);
    return { data: { messages: latest(until, p, 20, world.mostHistory) } };
  };
  const file = (params: Params): PeerAnswer => {
    const found = world.files.get(String(params.file_id ?? params.file));
    return found ? { data: found } : failed(1200, "file not found");
  };

  const actions: Record<string, (params: Params) => PeerAnswer> = {
    get_login_info: () => ({ data: { user_id: world.self, nickname: "警民小助手" } }),
    get_status: () => ({ data: { online: world.online, good: true } }),
    get_friend_list: () => ({ data: world.friends }),
    get_group_list: () => ({ data: world.groups }),
    get_group_info: (p) => ({ data: world.groups.find((g) => g.group_id === Number(p.group_id)) ?? null }),
    get_group_member_info: (p) => ({
      data: { group_id: p.group_id, user_id: p.user_id, ...world.membership.get(Number(p.group_id)) },
    }),
    send_private_msg: (p) => deliver("user", p, p),
    send_group_msg: (p) => deliver("group", p, p),
    upload_private_file: (p) =>
      deliver("user", { ...p, message: [{ type: "file", data: { name: p.name } }] }, p),
    upload_group_file: (p) =>
      deliver("group", { ...p, message: [{ type: "file", data: { name: p.name } }] }, p),
    delete_msg: ({ message_id }) => {
      const sent = world.sent.find(({ messageId }) => messageId === message_id);
      if (!sent) return failed(1200, "消息不存在");
      world.sent.splice(world.sent.indexOf(sent), 1);
      return { data: null };
    },
    set_friend_add_request: approve("set_friend_add_request"),
    set_group_add_request: approve("set_group_add_request"),
    get_recent_contact: (p) => {
      const chats = new Map<string, Record<string, unknown>>();
      for (const m of world.history.toSorted((a, b) => Number(a.time) - Number(b.time))) {
        const peerUin = String(isPrivate(m) ? peerOf(m) : m.group_id);
        const chatType = isPrivate(m) ? (m.sub_type === "group" ? 100 : 1) : 2;
        chats.set(`${chatType} ${peerUin}`, { peerUin, chatType, msgTime: String(m.time) });
      }
      const byTime = [...chats.values()].sort((a, b) => Number(a.msgTime) - Number(b.msgTime));
      return { data: latest(byTime, p, 10, world.mostContacts).reverse() };
    },
    get_friend_msg_history: (p) => past(p, (m) => isPrivate(m) && peerOf(m) === Number(p.user_id)),
    get_group_msg_history: (p) => past(p, (m) => m.group_id === Number(p.group_id)),
    get_image: file,
    get_record: file,
    get_file: file,
    get_private_file_url: file,
    get_group_file_url: file,
    get_forward_msg: (p) => {
      const found = world.files.get(String(p.id));
      return found ? { data: found } : failed(1200, "消息已过期");
    },
  };
  return (action, params) => actions[action]?.(params) ?? failed(1404, `不支持的Api ${action}`);

  function approve(action: string): (params: Params) => PeerAnswer {
    return ({ flag }) => {
      world.approved.push({ action, flag });
      return { data: null };
    };
  }
}

/** What people would read: codes in a string message would have been interpreted. */
export function plainText(message: unknown): string {
  const segments = typeof message === "string" ? parseCq(message) : (message as Segment[]);
  return segments.map((s) => (s.type === "text" ? String(s.data.text) : `<${s.type}>`)).join("");
}

function failed(retcode: number, message: string): PeerAnswer {
  return { status: "failed", retcode, data: null, message, wording: message };
}

/** Groups and friends alike take the places of a list of the latest. */
function latest<T>(
  all: readonly T[],
  { count }: Params,
  usual: number,
  most = Number.POSITIVE_INFINITY,
): T[] {
  return all.slice(-Math.min(Number(count ?? usual), most));
}

const isPrivate = (m: Record<string, unknown>) => m.message_type === "private";
const peerOf = (m: Record<string, unknown>) => (m.post_type === "message_sent" ? m.target_id : m.user_id);

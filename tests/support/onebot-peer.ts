import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer, WebSocket as WsClient } from "ws";
import { formatCq, type Segment } from "../../src/channels/onebot/cq.ts";
import { createPeerActions, type PeerAnswer, type PeerWorld, plainText } from "./onebot-peer-actions.ts";

export type { PeerWorld } from "./onebot-peer-actions.ts";

export interface PeerOptions {
  /** What messages look like on the wire. */
  readonly format?: "array" | "string";
  readonly token?: string;
  /** How a wrong token is refused: after the upgrade with 1403 (NapCat, LLOneBot), or the upgrade itself (Lagrange). */
  readonly refuses?: "napcat" | "lagrange";
  /** Reverse: dial this instead of listening; tried again while it is not known yet, or not there. */
  readonly dial?: () => string | undefined;
  /** Whether it says `lifecycle.connect`. */
  readonly greets?: boolean;
  /** Milliseconds between heartbeats; none by default. */
  readonly heartbeat?: number;
  /** Forward: fixed port, so that it can come back at the same place. */
  readonly port?: number;
}

/** What a call meets, by its action; `answer` where nothing is set. */
export type PeerFault =
  | { readonly kind: "silent"; readonly done?: boolean }
  | { readonly kind: "late"; readonly ms: number }
  | { readonly kind: "fail"; readonly retcode: number; readonly message: string }
  | { readonly kind: "async" }
  | { readonly kind: "hang-up"; readonly done?: boolean }
  | { readonly kind: "twice" };

/** A OneBot v11 implementation that never saw QQ: real sockets, faults on demand, and a record of what was sent to whom. */
export interface OnebotPeer {
  readonly world: PeerWorld;
  /** Where it listens (forward). */
  url(): string;
  start(): Promise<void>;
  /** Dies: every socket is cut. `start` brings it back, at the same port. */
  stop(): Promise<void>;
  connections(): number;
  /** Headers of the last connection. */
  lastHeaders(): IncomingMessage["headers"];
  faults: Map<string, PeerFault>;
  dm(from: { id: number; name: string }, segments: Segment[], extra?: object): Record<string, unknown>;
  say(group: number, from: { id: number; name: string }, segments: Segment[], extra?: object): void;
  /** Pushes anything: an object as JSON, a string as it is. */
  push(frame: unknown): void;
  /** The account is gone or back while the socket stays; heartbeats say so where `beats`. */
  signOut(how: { notice: boolean; beats: boolean }): void;
  signIn(how: { notice: boolean }): void;
  /** Texts that reached a user or group, oldest first. */
  received(kind: "user" | "group", id: number): string[];
  hangUp(): void;
  /** Stops speaking and answering, with every socket open; `thaw` goes on where it stopped. */
  freeze(): void;
  thaw(): void;
  /** What a refused dialler is told from now on. */
  setToken(token: string): void;
}

export function createOnebotPeer(options: PeerOptions = {}): OnebotPeer {
  const { format = "array", refuses = "napcat", heartbeat } = options;
  let { token } = options;
  let frozen: (() => void)[] | undefined;
  const world: PeerWorld = {
    self: 10001,
    online: true,
    sent: [],
    history: [],
    friends: [],
    groups: [],
    membership: new Map(),
    files: new Map(),
    approved: [],
    calls: [],
  };
  const faults = new Map<string, PeerFault>();
  const actions = createPeerActions(world);
  const sockets = new Set<WebSocket>();
  let server: Server | undefined;
  let port = options.port ?? 0;
  let headers: IncomingMessage["headers"] = {};
  let running = false;
  let beating: NodeJS.Timeout | undefined;
  let redial: NodeJS.Timeout | undefined;
  let nextId = 1000;

  const base = () => ({ time: Math.floor(Date.now() / 1000), self_id: world.self });
  const push = (frame: unknown) => {
    if (frozen) {
      frozen.push(() => push(frame));
      return;
    }
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    for (const socket of sockets) socket.send(text);
  };
  const wire = (segments: Segment[]) => (format === "array" ? segments : formatCq(segments));

  function welcome(socket: WebSocket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("message", (data) => serve(socket, data.toString()));
    if (options.greets === false) return;
    socket.send(
      JSON.stringify({
        ...base(),
        post_type: "meta_event",
        meta_event_type: "lifecycle",
        sub_type: "connect",
      }),
    );
  }

  function serve(socket: WebSocket, raw: string): void {
    if (frozen) {
      frozen.push(() => serve(socket, raw));
      return;
    }
    const { action, params = {}, echo } = JSON.parse(raw);
    if (!world.heard) world.calls.push(action);
    const fault = faults.get(action);
    const reply = (answer: PeerAnswer) =>
      socket.send(JSON.stringify({ status: "ok", retcode: 0, data: null, ...answer, echo }));
    if (fault?.kind === "fail") {
      reply({ status: "failed", retcode: fault.retcode, message: fault.message, wording: fault.message });
      return;
    }
    if (fault?.kind === "silent" || fault?.kind === "hang-up") {
      if (fault.done) actions(action, params);
      if (fault.kind === "hang-up") socket.terminate();
      return;
    }
    const answer = actions(action, params);
    if (fault?.kind === "late") setTimeout(() => reply(answer), fault.ms);
    else if (fault?.kind === "async") reply({ status: "async", retcode: 1, data: null });
    else reply(answer);
    if (fault?.kind === "twice") reply(answer);
  }

  function listen(): Promise<void> {
    const wss = new WebSocketServer({ noServer: true });
    const http = createServer();
    server = http;
    http.on("upgrade", (request, raw, head) => {
      headers = request.headers;
      const allowed = token === undefined || request.headers.authorization === `Bearer ${token}`;
      if (!allowed && refuses === "lagrange") {
        raw.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      wss.handleUpgrade(request, raw, head, (socket) => {
        if (allowed) return welcome(socket);
        const refusal = {
          status: "failed",
          retcode: 1403,
          data: null,
          message: "token验证失败",
          wording: "token验证失败",
          echo: null,
        };
        socket.send(JSON.stringify(refusal));
        socket.close();
      });
    });
    return new Promise((resolve) => {
      http.listen(port, "127.0.0.1", () => {
        port = (http.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  function dial(target: () => string | undefined): void {
    if (!running) return;
    const again = () => {
      redial = setTimeout(() => dial(target), 50);
    };
    const url = target();
    if (url === undefined) {
      again();
      return;
    }
    const socket = new WsClient(url, {
      headers: {
        "X-Self-ID": String(world.self),
        "X-Client-Role": "Universal",
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      handshakeTimeout: 2000,
    });
    socket.on("error", () => {});
    socket.on("open", () => welcome(socket));
    socket.on("close", again);
  }

  function addMessage(message: Record<string, unknown>): void {
    if (!world.heard) world.history.push(message);
    push(message);
  }

  return {
    world,
    faults,
    url: () => `ws://127.0.0.1:${port}/`,
    async start() {
      running = true;
      if (options.dial === undefined) await listen();
      else dial(options.dial);
      if (heartbeat !== undefined) {
        beating = setInterval(() => {
          const status = { online: world.beatsLie === true || world.online, good: true };
          push({
            ...base(),
            post_type: "meta_event",
            meta_event_type: "heartbeat",
            status,
            interval: heartbeat,
          });
        }, heartbeat);
      }
    },
    async stop() {
      running = false;
      clearInterval(beating);
      clearTimeout(redial);
      for (const socket of sockets) socket.terminate();
      sockets.clear();
      const open = server;
      server = undefined;
      if (!open) return;
      open.closeAllConnections();
      await new Promise<void>((resolve) => open.close(() => resolve()));
    },
    connections: () => sockets.size,
    lastHeaders: () => headers,
    dm(from, segments, extra = {}) {
      const message = {
        ...base(),
        post_type: "message",
        message_type: "private",
        sub_type: "friend",
        message_id: nextId++,
        user_id: from.id,
        message: wire(segments),
        raw_message: formatCq(segments),
        sender: { user_id: from.id, nickname: from.name },
        ...extra,
      };
      addMessage(message);
      return message;
    },
    say(group, from, segments, extra = {}) {
      addMessage({
        ...base(),
        post_type: "message",
        message_type: "group",
        sub_type: "normal",
        message_id: nextId++,
        user_id: from.id,
        group_id: group,
        message: wire(segments),
        raw_message: formatCq(segments),
        sender: { user_id: from.id, nickname: from.name, card: from.name, role: "member" },
        ...extra,
      });
    },
    push,
    signOut({ notice, beats }) {
      world.online = false;
      world.beatsLie = !beats;
      if (notice)
        push({
          ...base(),
          post_type: "notice",
          notice_type: "bot_offline",
          user_id: world.self,
          tag: "下线通知",
          message: "",
        });
    },
    signIn({ notice }) {
      world.online = true;
      if (notice) push({ ...base(), post_type: "notice", notice_type: "bot_online", reason: "Reconnect" });
    },
    received: (kind, id) =>
      world.sent.filter((s) => s.kind === kind && s.id === id).map(({ message }) => plainText(message)),
    hangUp() {
      for (const socket of sockets) socket.terminate();
    },
    freeze() {
      frozen ??= [];
    },
    thaw() {
      const held = frozen ?? [];
      frozen = undefined;
      for (const work of held) work();
    },
    setToken(next) {
      token = next;
    },
  };
}

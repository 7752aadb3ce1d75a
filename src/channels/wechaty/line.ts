import type { Identity, Login } from "./identity.ts";
import type { PuppetSession } from "./session.ts";

/** One login on one generation. */
interface Line {
  readonly session: PuppetSession;
  readonly account: string;
  /** Resolves with nothing where the login ended before it was settled. */
  readonly login: Promise<Login | undefined>;
  /** While the login stands and is settled. */
  settled: Login | undefined;
  over: boolean;
  end(): void;
  ready(): void;
}

/** Which login the channel is on. Everything is asked with the session it came from, so that older ones are ignored. */
export interface Lines {
  begin(session: PuppetSession, account: string): void;
  /** The login of `session` is over. */
  end(session: PuppetSession, fault: string): void;
  /** Whatever login there is, it is over. */
  close(fault: string): void;
  ready(session: PuppetSession): void;
  /** Whether a login was ever heard on `session`. */
  knows(session: PuppetSession): boolean;
  /** The login that events of `session` belong to, once it is settled. */
  loginOf(session: PuppetSession): Promise<Login | undefined> | undefined;
  /** Where to send now. */
  current(): { session: PuppetSession; login: Login } | undefined;
}

export function createLines(deps: {
  identity: Pick<Identity, "settle">;
  online(session: PuppetSession, login: Login, until: { ready: Promise<void>; gone: Promise<unknown> }): void;
  offline(fault: string): void;
}): Lines {
  let line: Line | undefined;

  const finish = (ended: Line, fault: string) => {
    if (ended.over) return;
    Object.assign(ended, { over: true, settled: undefined });
    ended.end();
    deps.offline(fault);
  };

  return {
    begin(session, account) {
      // Our gateway says it twice, for the library may drop the first.
      if (line?.session === session && line.account === account && !line.over) return;
      if (line) finish(line, "signed-out");
      const [ended, end] = signal();
      const [isReady, ready] = signal();
      const gone = Promise.race([ended, session.lost]);
      const login = deps.identity.settle(session.puppet, account, gone);
      const mine: Line = { session, account, login, settled: undefined, over: false, end, ready };
      line = mine;
      // At once, not when the supervisor comes to it: what the next gateway hears must not be meant for this one.
      void session.lost.then((fault) => finish(mine, fault));
      void login.then((settled) => {
        if (!settled || mine.over) return;
        mine.settled = settled;
        deps.online(session, settled, { ready: isReady, gone });
      });
    },
    end(session, fault) {
      if (line?.session === session) finish(line, fault);
    },
    close(fault) {
      if (line) finish(line, fault);
    },
    knows: (session) => line?.session === session,
    ready(session) {
      if (line?.session === session) line.ready();
    },
    loginOf: (session) => (line?.session === session && !line.over ? line.login : undefined),
    current: () => (line?.settled ? { session: line.session, login: line.settled } : undefined),
  };
}

/** A promise and what resolves it. */
function signal(): [Promise<void>, () => void] {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

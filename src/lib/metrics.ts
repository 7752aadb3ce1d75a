import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

interface Health {
  readonly online: boolean;
  readonly since: Date;
  readonly lastIn?: Date;
  readonly lastOut?: Date;
  readonly friends?: { readonly count: number };
}

/** Read each time the metrics are asked for. */
export interface MetricSources {
  channels(): Iterable<{ name: string; health(): Health }>;
  outbox(): Iterable<
    readonly [
      channel: string,
      status: { queued: Readonly<Record<string, number>>; today: number; perDay?: number; paused?: string },
    ]
  >;
  store(): { writable: boolean };
}

export interface Metrics {
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Counts a message; its sender and content are not told. */
  received(message: { channel: string; place: string }): void;
  /** Counts what became of a message, and the reason if it was ignored. */
  accounted(message: { channel: string; outcome: string; because?: string | undefined }): void;
  /** Counts a filed report. Not by category: the number of complaints is for leaders only. */
  reported(report: { priority: string }): void;
  /** Counts one attempt to send. */
  sent(result: { channel: string; kind: string; outcome: string; reason?: string }): void;
  /** Stops measuring the event loop. */
  close(): void;
}

/** Each bot has a registry of its own, so that several in one process do not count together. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "jingmin_" });
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[], collect: (set: Set) => void) =>
    new Gauge({
      name: `jingmin_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        collect((labels, value) => this.set(labels, value));
      },
    });

  const seconds = (at: Date | undefined) => (at ? at.getTime() / 1000 : undefined);
  const ofChannels = (value: (h: Health) => number | undefined) => (set: Set) => {
    for (const channel of sources.channels()) {
      const figure = value(channel.health());
      if (figure !== undefined) set({ channel: channel.name }, figure);
    }
  };
  gauge(
    "channel_online",
    "1 while the account is online.",
    ["channel"],
    ofChannels((h) => Number(h.online)),
  );
  gauge(
    "channel_since_seconds",
    "When it went online or offline, Unix time.",
    ["channel"],
    ofChannels((h) => seconds(h.since)),
  );
  gauge(
    "channel_last_in_seconds",
    "Last message in, Unix time.",
    ["channel"],
    ofChannels((h) => seconds(h.lastIn)),
  );
  gauge(
    "channel_last_out_seconds",
    "Last message out, Unix time.",
    ["channel"],
    ofChannels((h) => seconds(h.lastOut)),
  );
  gauge(
    "channel_friends",
    "Friends of the account, where the network limits them.",
    ["channel"],
    ofChannels((h) => h.friends?.count),
  );
  gauge("outbox_queued", "Rows that wait, by lane.", ["channel", "lane"], (set) => {
    for (const [channel, { queued }] of sources.outbox()) {
      for (const [lane, count] of Object.entries(queued)) set({ channel, lane }, count);
    }
  });
  gauge("outbox_broadcasts_today", "Broadcasts of this day in the station's zone.", ["channel"], (set) => {
    for (const [channel, { today }] of sources.outbox()) set({ channel }, today);
  });
  gauge("outbox_broadcasts_per_day", "Broadcasts that the day's budget allows.", ["channel"], (set) => {
    for (const [channel, { perDay }] of sources.outbox()) if (perDay !== undefined) set({ channel }, perDay);
  });
  gauge(
    "outbox_paused",
    "1 while broadcasts of the account wait, with the reason.",
    ["channel", "reason"],
    (set) => {
      for (const [channel, { paused }] of sources.outbox()) if (paused) set({ channel, reason: paused }, 1);
    },
  );
  gauge("store_writable", "0 while a full disk keeps the store read-only.", [], (set) => {
    set({}, Number(sources.store().writable));
  });

  /** Counts in a map and gives the library the sums when it is read: counting with its labels each time is slow. */
  const counter = (name: string, help: string, labelNames: string[]): ((...labels: string[]) => void) => {
    const counts = new Map<string, { labels: string[]; count: number }>();
    new Counter({
      name: `jingmin_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const { labels, count } of counts.values()) this.labels(...labels).inc(count);
      },
    });
    return (...labels) => {
      const key = labels.join("\n");
      const counted = counts.get(key);
      if (counted) counted.count++;
      else counts.set(key, { labels, count: 1 });
    };
  };
  const received = counter("messages_received_total", "Messages that came in.", ["channel", "place"]);
  const accounted = counter(
    "messages_accounted_total",
    "What became of the messages that came in, and why of those that were ignored.",
    ["channel", "outcome", "because"],
  );
  const reported = counter("reports_filed_total", "Reports filed.", ["priority"]);
  const sent = counter("outbox_results_total", "Attempts to send and how they ended.", [
    "channel",
    "kind",
    "outcome",
    "reason",
  ]);

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    received: ({ channel, place }) => received(channel, place),
    accounted: ({ channel, outcome, because = "" }) => accounted(channel, outcome, because),
    reported: ({ priority }) => reported(priority),
    sent: ({ channel, kind, outcome, reason = "" }) => sent(channel, kind, outcome, reason),
    close: () => registry.clear(),
  };
}

type Set = (labels: Record<string, string>, value: number) => void;

import { join } from "node:path";
import { decodeTime } from "ulid";
import type { OutgoingFile } from "../channels/channel.ts";
import { withoutAsking } from "../domain/acknowledgements.ts";
import type { AlertState } from "../domain/alert-moves.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import { inZone } from "../lib/time.ts";
import type { Picture, Pictures } from "../render/index.ts";
import type { Store } from "../store/store.ts";

const HOUR = 3_600_000;
/** States in which a picture is not sent any more, though its row still waits. */
const over: readonly AlertState[] = ["cancelled", "expired", "rejected"];

/** The pictures of alerts, drawn when their turn to be sent comes, and deleted when none waits for it. */
export interface AlertPictures {
  /** The picture as it is sent; none where the alert wants none, or is over. Rejects where it cannot be drawn. */
  fileOf(alert: string): Promise<OutgoingFile | undefined>;
  /** Deletes pictures that no row waits for, now and every hour. */
  start(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createAlertPictures(deps: {
  readonly store: Pick<Store, "alerts" | "deliveries">;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly station: string;
  readonly timezone: string;
  /** Folder of alerts. */
  readonly alerts: string;
  attachmentPath(hash: string): string;
}): AlertPictures {
  const { store, pictures, clock, logger } = deps;
  const sweeps = createSerial();
  let cancel = () => {};
  let stopped = false;

  async function pictureOf(id: string): Promise<{ alert: Alert; picture: Picture } | undefined> {
    const alert = await store.alerts.get(id);
    if (!alert?.poster || over.includes(alert.state)) return undefined;
    return { alert, picture: alertPicture(alert, deps) };
  }

  async function sweep(): Promise<void> {
    const rows = await store.deliveries.inStates(["pending", "sending"]);
    const alerts = new Set(
      rows.flatMap(({ pictureOf, pictureRow, alert }) => pictureOf ?? (pictureRow && alert) ?? []),
    );
    const used = await Promise.all([...alerts].map(pictureOf));
    const gone = await pictures.keepOnly(used.flatMap((found) => found?.picture ?? []));
    if (gone > 0) logger.debug({ files: gone }, "pictures that nothing waits for were deleted");
  }

  function look(): void {
    if (stopped) return;
    void sweeps
      .run(sweep)
      .catch((error: unknown) => logger.error({ err: error }, "deleting pictures failed"));
    cancel = clock.after(HOUR, look);
  }

  return {
    async fileOf(id) {
      const found = await pictureOf(id);
      if (!found) return undefined;
      const { path, mime } = await pictures.fileOf(found.picture);
      const name = `${found.alert.number ?? "提示"}.${mime === "image/png" ? "png" : "jpg"}`;
      return { kind: "image", name, mime, path };
    },
    start: look,
    idle: sweeps.idle,
    async stop() {
      stopped = true;
      cancel();
      await sweeps.idle();
    },
  };
}

/** What the picture of an alert shows, whose text is signed and begins with its title. */
export function alertPicture(
  { id, title, text, category, effective, poster, drill }: Alert,
  where: { station: string; timezone: string; alerts: string; attachmentPath(hash: string): string },
): Picture {
  if (typeof poster === "object" && "page" in poster) return poster;
  if (typeof poster === "object")
    return {
      own: "file" in poster ? join(where.alerts, poster.file) : where.attachmentPath(poster.attachment),
    };
  const { station, timezone } = where;
  // The station's name stands on every poster already.
  const body = withoutAsking(text).replace(/^.*\n/, "").trimEnd();
  const unsigned = body.endsWith(station) ? body.slice(0, -station.length).trimEnd() : body;
  return {
    title,
    text: unsigned,
    category,
    station,
    date: inZone(effective ? new Date(effective) : new Date(decodeTime(id)), timezone).format("YYYY年M月D日"),
    ...(drill ? { drill } : {}),
  };
}

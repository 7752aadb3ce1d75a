import type { ActionContext } from "../../../app/bot-context.ts";
import type { Actor, Officer } from "../../../domain/people.ts";
import type { PicturePage } from "../../../domain/picture-page.ts";
import type { Session } from "../../../domain/sessions.ts";
import type { Outbox } from "../../../outbox/index.ts";

/** Who is signed in, as every page of theirs knows them. */
export interface Me {
  readonly officer: Officer;
  readonly actor: Actor;
  readonly session: Session;
  /** Stands in every form of theirs: a page of another site does not know it. */
  readonly token: string;
}

/** What Hono's context carries on the officers' pages. */
export interface OfficerEnv {
  Variables: { me: Me };
}

/** What the pages are made from. */
export interface OfficerParts {
  readonly actions: ActionContext;
  /** Absolute path of a stored attachment's content. */
  attachmentPath(hash: string): string;
  /** The picture of an alert as it is sent; none where it wants none. */
  poster(alert: string): Promise<{ readonly path: string; readonly mime: string } | undefined>;
  /** A long picture, drawn where it is not there yet. */
  drawPage(page: PicturePage): Promise<{ readonly path: string; readonly mime: string }>;
  readonly outbox: Pick<Outbox, "status">;
  /** Of the program. */
  readonly version: string;
  /** The page's own address as browsers see it, without a slash at its end; over https cookies are `__Host-`. */
  readonly publicUrl: string;
  /** A proxy in front tells whose request it is. */
  readonly trustProxy: boolean;
  /** The made-up station: its people sign in by one click. */
  readonly demo: boolean;
  /** Aborted when these pages are no more served: live streams end. */
  readonly ended?: AbortSignal;
}

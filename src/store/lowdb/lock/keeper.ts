import { join } from "node:path";
import { UserFacingError } from "../../../domain/errors.ts";
import { systemClock } from "../../../lib/clock.ts";
import { noteAuditHead } from "../backup/audit-heads.ts";
import { backupStore, copyStore, unfinished } from "../backup/backup.ts";
import { readIndex } from "../backup/backup-index.ts";
import { verifyFolder } from "../backup/verify.ts";
import type { Manifest } from "../checkpoint/manifest.ts";
import { diskFiles, type Files } from "../disk/files.ts";
import { explained, OpenFailure } from "../disk/open-failure.ts";
import type { FolderStore, OpenOptions } from "../folder-store.ts";
import { journalName } from "../journal/journal-file.ts";
import { recoverJournals } from "../journal/journal-recovery.ts";
import type { OwnerRequest } from "./owner-socket.ts";

/** Why the verb was refused: the one who asked throws it as a `OpenFailure` of its own. */
export interface Refused {
  readonly refused: Pick<OpenFailure, "reason" | "message">;
}

/** What another process asks of the one that holds the folder: the command line's verbs. */
export async function answerRequest(
  store: FolderStore,
  options: OpenOptions,
  request: OwnerRequest,
): Promise<unknown> {
  const { dir, logger } = options;
  try {
    return await explained(dir, () => run(store, options, request));
  } catch (error) {
    if (error instanceof OpenFailure) {
      const { reason, message } = error;
      return { refused: { reason, message } } satisfies Refused;
    }
    if (error instanceof UserFacingError)
      return { refused: { reason: "other", message: error.message } } satisfies Refused;
    logger.error({ err: error, verb: request.verb }, "could not do what another process asked for");
    throw error;
  }
}

async function run(store: FolderStore, options: OpenOptions, request: OwnerRequest): Promise<unknown> {
  const { dir, key, files = diskFiles, timezone = "Asia/Shanghai", clock = systemClock } = options;
  if (request.verb === "backup") {
    const to = request.args?.to ?? "";
    const backup = await backupStore(store, { to, now: clock.now(), timezone, files });
    await noteAuditHead(store, to, clock.now());
    return backup;
  }
  if (request.verb === "verify")
    return store.withoutCheckpoints(({ bytes }) =>
      verifyFolder({ dir, key, files, limit: bytes, ...headsOf(request) }),
    );
  const other = options.verbs?.[request.verb];
  return other ? other(store, request.args ?? {}) : "jingmin";
}

function headsOf({ args }: OwnerRequest) {
  return args?.heads === undefined ? {} : { headsIn: args.heads };
}

/** An older program opens this again: the way back from a migration. */
export async function backupBeforeMigration(
  options: OpenOptions,
  files: Files,
  manifest: Manifest,
): Promise<void> {
  const { dir, timezone = "Asia/Shanghai", clock = systemClock, logger } = options;
  const { number, seq, torn } = await recoverJournals(files, dir, manifest.journal, manifest.seq);
  const last = torn.find(({ name }) => name === journalName(number));
  const bytes = last?.from ?? (await files.size(join(dir, journalName(number)))) ?? 0;
  const to = join(dir, "before-migration");
  // A migration that found no room is begun again at each start: one copy will do.
  for (const name of await files.list(to)) {
    if (name.endsWith(unfinished)) continue;
    const index = await readIndex(files, join(to, name));
    if (index?.instance === manifest.instance && index.schema === manifest.schema && index.through === seq)
      return;
  }
  const { path } = await copyStore(
    files,
    dir,
    { journal: number, bytes },
    { to, now: clock.now(), timezone, through: seq },
  );
  logger.info({ path, schema: manifest.schema }, "backed up before the migration");
}

import { join } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { createSealer } from "../../lib/sealing.ts";
import { StoreError } from "../store.ts";
import { createAuditChain } from "./audit/audit-chain.ts";
import { searchAudit } from "./audit/audit-files.ts";
import { createArchive, createReadHistory } from "./checkpoint/archive.ts";
import { createCheckpoints, usualTuning } from "./checkpoint/checkpoints.ts";
import type { Manifest } from "./checkpoint/manifest.ts";
import { sweep } from "./checkpoint/sweep.ts";
import { diskFiles, type Files } from "./disk/files.ts";
import { explain, explained } from "./disk/open-failure.ts";
import type { FolderStore, OpenOptions } from "./folder-store.ts";
import { openJournal } from "./journal/journal.ts";
import { answerRequest, backupBeforeMigration } from "./lock/keeper.ts";
import { holdFolder } from "./lock/lock.ts";
import type { OwnerRequest } from "./lock/owner-socket.ts";
import { createFolder, inspectFolder, loadFolder, settleJournals } from "./open-folder.ts";
import { migrateRows } from "./tables/migrate-rows.ts";
import { migrations as allMigrations } from "./tables/migrations.ts";
import { createTables } from "./tables/tables.ts";
import { createTransactions } from "./tables/transactions.ts";

const probeMs = 5_000;
const probeBytes = 256 * 1024;

/** Opens the data folder, or throws `OpenFailure` with the exit code, having touched nothing. */
export async function openStore(options: OpenOptions): Promise<FolderStore> {
  const { dir, files = diskFiles, hold = holdFolder } = options;
  await explained(dir, () => files.makeFolder(dir));
  let answer = async (_request: OwnerRequest): Promise<unknown> => "jingmin";
  let taken = false;
  let lost = (): void => {
    taken = true;
  };
  const lock = await explained(dir, () =>
    hold({
      dir,
      answer: (request) => answer(request),
      onLost: () => lost(),
      ...(options.timezone !== undefined && { timezone: options.timezone }),
    }),
  );
  try {
    const { store, fail } = await openHeld(options, files, () => lock.release());
    lost = () => fail(new StoreError("taken", "the data folder was taken"));
    if (taken) lost();
    answer = (request) => answerRequest(store, options, request);
    return store;
  } catch (error) {
    await lock.release();
    throw explain(error, dir);
  }
}

async function openHeld(options: OpenOptions, files: Files, release: () => Promise<void>) {
  const { dir, stamp, logger, clock = systemClock, migrations = allMigrations } = options;
  const sealer = createSealer(options.key);
  const schema = migrations.length + 1;
  const key = sealer.fingerprint;
  const present = await inspectFolder(files, dir, { schema, stamp, key });
  let manifest: Manifest =
    present ?? (await createFolder(files, dir, { schema, stamp, key, now: clock.now() }));
  const migrate = migrateRows(migrations, manifest.schema, sealer);
  const state = createTables(createReadHistory(files, dir, () => manifest));
  if (migrate) await backupBeforeMigration(options, files, manifest);
  const { recovered, recentAudit, head } = await loadFolder(files, dir, manifest, state, migrate);

  // From here on the folder is changed.
  if (recovered.torn.length > 0) {
    logger.warn(
      { torn: recovered.torn },
      "a torn tail of the journal was put aside; nothing acknowledged was in it",
    );
  }
  await settleJournals(files, dir, recovered, clock.now());
  const rotationCut = recovered.torn.some(({ from }) => from === 0);
  const fail = (cause: unknown): void => {
    journal.fail(cause);
  };
  const journal = await openJournal({
    files,
    dir,
    schema,
    instance: manifest.instance,
    number: recovered.number + (rotationCut ? 0 : 1),
    seq: recovered.seq,
    now: () => clock.now(),
    onHealth(health) {
      if (health.fault === "disk-full") awaitRoom();
      options.onHealth?.(health);
    },
    onFailure(cause) {
      checkpoints.stop();
      // Of an error of the file system: no more than what failed.
      const { code, syscall, message } = cause as NodeJS.ErrnoException;
      const fatal = isTaken(cause) ? cause : new StoreError("failed", "the disk failed", { cause });
      logger.fatal({ code, syscall, message }, `${fatal.message}; nothing more is accepted`);
      options.onFatal?.(fatal);
    },
    onDurable: () => checkpoints.notice(),
  });
  await sweep(files, dir, manifest);

  const chain = createAuditChain(sealer, head);
  const core = createTransactions({
    state,
    sealer,
    chain,
    recentAudit,
    archive: createArchive(files, dir, () => manifest),
    log: journal,
    olderAudit: (query, limit) => searchAudit(files, dir, manifest.audit.files, query, limit),
    ...(options.rehearse !== undefined && { rehearse: options.rehearse }),
  });
  const checkpoints = createCheckpoints(
    {
      files,
      dir,
      core,
      state,
      journal,
      chain,
      recentAudit,
      manifest: () => manifest,
      setManifest: (next) => {
        manifest = next;
      },
      now: () => clock.now(),
      clock,
      logger,
      fail,
      schema,
      migrate,
    },
    { ...usualTuning, ...options.tuning },
  );
  if (migrate) await checkpoints.now();
  // A full disk is no fault of a checkpoint; but rows of the new schema must not follow a manifest of the old one.
  if (manifest.schema !== schema) {
    checkpoints.stop();
    await journal.close();
    throw Object.assign(new Error("no room for the migration"), { code: "ENOSPC" });
  }

  /** A search is the first to need the texts of all reports: they are made beforehand, a month at a time. */
  let isClosing = false;
  const warmed = (async () => {
    for (const month of state.reports.monthsWithoutTexts()) {
      if (isClosing) return;
      await state.reports.makeTextsOf(month);
      await core.exclusive(async () => state.entries.trim());
    }
  })().catch((err: unknown) => logger.error({ err }, "the history of reports could not be read"));

  let cancelProbe = (): void => {};
  function awaitRoom(): void {
    logger.error("the disk is full: the store is read-only until there is room");
    cancelProbe = clock.after(probeMs, () => void probe());
  }
  async function probe(): Promise<void> {
    if (journal.health().fault !== "disk-full") return;
    const path = join(dir, "probe.tmp");
    try {
      const file = await files.open(path, "create");
      try {
        const taken = await file.write(Buffer.alloc(probeBytes), 0);
        if (taken < probeBytes) throw new Error("still no room");
        await file.datasync();
      } finally {
        await file.close();
        await files.unlink(path);
      }
    } catch {
      if (journal.health().fault === "disk-full") cancelProbe = clock.after(probeMs, () => void probe());
      return;
    }
    logger.info("there is room again");
    journal.recover();
  }

  const store: FolderStore = {
    ...core.reads,
    dir,
    tx: core.tx,
    view: core.view,
    onDeliveries: core.onDeliveries,
    onChanges: core.onChanges,
    health: () => journal.health(),
    checkpoint: () => checkpoints.now(),
    async auditHead() {
      const head = await core.exclusive(async () => chain.head());
      await journal.durable();
      return { ...head, instance: manifest.instance };
    },
    withoutCheckpoints: (job) =>
      checkpoints.withoutCheckpoints(async () => {
        await journal.durable();
        return job({ journal: journal.number(), bytes: journal.position() });
      }),
    async close({ checkpoint = true } = {}) {
      cancelProbe();
      checkpoints.stop();
      isClosing = true;
      await warmed;
      // A checkpoint or a backup on its way: the folder is not let go while somebody works in it.
      await checkpoints.withoutCheckpoints(async () => {});
      if (checkpoint && journal.health().writable && journal.durableSeq() !== manifest.seq) {
        // Whatever fails in it ends the store by itself.
        await checkpoints.now().catch(() => {});
      }
      await core.exclusive(async () => {
        // What was committed last may still be on its way to the disk; its waiters are told, not we.
        await journal.durable().catch(() => {});
        await journal.close();
      });
      await release();
    },
  };
  return { store, fail };
}

function isTaken(cause: unknown): cause is StoreError {
  return cause instanceof StoreError && cause.reason === "taken";
}

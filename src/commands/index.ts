import { alertCommand } from "./alert.ts";
import { approveCommand, refuseCommand, returnCommand } from "./approve.ts";
import { assignCommand } from "./assign.ts";
import { auditCommand } from "./audit.ts";
import { auxiliaryCommand } from "./auxiliary.ts";
import { bindCommand } from "./bind.ts";
import { cannedCommand } from "./canned.ts";
import { closeCommand } from "./close.ts";
import type { Command } from "./command.ts";
import { counterCommand } from "./counter.ts";
import { dismissCommand } from "./dismiss.ts";
import { dutyCommand } from "./duty.ts";
import { editCommand } from "./edit.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { extendCommand } from "./extend.ts";
import { foundCommand } from "./found.ts";
import { groupCommand } from "./group.ts";
import { handbookCommand } from "./handbook.ts";
import { handoverCommand } from "./handover.ts";
import { createHelpCommand } from "./help.ts";
import { holdCommand } from "./hold.ts";
import { identityCommand } from "./identity.ts";
import { inviteCommand } from "./invite.ts";
import { ledgerCommand } from "./ledger.ts";
import { listCommand } from "./list.ts";
import { loginCommand } from "./login.ts";
import { mergeCommand } from "./merge.ts";
import { mineCommand, overdueCommand } from "./mine.ts";
import { monthlyCommand } from "./monthly.ts";
import { muteCommand } from "./mute.ts";
import { noteCommand } from "./note.ts";
import { offenceCommand } from "./offence.ts";
import { officerCommand } from "./officer.ts";
import { postedCommand } from "./posted.ts";
import { publishCommand } from "./publish.ts";
import { registerCommand } from "./register.ts";
import { reopenCommand } from "./reopen.ts";
import { replyCommand } from "./reply.ts";
import { searchCommand } from "./search.ts";
import { showCommand } from "./show.ts";
import { statsCommand } from "./stats.ts";
import { statusCommand } from "./status.ts";
import { takeCommand } from "./take.ts";
import { takeBackCommand } from "./take-back.ts";
import { timeLimitCommand } from "./time-limit.ts";
import { unrestrictCommand } from "./unrestrict.ts";
import { weeklyCommand } from "./weekly.ts";
import { whoamiCommand } from "./whoami.ts";

/** The one list of commands, most used first: `/帮助`, the dispatcher and the documents are made from it. */
export const commands: readonly Command[] = [
  listCommand,
  mineCommand,
  overdueCommand,
  showCommand,
  takeCommand,
  replyCommand,
  closeCommand,
  extendCommand,
  editCommand,
  takeBackCommand,
  registerCommand,
  cannedCommand,
  timeLimitCommand,
  noteCommand,
  searchCommand,
  assignCommand,
  mergeCommand,
  muteCommand,
  handoverCommand,
  reopenCommand,
  offenceCommand,
  publishCommand,
  identityCommand,
  holdCommand,
  unrestrictCommand,
  dismissCommand,
  explainCommand,
  statsCommand,
  exportCommand,
  auditCommand,
  weeklyCommand,
  monthlyCommand,
  ledgerCommand,
  alertCommand,
  foundCommand,
  postedCommand,
  approveCommand,
  returnCommand,
  refuseCommand,
  dutyCommand,
  auxiliaryCommand,
  counterCommand,
  handbookCommand,
  groupCommand,
  loginCommand,
  whoamiCommand,
  createHelpCommand(() => commands),
  statusCommand,
  inviteCommand,
  officerCommand,
  bindCommand,
];

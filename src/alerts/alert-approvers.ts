import type { Approvers } from "../app/approval-rule.ts";
import { approvesTopics } from "../domain/move-alert.ts";

/** The unit's approvers and the leaders decide what is said to the public; the unit's approver is asked first. */
export const alertApprovers: Approvers = {
  mayDecide: ({ role, approves = [] }, { topics = [] }) =>
    role === "leader" || (role !== "auditor" && approvesTopics({ approves }, topics)),
  turn: ({ approves = [] }, { topics = [] }) => (approvesTopics({ approves }, topics) ? 0 : 1),
};

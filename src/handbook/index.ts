/** What other features may use of the handbook. */
export { noteUnanswered } from "./unanswered.ts";

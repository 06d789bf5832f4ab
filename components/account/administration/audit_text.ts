/** What somebody did, as the audit log keeps it. */
export interface AuditedAct {
  action: string;
  /** The id of whom or what it was done to. */
  target: string;
  details: Record<string, string | number | boolean | null>;
}

/** What each action is called, before the name of whom or what it was done to. */
const ACTIONS: Record<string, string> = {
  "account.role": "Changed the role of",
  "account.reset_link": "Made a password link for",
  "account.deactivate": "Deactivated",
  "account.reactivate": "Reactivated",
  "account.remove_messages": "Removed all messages of",
  "ban.create": "Banned",
  "ban.lift": "Lifted the ban of",
  "invite.create": "Made an invite",
  "invite.withdraw": "Withdrew an invite",
  "message.delete": "Deleted a message in",
  "room.archive": "Archived the room",
  "room.delete": "Deleted the room",
  "room.invite": "Made somebody a manager of the room",
  "room.remove": "Took a manager from the room",
  "room.update": "Changed the room",
  "room.unarchive": "Brought back the room",
  "server.hand_over": "Handed the server over to",
  "server.rename": "Named the server",
};

/** An entry of the audit log as people read it. An action it has no words for stands as it is. */
export function auditText(
  { action, target, details }: AuditedAct,
): { what: string; details: string } {
  const { name, hours: _hours, ...rest } = details;
  const isInvite = action.startsWith("invite.");
  const whom = isInvite ? "" : ` ${name ?? target}`;
  const words = Object.entries(rest)
    .filter(([, value]) => value !== "" && value !== null)
    .map(([key, value]) => `${key}: ${value}`);
  const length = "hours" in details ? [lengthText(details.hours)] : [];
  return { what: `${ACTIONS[action] ?? action}${whom}`, details: [...length, ...words].join(", ") };
}

/** How long a ban lasts.
 *  @param hours null: for good */
function lengthText(hours: AuditedAct["details"][string]): string {
  if (typeof hours !== "number") return "for good";
  if (hours % 24 !== 0) return hours === 1 ? "for an hour" : `for ${hours} hours`;
  return hours === 24 ? "for a day" : `for ${hours / 24} days`;
}

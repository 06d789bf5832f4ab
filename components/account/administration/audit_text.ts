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
  "room.invite": "Put somebody in charge of the room",
  "room.remove": "Took somebody out of the charge of the room",
  "room.update": "Changed the room",
  "room.unarchive": "Brought back the room",
  "server.hand_over": "Handed the server over to",
};

/** An entry of the audit log as people read it. An action it has no words for stands as it is. */
export function auditText(
  { action, target, details }: AuditedAct,
): { what: string; details: string } {
  const { name, ...rest } = details;
  const isInvite = action.startsWith("invite.");
  const whom = isInvite ? "" : ` ${name ?? target}`;
  const words = Object.entries(rest)
    .filter(([, value]) => value !== "" && value !== null)
    .map(([key, value]) => `${key}: ${value}`);
  return { what: `${ACTIONS[action] ?? action}${whom}`, details: words.join(", ") };
}

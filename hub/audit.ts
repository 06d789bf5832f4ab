import type { Identities } from "./ports/identities.ts";
import type { Logger } from "./ports/logger.ts";

/** Writes to the audit log what somebody did by their role; it is done whether or not that can be written. */
export function audit(
  { identities, log }: { identities: Identities; log: Logger },
  ...[actor, action, target, details]: Parameters<Identities["note"]>
): void {
  identities.note(actor, action, target, details).catch((error) => {
    log.error("a deed is missing in the audit log", {
      actor: actor.id,
      action,
      target,
      error: String(error),
    });
  });
}

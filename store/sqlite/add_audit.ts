import type { DatabaseSync } from "node:sqlite";
import type { AuditEntry } from "../../accounts/ports.ts";

/** Adds an entry to the audit log, in the transaction of what it tells of. */
export function prepareAddAudit(db: DatabaseSync): (entry: AuditEntry) => void {
  const add = db.prepare(
    "INSERT INTO audit (at, actor, action, target, details) VALUES (?, ?, ?, ?, ?)",
  );
  return ({ at, actor, action, target, details }) => {
    add.run(at, actor, action, target, JSON.stringify(details));
  };
}

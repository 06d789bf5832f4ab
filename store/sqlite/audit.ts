import type { AuditEntry, AuditStore } from "../../accounts/ports.ts";
import type { Calls } from "./call_declaration.ts";

/** An entry, with its details as JSON. */
type AuditRow = Omit<AuditEntry, "details"> & { id: number; details: string };

/** Above every id. */
const END = Number.MAX_SAFE_INTEGER;

/** What was done by role. */
export const auditCalls: Calls<AuditStore> = {
  listAudit: {
    kind: "read",
    prepare(db) {
      const list = db.prepare(
        `SELECT id, at, actor, action, target, details FROM audit
         WHERE id < ? ORDER BY id DESC LIMIT ?`,
      );
      return (before, limit) =>
        (list.all(before ?? END, limit) as unknown as AuditRow[])
          .map((row) => ({ ...row, details: JSON.parse(row.details) }));
    },
  },
};

import type { DatabaseSync } from "node:sqlite";
import type { AuditEntry } from "../../accounts/ports.ts";
import type { AuditReads, AuditWrites, Performers } from "./calls.ts";

/** An entry, with its details as JSON. */
type AuditRow = Omit<AuditEntry, "details"> & { id: number; details: string };

/** Above every id. */
const END = Number.MAX_SAFE_INTEGER;

/** Adds to the audit. The database must have its schema. */
export function auditWrites(db: DatabaseSync): Performers<AuditWrites> {
  const add = db.prepare(
    "INSERT INTO audit (at, actor, action, target, details) VALUES (?, ?, ?, ?, ?)",
  );
  return {
    addAudit({ at, actor, action, target, details }) {
      add.run(at, actor, action, target, JSON.stringify(details));
      return null;
    },
  };
}

/** Reads the audit. The database must have its schema. */
export function auditReads(db: DatabaseSync): Performers<AuditReads> {
  const list = db.prepare(
    `SELECT id, at, actor, action, target, details FROM audit
     WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  return {
    listAudit: ({ before, limit }) =>
      (list.all(before ?? END, limit) as unknown as AuditRow[])
        .map((row) => ({ ...row, details: JSON.parse(row.details) })),
  };
}

import type { AuditEntry, AuditStore } from "../../accounts/ports.ts";
import { statement } from "../../postgres/statement.ts";
import type { Database, Transaction } from "./database.ts";

/** Above every id. */
const END = Number.MAX_SAFE_INTEGER;

const LIST = statement(
  "SELECT id, at, actor, action, target, details FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2",
);

const ADD = statement(
  "INSERT INTO audit (at, actor, action, target, details) VALUES ($1, $2, $3, $4, $5)",
);

/** What was done by role. */
export function auditStore(db: Database): AuditStore {
  return {
    listAudit: (before, limit) => db.read((queries) => queries.query(LIST, before ?? END, limit)),
  };
}

/** Adds entries to the audit log, in the transaction of what they tell of. */
export function addAudit(transaction: Transaction, ...entries: AuditEntry[]): void {
  for (const entry of entries) transaction.send(ADD, ...auditValues(entry));
}

function auditValues({ at, actor, action, target, details }: AuditEntry): unknown[] {
  return [at, actor, action, target, JSON.stringify(details)];
}

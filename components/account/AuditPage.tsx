import type { AuditEntry } from "../../accounts/ports.ts";
import type { Account } from "../../protocol/entities.ts";
import { AdminFrame } from "./AdminFrame.tsx";
import { auditText } from "./audit_text.ts";
import { Moment } from "./Moment.tsx";
import type { ReadersTime } from "./moment_text.ts";
import { Table } from "./Table.tsx";

export interface AuditPageProps {
  me: Account;
  /** Newest first. */
  entries: (AuditEntry & { id: number; actorName: string })[];
  /** Whether there are older ones. */
  more: boolean;
  clock: ReadersTime;
}

/** What admins did, for the owner. */
export function AuditPage({ me, entries, more, clock }: AuditPageProps) {
  const oldest = entries.at(-1);
  return (
    <AdminFrame me={me} title="Audit log" tab="/admin/audit">
      {entries.length === 0 ? <p class="count">Nothing yet.</p> : (
        <Table
          label="What admins did"
          lines={entries}
          keyOf={({ id }) => id}
          columns={[
            { head: "When", cell: ({ at }) => <Moment at={at} clock={clock} /> },
            { head: "Who", cell: ({ actorName }) => <bdi>{actorName}</bdi> },
            { head: "What", cell: (entry) => <bdi>{auditText(entry).what}</bdi> },
            { head: "Details", cell: (entry) => <bdi>{auditText(entry).details || "—"}</bdi> },
          ]}
        />
      )}
      {more && oldest && (
        <nav class="pages" aria-label="Pages">
          <a class="button" rel="next" href={`/admin/audit?before=${oldest.id}`}>Older</a>
        </nav>
      )}
    </AdminFrame>
  );
}

import type { ReaderClock } from "../../../protocol/clock_text.ts";
import type { Account } from "../../../protocol/entities.ts";
import { Table } from "../../ui/page/Table.tsx";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { type AuditedAct, auditText } from "./audit_text.ts";

export interface AuditPageProps {
  me: Account;
  /** Newest first. */
  entries: (AuditedAct & {
    id: number;
    /** In milliseconds since the epoch. */
    at: number;
    /** Who did it. */
    actorName: string;
  })[];
  /** Whether there are older ones. */
  more: boolean;
  clock: ReaderClock;
}

/** What admins did, for the owner. */
export function AuditPage({ me, entries, more, clock }: AuditPageProps) {
  const oldest = entries.at(-1);
  return (
    <AdminPage me={me} title="Audit log" tab="/admin/audit">
      {entries.length === 0 ? <p class="count">Nothing has happened yet.</p> : (
        <Table
          label="What admins did"
          lines={entries}
          keyOf={({ id }) => id}
          columns={[
            { head: "When", cell: ({ at }) => <Timestamp at={at} clock={clock} /> },
            { head: "Who", cell: ({ actorName }) => <bdi>{actorName}</bdi> },
            { head: "What", cell: (entry) => <bdi>{auditText(entry).what}</bdi> },
            { head: "Details", cell: (entry) => <bdi>{auditText(entry).details || "—"}</bdi> },
          ]}
        />
      )}
      {more && oldest && (
        <nav class="pager" aria-label="Pages">
          <a class="button" rel="next" href={`?before=${oldest.id}`}>Older</a>
        </nav>
      )}
    </AdminPage>
  );
}

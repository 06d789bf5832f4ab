import type { Ban } from "../../accounts/ports.ts";
import type { Account } from "../../protocol/entities.ts";
import { personPath } from "../../protocol/paths.ts";
import { AdminFrame } from "./AdminFrame.tsx";
import { BanFields, type TypedBan } from "./BanFields.tsx";
import { Do } from "./Do.tsx";
import { Field } from "./Field.tsx";
import type { FormError } from "./form_error.ts";
import { FormAlert } from "./FormAlert.tsx";
import { Moment } from "./Moment.tsx";
import type { ReadersTime } from "./moment_text.ts";
import { Pages } from "./Pages.tsx";
import { Section } from "./Section.tsx";
import { Table } from "./Table.tsx";

export interface BansPageProps {
  me: Account;
  /** Newest first; `name`: of the banned user. */
  bans: (Ban & { name: string | null })[];
  page: number;
  pages: number;
  clock: ReadersTime;
  flash?: string | null;
  /** What was typed, and why it was refused. */
  typed?: TypedBan;
  error?: FormError;
}

/** Who and what is kept out, and a form that keeps out an address. People are banned from their own pages. */
export function BansPage({ me, bans, page, pages, clock, flash, typed, error }: BansPageProps) {
  return (
    <AdminFrame
      me={me}
      title="Bans"
      tab="/admin/bans"
      flash={flash}
      failed={error !== undefined}
    >
      {bans.length === 0 ? <p class="count">Nobody is banned.</p> : (
        <Table
          label="Bans"
          lines={bans}
          keyOf={({ id }) => id}
          columns={[
            { head: "Who", cell: (ban) => <Who ban={ban} /> },
            { head: "Reason", cell: ({ reason }) => <bdi>{reason || "—"}</bdi> },
            { head: "Since", cell: ({ createdAt }) => <Moment at={createdAt} clock={clock} /> },
            {
              head: "Until",
              cell: ({ expiresAt }) =>
                expiresAt === null ? "For good" : <Moment at={expiresAt} clock={clock} />,
            },
            {
              head: "",
              cell: ({ id }) => (
                <Do name="lift" fields={{ ban: id }}>
                  <button class="button" type="submit">Lift</button>
                </Do>
              ),
            },
          ]}
        />
      )}
      <Pages page={page} pages={pages} href={(to) => `/admin/bans?page=${to}`} />
      <Section
        id="new"
        title="Ban an address"
        text="Everybody behind it is kept out: a household, an office, a mobile network. Of IPv6 it is the whole /64."
      >
        <Do name="ban" class="section-form">
          <FormAlert error={error} />
          <Field
            name="address"
            label="IP address"
            autocomplete="off"
            maxLength={64}
            defaultValue={typed?.addresses[0]}
            error={error}
          />
          <BanFields typed={typed} error={error} />
          <button class="button" data-kind="danger" type="submit">Ban</button>
        </Do>
      </Section>
    </AdminFrame>
  );
}

function Who({ ban: { userId, address, name } }: { ban: BansPageProps["bans"][number] }) {
  if (userId === null) return <span class="code">{address}</span>;
  return (
    <a class="person" href={personPath(userId)}>
      <bdi>{name ?? userId}</bdi>
    </a>
  );
}

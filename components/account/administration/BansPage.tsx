import type { ReaderClock } from "../../../protocol/clock_text.ts";
import type { Account } from "../../../protocol/entities.ts";
import { personPath } from "../../../protocol/paths.ts";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { Field } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { Pager } from "../../ui/page/Pager.tsx";
import { Section } from "../../ui/page/Section.tsx";
import { Table } from "../../ui/page/Table.tsx";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { BanFields, type TypedBan } from "./BanFields.tsx";
import type { ShownBan } from "./shown_person.ts";

export interface BansPageProps {
  me: Account;
  /** Newest first. */
  bans: (ShownBan & {
    /** Exactly one of `userId` and `address` is set. */
    userId: string | null;
    address: string | null;
    /** Of the banned user; null when it is not known. */
    name: string | null;
  })[];
  page: number;
  pages: number;
  clock: ReaderClock;
  flash?: string | null;
  /** What was typed, and why it was refused. */
  typed?: TypedBan;
  error?: FormError;
}

/** All bans, and a form that bans an address. People are banned on their own pages. */
export function BansPage({ me, bans, page, pages, clock, flash, typed, error }: BansPageProps) {
  return (
    <AdminPage
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
            { head: "Since", cell: ({ createdAt }) => <Timestamp at={createdAt} clock={clock} /> },
            {
              head: "Until",
              cell: ({ expiresAt }) =>
                expiresAt === null ? "For good" : <Timestamp at={expiresAt} clock={clock} />,
            },
            {
              head: "",
              cell: ({ id }) => (
                <ActionForm name="lift" fields={{ ban: id }}>
                  <button class="button" type="submit">Lift</button>
                </ActionForm>
              ),
            },
          ]}
        />
      )}
      <Pager page={page} pages={pages} href={(to) => `/admin/bans?page=${to}`} />
      <Section
        id="new"
        title="Ban an address"
        text="Everybody who shares it is kept out: a household, an office, a mobile network. An IPv6 address stands for its whole /64."
      >
        <ActionForm name="ban" class="section-form">
          <FormAlert error={error} />
          <Field
            name="address"
            label="IP address"
            autocomplete="off"
            maxCharacters={64}
            defaultValue={typed?.addresses[0]}
            error={error}
          />
          <BanFields typed={typed} error={error} />
          <button class="button" data-kind="danger" type="submit">Ban</button>
        </ActionForm>
      </Section>
    </AdminPage>
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

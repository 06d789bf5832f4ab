import type { ReaderClock } from "../../../protocol/clock_text.ts";
import type { Account, Role } from "../../../protocol/entities.ts";
import { INVITE, NOTE_CHARACTERS } from "../../../protocol/limits.ts";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { Field } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { Select } from "../../ui/form/Select.tsx";
import { Section } from "../../ui/page/Section.tsx";
import { Table } from "../../ui/page/Table.tsx";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { ROLE_TEXT } from "../role_text.ts";
import { AdminPage } from "./AdminPage.tsx";
import { NewLink, type NewLinkProps } from "./NewLink.tsx";

/** An invite as it was typed. */
export interface TypedInvite {
  role: string;
  uses: string;
  days: string;
  note: string;
}

export interface InvitesPageProps {
  me: Account;
  /** Those that can still be used. */
  invites: {
    id: string;
    /** What tells it from others; may be empty. */
    note: string;
    /** What it makes of whoever uses it. */
    role: Role | null;
    usesLeft: number;
    /** In milliseconds since the epoch. */
    expiresAt: number;
    /** A name. */
    madeBy: string;
  }[];
  clock: ReaderClock;
  flash?: string | null;
  /** The invite that was just made. */
  link?: NewLinkProps;
  /** What was typed, and why it was refused. */
  typed?: TypedInvite;
  error?: FormError;
}

/** Links by which people make accounts. */
export function InvitesPage(props: InvitesPageProps) {
  const { me, invites, clock, flash, link, error } = props;
  return (
    <AdminPage
      me={me}
      title="Invites"
      tab="/admin/invites"
      flash={flash}
      failed={error !== undefined}
    >
      {link && <NewLink {...link} />}
      <Section
        id="new"
        title="Invite people"
        text="Whoever opens the link makes an account, until it expires or runs out."
      >
        <NewInvite {...props} />
      </Section>
      <h2 class="section-title">Open invites</h2>
      {invites.length === 0 ? <p class="count">There are no open invites.</p> : (
        <Table
          label="Open invites"
          lines={invites}
          keyOf={({ id }) => id}
          columns={[
            { head: "For", cell: ({ note }) => <bdi>{note || "—"}</bdi> },
            { head: "Made by", cell: ({ madeBy }) => <bdi>{madeBy}</bdi> },
            { head: "Role", cell: ({ role }) => role && ROLE_TEXT[role].name },
            { head: "Uses left", cell: ({ usesLeft }) => <span class="number">{usesLeft}</span> },
            {
              head: "Works until",
              cell: ({ expiresAt }) => <Timestamp at={expiresAt} clock={clock} />,
            },
            {
              head: "",
              cell: ({ id }) => (
                <ActionForm name="withdraw" fields={{ invite: id }}>
                  <button class="button" type="submit">Withdraw</button>
                </ActionForm>
              ),
            },
          ]}
        />
      )}
    </AdminPage>
  );
}

function NewInvite({ me, typed, error }: InvitesPageProps) {
  const roles = me.role === "owner" ? ["member", "admin"] as const : ["member"] as const;
  return (
    <ActionForm name="create" class="section-form">
      <FormAlert error={error} />
      <div class="field-row">
        <Select
          name="role"
          label="Role"
          options={roles.map((role) => ({ value: role, label: ROLE_TEXT[role].name }))}
          selected={typed?.role ?? "member"}
        />
        <Field
          name="uses"
          label="Uses"
          type="number"
          autocomplete="off"
          min={1}
          max={INVITE.mostUses}
          defaultValue={typed?.uses ?? "1"}
          error={error}
        />
        <Field
          name="days"
          label="Days"
          type="number"
          autocomplete="off"
          min={1}
          max={INVITE.mostDays}
          defaultValue={typed?.days ?? "7"}
          error={error}
        />
      </div>
      <Field
        name="note"
        label="Who it is for"
        hint="Only admins see this. It tells invites apart."
        autocomplete="off"
        required={false}
        maxCharacters={NOTE_CHARACTERS}
        defaultValue={typed?.note}
        error={error}
      />
      <button class="button" data-kind="primary" type="submit">Create a link</button>
    </ActionForm>
  );
}

import type { ReaderClock } from "../../../protocol/clock_text.ts";
import type { Account, Role } from "../../../protocol/entities.ts";
import { Avatar } from "../../people/Avatar.tsx";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { Section } from "../../ui/page/Section.tsx";
import { Timestamp } from "../../ui/page/Timestamp.tsx";
import { ROLE_TEXT } from "../role_text.ts";
import { AccountBadges } from "./AccountBadges.tsx";
import { AdminPage } from "./AdminPage.tsx";
import { BanFields, type TypedBan } from "./BanFields.tsx";
import { NewLink, type NewLinkProps } from "./NewLink.tsx";
import type { ShownBan, ShownPerson } from "./shown_person.ts";

export interface Person extends ShownPerson {
  createdAt: number;
  /** Newest use first. */
  sessions: { id: string; device: string; address: string }[];
}

export interface PersonPageProps {
  me: Account;
  person: Person;
  /** Why this admin may do nothing to them, as a sentence; null when they may. */
  untouchable: string | null;
  clock: ReaderClock;
  flash?: string | null;
  /** A link to set another password; shown this once. */
  link?: NewLinkProps;
  /** The form that was refused, what was typed in it, and why. */
  refused?: { form: string; ban?: TypedBan; error: FormError };
}

/** One person, and what an admin can do about them. */
export function PersonPage(props: PersonPageProps) {
  const { me, person, untouchable, flash, link, refused } = props;
  const errorOf = (form: string) => refused?.form === form ? refused.error : undefined;
  return (
    <AdminPage
      me={me}
      title={person.name}
      tab="/admin"
      flash={flash}
      failed={refused !== undefined}
    >
      <Summary {...props} />
      {link && <NewLink {...link} />}
      {untouchable !== null ? <p class="note">{untouchable}</p> : (
        <>
          {person.role !== "guest" && (
            <>
              <RoleSection me={me} person={person} error={errorOf("role")} />
              <PasswordSection error={errorOf("reset")} />
              <ActiveSection person={person} error={errorOf("active")} />
            </>
          )}
          {person.ban
            ? <BannedSection {...props} ban={person.ban} error={errorOf("unban")} />
            : <BanSection person={person} typed={refused?.ban} error={errorOf("ban")} />}
        </>
      )}
    </AdminPage>
  );
}

function Summary({ person, clock }: PersonPageProps) {
  const { role, createdAt, lastUsedAt, sessions } = person;
  return (
    <div class="summary">
      <Avatar user={person} />
      <div class="row-main">
        <span class="row-title">
          {ROLE_TEXT[role].name}
          <AccountBadges person={person} />
        </span>
        <span class="row-text">
          <span>
            Since <Timestamp at={createdAt} clock={clock} />
          </span>
          <span>
            Last seen <Timestamp at={lastUsedAt} clock={clock} />
          </span>
        </span>
        {sessions.map(({ id, device, address }) => (
          <span key={id} class="row-text">
            <span>{device || "Unknown device"}</span>
            {address && <span class="code">{address}</span>}
          </span>
        ))}
      </div>
    </div>
  );
}

interface PartProps {
  person: Person;
  error?: FormError;
}

function RoleSection({ me, person, error }: PartProps & { me: Account }) {
  const other: Role = person.role === "admin" ? "member" : "admin";
  if (me.role !== "owner") return null;
  return (
    <Section
      id="role"
      title="Role"
      text="Admins invite people, look after accounts and rooms, and delete any message they can read."
    >
      <FormAlert error={error} />
      <ActionForm name="role" fields={{ role: other }}>
        <button class="button" type="submit">
          {other === "admin" ? "Make an admin" : "Make a member"}
        </button>
      </ActionForm>
      <details class="more">
        <summary>Hand over the server</summary>
        <ActionForm name="role" fields={{ role: "owner" }} class="section-form">
          <label class="check">
            <input type="checkbox" name="sure" value="on" required />
            <span>
              <bdi>{person.name}</bdi> becomes the owner, and I become an admin.
            </span>
          </label>
          <button class="button" data-kind="danger" type="submit">Hand over</button>
        </ActionForm>
      </details>
    </Section>
  );
}

function PasswordSection({ error }: { error?: FormError }) {
  return (
    <Section
      id="reset"
      title="Password"
      text="Create a link with which they can set a new password. It works once, within a day. Send it in a way you trust."
    >
      <FormAlert error={error} />
      <ActionForm name="reset">
        <button class="button" type="submit">Create a link</button>
      </ActionForm>
    </Section>
  );
}

function ActiveSection({ person, error }: PartProps) {
  const active = person.deactivatedAt === null;
  return (
    <Section
      id="active"
      title={active ? "Deactivate" : "Deactivated"}
      text={active
        ? "They are signed out everywhere and cannot come back. Their messages and their name stay theirs."
        : "They cannot sign in. Their messages and their name are still theirs."}
    >
      <FormAlert error={error} />
      <ActionForm name={active ? "deactivate" : "reactivate"}>
        <button class="button" type="submit">
          {active ? "Deactivate the account" : "Reactivate the account"}
        </button>
      </ActionForm>
    </Section>
  );
}

function BannedSection(
  { ban, clock, error }: PersonPageProps & { ban: ShownBan; error?: FormError },
) {
  return (
    <Section id="ban" title="Banned" text={ban.reason || "No reason was given."}>
      <FormAlert error={error} />
      <p class="row-text">
        <span>
          Since <Timestamp at={ban.createdAt} clock={clock} />
        </span>
        <span>
          {ban.expiresAt === null ? "for good" : (
            <>
              until <Timestamp at={ban.expiresAt} clock={clock} />
            </>
          )}
        </span>
      </p>
      <ActionForm name="unban" fields={{ ban: ban.id }}>
        <button class="button" type="submit">Lift the ban</button>
      </ActionForm>
    </Section>
  );
}

function BanSection({ person, typed, error }: PartProps & { typed?: TypedBan }) {
  const addresses = [...new Set(person.sessions.map(({ address }) => address))]
    .filter((address) => address !== "");
  return (
    <Section
      id="ban"
      title="Ban"
      text="They are signed out at once, and kept out for as long as you say. They see the reason."
    >
      <ActionForm name="ban" class="section-form">
        <FormAlert error={error} />
        <BanFields typed={typed} error={error} />
        {addresses.length > 0 && (
          <fieldset class="checks">
            <legend class="field-label">Ban their addresses, too</legend>
            {addresses.map((address) => (
              <label key={address} class="check">
                <input
                  type="checkbox"
                  name="address"
                  value={address}
                  defaultChecked={typed?.addresses.includes(address)}
                />
                <span class="code">{address}</span>
              </label>
            ))}
            <p class="field-hint">
              Everybody behind an address is kept out: a household, an office, a mobile network.
            </p>
          </fieldset>
        )}
        <label class="check">
          <input
            type="checkbox"
            name="remove"
            value="on"
            defaultChecked={typed?.removesMessages}
          />
          <span>Remove all their messages. This cannot be undone.</span>
        </label>
        <button class="button" data-kind="danger" type="submit">Ban</button>
      </ActionForm>
    </Section>
  );
}

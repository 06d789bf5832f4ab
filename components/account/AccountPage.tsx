import type { ReaderClock } from "../../protocol/clock_text.ts";
import type { Account } from "../../protocol/entities.ts";
import { NAME_CHARACTERS } from "../../protocol/limits.ts";
import { ActionForm } from "../ui/form/ActionForm.tsx";
import { Field, NewPassword } from "../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../ui/form/FormAlert.tsx";
import { ColumnPage } from "../ui/page/ColumnPage.tsx";
import { Section } from "../ui/page/Section.tsx";
import { Timestamp } from "../ui/page/Timestamp.tsx";
import { accountTabs } from "./account_tabs.ts";
import { ROLE_TEXT } from "./role_text.ts";

export interface AccountPageProps {
  me: Account;
  /** Whether anybody may make an account. */
  open: boolean;
  /** Newest use first. */
  sessions: {
    id: string;
    /** Such as "Firefox on Linux"; "" when it is not known. */
    device: string;
    /** An IP address; "" when it is not known. */
    address: string;
    lastUsedAt: number;
    /** Whether it is the one that asks. */
    current: boolean;
  }[];
  clock: ReaderClock;
  /** What was just done, as a sentence. */
  flash?: string | null;
  /** The form that was refused, what was typed in it, and why. */
  refused?: { form: "name" | "password"; name?: string; error: FormError };
}

/** The reader's own account. */
export function AccountPage({ me, open, sessions, clock, flash, refused }: AccountPageProps) {
  const errorOf = (form: string) => refused?.form === form ? refused.error : undefined;
  return (
    <ColumnPage
      title="Your account"
      tabs={accountTabs(me, "/account")}
      flash={flash}
      failed={refused !== undefined}
    >
      {me.role === "guest" ? <KeepName me={me} open={open} /> : (
        <>
          <Name me={me} typed={refused?.name} error={errorOf("name")} />
          <Password me={me} error={errorOf("password")} />
        </>
      )}
      <Sessions sessions={sessions} clock={clock} />
      <Section
        id="sign-out"
        title="Sign out"
        text={me.role === "guest" && "You cannot come back as this guest."}
      >
        <form method="post" action="/leave">
          <button class="button" type="submit">Sign out of this browser</button>
        </form>
      </Section>
    </ColumnPage>
  );
}

function KeepName({ me, open }: Pick<AccountPageProps, "me" | "open">) {
  return (
    <Section
      id="keep"
      title="You are a guest on this browser"
      text={
        <>
          A password makes <bdi class="strong">{me.name}</bdi>{" "}
          your name on every device. Your messages stay yours.
        </>
      }
    >
      {open
        ? (
          <a class="button" data-kind="primary" href="/register?to=%2Faccount">
            Keep your name
          </a>
        )
        : <p>Ask an admin for an invite link: whoever opens it here can set a password.</p>}
    </Section>
  );
}

function Name({ me, typed, error }: { me: Account; typed?: string; error?: FormError }) {
  return (
    <Section
      id="name-section"
      title="Name"
      text={`Others see it, and you sign in with it. ${ROLE_TEXT[me.role].you}`}
    >
      <ActionForm name="name" class="section-form">
        <FormAlert error={error} />
        <Field
          name="name"
          label="Your name"
          autocomplete="username"
          maxCharacters={NAME_CHARACTERS}
          defaultValue={typed ?? me.name}
          error={error}
        />
        <button class="button" type="submit">Change name</button>
      </ActionForm>
    </Section>
  );
}

function Password({ me, error }: { me: Account; error?: FormError }) {
  return (
    <Section
      id="password-section"
      title="Password"
      text="Changing it signs you out everywhere but here."
    >
      <ActionForm name="password" class="section-form">
        <FormAlert error={error} />
        {/* Tells password managers whose it is. */}
        <input type="text" autocomplete="username" defaultValue={me.name} hidden />
        <Field
          name="current"
          label="Current password"
          type="password"
          autocomplete="current-password"
          error={error}
        />
        <NewPassword name="next" label="New password" error={error} />
        <button class="button" type="submit">Change password</button>
      </ActionForm>
    </Section>
  );
}

function Sessions({ sessions, clock }: Pick<AccountPageProps, "sessions" | "clock">) {
  return (
    <Section
      id="sessions"
      title="Where you are signed in"
      text="If you do not recognize a device, sign it out and change your password."
    >
      <ul class="rows">
        {sessions.map(({ id, device, address, lastUsedAt, current }) => (
          <li key={id} class="row">
            <div class="row-main">
              <span class="row-title">
                {device || "Unknown device"}
                {current && <span class="badge" data-kind="accent">This device</span>}
              </span>
              <span class="row-text">
                {address && <span class="code">{address}</span>}
                <span>
                  Last used <Timestamp at={lastUsedAt} clock={clock} />
                </span>
              </span>
            </div>
            {!current && (
              <ActionForm name="end" fields={{ session: id }}>
                <button
                  class="button"
                  type="submit"
                  aria-label={`Sign out ${device || "the unknown device"}`}
                >
                  Sign out
                </button>
              </ActionForm>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <ActionForm name="end-others">
          <button class="button" type="submit">Sign out all other devices</button>
        </ActionForm>
      )}
    </Section>
  );
}

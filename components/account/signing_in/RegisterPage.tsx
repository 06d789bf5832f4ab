import { useContext } from "preact/hooks";
import { NAME_CHARACTERS } from "../../../protocol/limits.ts";
import { Field, NewPassword } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { CardPage } from "../../ui/page/CardPage.tsx";
import { ServerName } from "../../ui/page/server_name.ts";
import { OtherWayIn } from "./OtherWayIn.tsx";

export interface RegisterPageProps {
  /** Where the form goes: a path of this site. */
  action: string;
  /** Where to go once in: a path of this site. */
  to?: string;
  /** A guest who is here already and keeps this name; null for somebody new. */
  guest: string | null;
  /** The address of this server, for those who come by an invitation; null for the others. */
  invitedTo?: string | null;
  /** What was typed, and why it was refused. */
  name?: string;
  error?: FormError;
}

/** Makes an account with a name and a password: a new one, or out of the guest who is here. */
export function RegisterPage(props: RegisterPageProps) {
  const { action, to, guest, name, error } = props;
  return (
    <CardPage
      title={titleOf(props)}
      text={<Introduction {...props} />}
      failed={error !== undefined}
    >
      <form class="card-form" method="post" action={action}>
        {to !== undefined && <input type="hidden" name="to" value={to} />}
        <FormAlert error={guest === null ? error : forGuest(error)} />
        {guest === null
          ? (
            <Field
              name="name"
              label="Name"
              autocomplete="username"
              maxCharacters={NAME_CHARACTERS}
              defaultValue={name}
              first
              error={error}
            />
          )
          // It cannot be changed, but password managers keep it with the password.
          : (
            <Field
              name="name"
              label="Name"
              autocomplete="username"
              defaultValue={guest}
              readOnly
            />
          )}
        <NewPassword first={guest !== null} error={error} />
        <button class="button" data-kind="primary" type="submit">
          {guest === null ? "Create account" : "Keep this name"}
        </button>
      </form>
      <div class="other-ways">
        <OtherWayIn text="Have an account already?" label="Sign in" path="/login" to={to} />
      </div>
    </CardPage>
  );
}

function Introduction({ guest, invitedTo }: RegisterPageProps) {
  const server = useContext(ServerName);
  return (
    <>
      {invitedTo && (
        <>
          To <bdi class="strong">{server}</bdi>, the chat at{" "}
          <span class="strong">{invitedTo}</span>.{" "}
        </>
      )}
      {guest === null ? "Choose the name that others see. You sign in with it, too." : (
        <>
          A password makes <bdi class="strong">{guest}</bdi>{" "}
          yours: nobody else can take the name, and your messages stay yours.
        </>
      )}
    </>
  );
}

function titleOf({ guest, invitedTo }: RegisterPageProps): string {
  if (invitedTo) return "You are invited";
  return guest === null ? "Create an account" : "Keep your name";
}

/** A guest cannot correct their name here: what is wrong with it concerns the whole form. */
function forGuest(error: FormError | undefined): FormError | undefined {
  return error?.field === "name" ? { ...error, field: null } : error;
}

import { NAME_CHARACTERS } from "../../../protocol/limits.ts";
import { Field, NewPassword } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { CardPage } from "../../ui/page/CardPage.tsx";

interface SetUpPageProps {
  /** Where the form goes: a path of this site. */
  action: string;
  /** What was typed, and why it was refused. */
  name?: string;
  error?: FormError;
}

/** The first account of a server: its owner's. */
export function SetUpPage({ action, name, error }: SetUpPageProps) {
  return (
    <CardPage
      title="Make this chat yours"
      text="This account owns the server: it invites people, names admins and sees what they did."
      failed={error !== undefined}
    >
      <form class="card-form" method="post" action={action}>
        <FormAlert error={error} />
        <Field
          name="name"
          label="Your name"
          autocomplete="username"
          maxCharacters={NAME_CHARACTERS}
          defaultValue={name}
          first
          error={error}
        />
        <NewPassword error={error} />
        <button class="button" data-kind="primary" type="submit">Become the owner</button>
      </form>
    </CardPage>
  );
}

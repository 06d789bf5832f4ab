import { Field, NewPassword } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { CardPage } from "../../ui/page/CardPage.tsx";

interface ResetPageProps {
  /** Where the form goes: a path of this site. */
  action: string;
  /** Whose password it is. */
  name: string;
  error?: FormError;
}

/** Sets a password by a link that an admin made. */
export function ResetPage({ action, name, error }: ResetPageProps) {
  return (
    <CardPage
      title="Set a new password"
      text="You are signed in with it here, and signed out everywhere else."
      failed={error !== undefined}
    >
      <form class="card-form" method="post" action={action}>
        <FormAlert error={error} />
        <Field name="name" label="Name" autocomplete="username" defaultValue={name} readOnly />
        <NewPassword label="New password" first error={error} />
        <button class="button" data-kind="primary" type="submit">Set password</button>
      </form>
    </CardPage>
  );
}

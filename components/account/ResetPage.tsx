import { CardPage } from "./CardPage.tsx";
import type { Fault } from "./fault.ts";
import { Field, NewPassword } from "./Field.tsx";
import { FormFault } from "./FormFault.tsx";

interface ResetPageProps {
  /** Where the form goes: a path of this site. */
  action: string;
  /** Whose password it is. */
  name: string;
  fault?: Fault;
}

/** Sets a password by a link that an admin made. */
export function ResetPage({ action, name, fault }: ResetPageProps) {
  return (
    <CardPage
      title="Set a new password"
      text="You are signed in with it here, and signed out everywhere else."
      failed={fault !== undefined}
    >
      <form class="card-form" method="post" action={action}>
        <FormFault fault={fault} />
        <Field name="name" label="Name" autocomplete="username" defaultValue={name} readOnly />
        <NewPassword label="New password" first fault={fault} />
        <button class="button" data-kind="primary" type="submit">Set password</button>
      </form>
    </CardPage>
  );
}

import { NAME_CHARACTERS } from "../../protocol/limits.ts";
import { CardPage } from "./CardPage.tsx";
import type { Fault } from "./fault.ts";
import { Field, NewPassword } from "./Field.tsx";
import { FormFault } from "./FormFault.tsx";

interface SetUpPageProps {
  /** Where the form goes: a path of this site. */
  action: string;
  /** What was typed, and why it was refused. */
  name?: string;
  fault?: Fault;
}

/** The first account of a server: its owner's. */
export function SetUpPage({ action, name, fault }: SetUpPageProps) {
  return (
    <CardPage
      title="Make this chat yours"
      text="This account owns the server: it invites people, names admins and sees what they did."
      failed={fault !== undefined}
    >
      <form class="card-form" method="post" action={action}>
        <FormFault fault={fault} />
        <Field
          name="name"
          label="Your name"
          autocomplete="username"
          maxLength={NAME_CHARACTERS * 2}
          defaultValue={name}
          first
          fault={fault}
        />
        <NewPassword fault={fault} />
        <button class="button" data-kind="primary" type="submit">Become the owner</button>
      </form>
    </CardPage>
  );
}

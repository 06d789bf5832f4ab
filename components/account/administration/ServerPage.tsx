import type { Account } from "../../../protocol/entities.ts";
import { SERVER_NAME_CHARACTERS } from "../../../protocol/limits.ts";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { Field } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { Section } from "../../ui/page/Section.tsx";
import { AdminPage } from "./AdminPage.tsx";

export interface ServerPageProps {
  me: Account;
  /** What the server is called, or what was typed and refused. */
  name: string;
  flash?: string | null;
  error?: FormError;
}

/** What concerns the server as a whole. */
export function ServerPage({ me, name, flash, error }: ServerPageProps) {
  return (
    <AdminPage
      me={me}
      title="Server"
      tab="/admin/server"
      flash={flash}
      failed={error !== undefined}
    >
      <Section
        id="name-section"
        title="Name"
        text="People see it when they join, above the list of rooms and in the title of the window."
      >
        <ActionForm name="name" class="section-form">
          <FormAlert error={error} />
          <Field
            name="name"
            label="Name of the server"
            autocomplete="off"
            maxCharacters={SERVER_NAME_CHARACTERS}
            defaultValue={name}
            error={error}
          />
          <button class="button" type="submit">Change name</button>
        </ActionForm>
      </Section>
    </AdminPage>
  );
}

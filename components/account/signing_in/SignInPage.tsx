import { Field } from "../../ui/form/Field.tsx";
import { FormAlert, type FormError } from "../../ui/form/FormAlert.tsx";
import { CardPage } from "../../ui/page/CardPage.tsx";
import { OtherWayIn } from "./OtherWayIn.tsx";

interface SignInPageProps {
  /** Where to go once in: a path of this site. */
  to: string | undefined;
  /** Whether a name is enough to come in. */
  guests: boolean;
  /** Whether anybody may make an account. */
  open: boolean;
  /** What was typed, and why it was refused. */
  name?: string;
  error?: FormError;
}

export function SignInPage({ to, guests, open, name, error }: SignInPageProps) {
  return (
    <CardPage title="Sign in" failed={error !== undefined}>
      <form class="card-form" method="post" action="/login">
        {to !== undefined && <input type="hidden" name="to" value={to} />}
        <FormAlert error={error} />
        <Field
          name="name"
          label="Name"
          autocomplete="username"
          defaultValue={name}
          first
          error={error}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          error={error}
        />
        <button class="button" data-kind="primary" type="submit">Sign in</button>
      </form>
      <div class="other-ways">
        {open && <OtherWayIn text="No account yet?" label="Create one" path="/register" to={to} />}
        {guests && <OtherWayIn text="Just visiting?" label="Join as a guest" path="/" to={to} />}
        <p class="other-way">Lost your password? An admin can send you a link to set another.</p>
      </div>
    </CardPage>
  );
}

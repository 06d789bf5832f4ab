import { CardPage } from "./CardPage.tsx";
import type { Fault } from "./fault.ts";
import { Field } from "./Field.tsx";
import { FormFault } from "./FormFault.tsx";
import { Way } from "./Way.tsx";

interface SignInPageProps {
  /** Where to go once in: a path of this site. */
  to: string | undefined;
  /** Whether a name is enough to come in. */
  guests: boolean;
  /** Whether anybody may make an account. */
  open: boolean;
  /** What was typed, and why it was refused. */
  name?: string;
  fault?: Fault;
}

export function SignInPage({ to, guests, open, name, fault }: SignInPageProps) {
  return (
    <CardPage title="Sign in" failed={fault !== undefined}>
      <form class="card-form" method="post" action="/login">
        {to !== undefined && <input type="hidden" name="to" value={to} />}
        <FormFault fault={fault} />
        <Field
          name="name"
          label="Name"
          autocomplete="username"
          defaultValue={name}
          first
          fault={fault}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          fault={fault}
        />
        <button class="button" data-kind="primary" type="submit">Sign in</button>
      </form>
      <div class="ways">
        {open && <Way text="No account yet?" label="Create one" path="/register" to={to} />}
        {guests && <Way text="Only passing by?" label="Join as a guest" path="/" to={to} />}
        <p class="way">Lost your password? An admin can send you a link to set another.</p>
      </div>
    </CardPage>
  );
}

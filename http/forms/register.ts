import type { SignedIn } from "../../accounts/signing_in/sessions.ts";
import type { Result } from "../../protocol/errors.ts";
import type { RequestContext } from "../define.ts";
import { requestOrigin } from "../request_origin.ts";
import { textField } from "./form.ts";

/** Makes the account that a form asks for: of the guest who sent it, else a new one.
 *  @param invite the token of an invitation
 *  @returns what was typed as a name, too */
export async function register(
  ctx: RequestContext,
  form: FormData,
  invite?: string,
): Promise<{ name: string; registered: Result<SignedIn> }> {
  const { accounts, identity } = ctx.state;
  const name = textField(form, "name");
  const password = textField(form, "password");
  const origin = await requestOrigin(ctx);
  const registered = identity
    ? await accounts.registration.claim(identity, { password, invite }, origin)
    : await accounts.registration.register({ name, password, invite }, origin);
  return { name, registered };
}

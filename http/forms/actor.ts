import { HttpError } from "fresh";
import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { hasAccount, isAdmin } from "../../protocol/roles.ts";
import type { RequestContext } from "../define.ts";

/** Who asks for a page of the administration.
 *  @throws HttpError 404 for everybody but admins and the owner: others are not told that there is one */
export function adminOf({ state: { identity } }: RequestContext): Identity {
  if (!identity || !isAdmin(identity.account)) throw new HttpError(404);
  return identity;
}

/** Who asks, if they have an account; null for guests and for those who are not signed in. */
export function accountOf({ state: { identity } }: RequestContext): Account | null {
  return identity && hasAccount(identity.account) ? identity.account : null;
}

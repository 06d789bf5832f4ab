import { HttpError } from "fresh";
import type { Identity } from "../../hub/ports/identities.ts";
import type { RequestContext } from "../define.ts";

/** Who asks for a page of the administration.
 *  @throws HttpError 404 for everybody but admins and the owner: others are not told that there is one */
export function adminOf({ state }: RequestContext): Identity {
  const { identity } = state;
  const role = identity?.account.role;
  if (role !== "admin" && role !== "owner") throw new HttpError(404);
  return identity!;
}

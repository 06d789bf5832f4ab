import type { User } from "../../protocol/entities.ts";
import { nameTag } from "../../protocol/namesakes.ts";
import { safeLine } from "../safe_text.ts";

/** A name, with what tells it from others of the same.
 *  @param namesakes ids; see `nameTag` */
export function shownName(user: User, namesakes: ReadonlySet<string>): string {
  return safeLine(`${user.name} ${nameTag(user, namesakes)}`.trimEnd());
}

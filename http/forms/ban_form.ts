import { HttpError } from "fresh";
import type { TypedBan } from "../../components/account/administration/BanFields.tsx";
import { BAN_HOURS } from "../../protocol/limits.ts";
import { textField } from "./form.ts";

/** What was typed in a form that bans, and how long that is in hours; null: for good.
 *  @throws HttpError 400 when it asks for a length that no page offers */
export function readBan(form: FormData): { typed: TypedBan; hours: number | null } {
  const typed = {
    reason: textField(form, "reason"),
    length: textField(form, "hours"),
    addresses: form.getAll("address").filter((it) => typeof it === "string").map((it) => it.trim()),
    removesMessages: textField(form, "remove") === "on",
  };
  if (!isOffered(typed.length)) throw new HttpError(400);
  return { typed, hours: BAN_HOURS[typed.length] };
}

function isOffered(length: string): length is keyof typeof BAN_HOURS {
  return Object.hasOwn(BAN_HOURS, length);
}

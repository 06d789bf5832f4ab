import { HttpError } from "fresh";
import type { TypedBan } from "../../components/account/administration/BanFields.tsx";
import { banEndText } from "../../protocol/ban_text.ts";
import type { ReaderClock } from "../../protocol/clock_text.ts";
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

/** What was done by it, as a page says it: "Banned until Nov 28, 2026, 2:05 PM."
 *  @param ban the newest; none when it is over or lifted already */
export function bannedText(
  ban: { expiresAt: number | null } | null | undefined,
  clock: ReaderClock,
) {
  return ban ? `Banned ${banEndText({ until: ban.expiresAt }, clock)}.` : "The ban is over.";
}

function isOffered(length: string): length is keyof typeof BAN_HOURS {
  return Object.hasOwn(BAN_HOURS, length);
}

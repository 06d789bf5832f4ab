import type { ShownPerson } from "./shown_person.ts";

/** Why somebody cannot come in. */
export function AccountBadges(
  { person }: { person: Pick<ShownPerson, "deactivatedAt" | "ban"> },
) {
  return (
    <>
      {person.ban && <span class="badge" data-kind="danger">Banned</span>}
      {person.deactivatedAt !== null && <span class="badge">Deactivated</span>}
    </>
  );
}

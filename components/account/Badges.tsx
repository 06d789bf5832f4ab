import type { Ban, ListedAccount } from "../../accounts/ports.ts";

/** What keeps somebody out. */
export function Badges(
  { person }: { person: Pick<ListedAccount, "deactivatedAt"> & { ban: Ban | null } },
) {
  return (
    <>
      {person.ban && <span class="badge" data-kind="danger">Banned</span>}
      {person.deactivatedAt !== null && <span class="badge">Deactivated</span>}
    </>
  );
}

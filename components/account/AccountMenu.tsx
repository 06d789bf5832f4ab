import type { Account } from "../../protocol/entities.ts";
import { hasAccount, isAdmin } from "../../protocol/roles.ts";
import { Avatar } from "../people/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";

interface AccountMenuProps {
  me: Account;
  /** Unique on the page, which may have two of these. */
  id: string;
}

/** The reader's name, with a menu for their account. Needs no script: the browser opens and closes it. */
export function AccountMenu({ me, id }: AccountMenuProps) {
  const isGuest = !hasAccount(me);
  return (
    <div class="account">
      <button type="button" class="side-foot" popovertarget={id} title="Your account">
        <Avatar name={me.name} size="small" />
        <bdi class="side-name">{me.name}</bdi>
        {isGuest && <span class="side-note">guest</span>}
        <Icon name="chevrons" />
      </button>
      <div class="account-menu" id={id} popover="auto">
        <a class="side-row" href="/account">
          <Icon name="key" />
          {isGuest ? "Claim this name" : "Account"}
        </a>
        {isAdmin(me) && (
          <a class="side-row" href="/admin">
            <Icon name="users" />
            Administration
          </a>
        )}
        <form method="post" action="/leave">
          <button type="submit" class="side-row">
            <Icon name="exit" />
            Sign out
          </button>
        </form>
      </div>
    </div>
  );
}

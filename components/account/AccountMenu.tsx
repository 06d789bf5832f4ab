import { useState } from "preact/hooks";
import type { Account } from "../../protocol/entities.ts";
import { SETTINGS_PATH } from "../../protocol/paths.ts";
import { hasAccount, isAdmin } from "../../protocol/roles.ts";
import { Avatar } from "../people/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ROLE_TEXT } from "./role_text.ts";

interface AccountMenuProps {
  me: Account;
  /** Unique on the page, which may have two of these. */
  id: string;
  /** How many messages are not sent yet: they are lost with a sign-out. */
  unsent?: number;
}

/** The reader's name, with a menu for their account. Needs no script: the browser opens and closes it. */
export function AccountMenu({ me, id, unsent = 0 }: AccountMenuProps) {
  const [isAsking, setAsking] = useState(false);
  const isGuest = !hasAccount(me);
  const asks = isAsking && unsent > 0;
  return (
    <div class="account">
      <button type="button" class="side-foot" popovertarget={id} title="Your account">
        <Avatar user={me} size="medium" />
        <span class="side-me">
          <bdi class="side-name">{me.name}</bdi>
          <span class="side-note">{ROLE_TEXT[me.role].name}</span>
        </span>
        <Icon name="chevrons" />
      </button>
      <div class="account-menu" id={id} popover="auto">
        <a class="side-row" href="/account">
          <Icon name="key" />
          {isGuest ? "Claim this name" : "Account"}
        </a>
        <a class="side-row" href={SETTINGS_PATH}>
          <Icon name="sliders" />
          Settings
        </a>
        {isAdmin(me) && (
          <a class="side-row" href="/admin">
            <Icon name="users" />
            Administration
          </a>
        )}
        <form
          method="post"
          action="/leave"
          onSubmit={(event) => {
            if (unsent === 0 || asks) return;
            event.preventDefault();
            setAsking(true);
          }}
        >
          {asks && (
            <p class="account-warning" role="alert">
              {unsent === 1 ? "One message is" : `${unsent} messages are`}{" "}
              not sent yet. Signing out deletes {unsent === 1 ? "it" : "them"}.
            </p>
          )}
          <button type="submit" class="side-row">
            <Icon name="exit" />
            {asks ? "Delete and sign out" : "Sign out"}
          </button>
        </form>
      </div>
    </div>
  );
}

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
  /** How many messages are not sent yet, in all tabs: they are lost with a sign-out. */
  countUnsent?: () => Promise<number>;
  /** Tells what keys do. */
  onShortcuts?: () => void;
}

/** The reader's name, with a menu for their account. Needs no script: the browser opens and closes it. */
export function AccountMenu({ me, id, countUnsent, onShortcuts }: AccountMenuProps) {
  const isGuest = !hasAccount(me);
  return (
    <div class="account">
      {isGuest && (
        <p class="account-guest">
          You are a guest on this browser. <a href="/account">Keep your name</a>
        </p>
      )}
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
          Account
        </a>
        <a class="side-row" href={SETTINGS_PATH}>
          <Icon name="sliders" />
          Settings
        </a>
        <button
          type="button"
          class="side-row needs-script"
          popovertarget={id}
          popovertargetaction="hide"
          onClick={onShortcuts}
        >
          <Icon name="keyboard" />
          Keyboard shortcuts
        </button>
        {isAdmin(me) && (
          <a class="side-row" href="/admin">
            <Icon name="users" />
            Administration
          </a>
        )}
        <SignOut isGuest={isGuest} countUnsent={countUnsent} />
      </div>
    </div>
  );
}

/** Asks once more where something would be lost by it. */
function SignOut(
  { isGuest, countUnsent }: Pick<AccountMenuProps, "countUnsent"> & { isGuest: boolean },
) {
  /** How many messages would be lost; null: not asked yet. */
  const [unsent, setUnsent] = useState<number | null>(null);

  const onSubmit = async (event: SubmitEvent) => {
    if (unsent !== null || !countUnsent) return;
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const count = await countUnsent();
    if (count > 0 || isGuest) setUnsent(count);
    else form.submit();
  };

  return (
    <form method="post" action="/leave" onSubmit={onSubmit}>
      {unsent !== null && (
        <p class="account-warning" role="alert">
          {isGuest && "You cannot come back as this guest."} {unsent > 0 && lossText(unsent)}
        </p>
      )}
      <button type="submit" class="side-row">
        <Icon name="exit" />
        {unsent === null ? "Sign out" : unsent > 0 ? "Delete and sign out" : "Sign out anyway"}
      </button>
    </form>
  );
}

function lossText(unsent: number): string {
  return unsent === 1
    ? "One message is not sent yet. Signing out deletes it."
    : `${unsent} messages are not sent yet. Signing out deletes them.`;
}

import type { Clock } from "../hub/ports/clock.ts";
import type { Present, Standing } from "../hub/ports/identities.ts";
import { CLOSE } from "../protocol/close_codes.ts";
import { hasAccount } from "../protocol/roles.ts";
import type { ServerName } from "./administration/server_name.ts";
import type { GuestNames } from "./guests/guest_names.ts";
import { type ActiveBans, refusalOf } from "./moderation/active_bans.ts";
import type { AccountStore } from "./ports.ts";
import { publicAccount } from "./public_account.ts";
import type { Sessions } from "./signing_in/sessions.ts";

interface Needs {
  store: AccountStore;
  clock: Pick<Clock, "now">;
  sessions: Sessions;
  activeBans: ActiveBans;
  guestNames: GuestNames;
  serverName: ServerName;
}

/** What has become of people of whom something may have been told that did not arrive here. */
export class Standings {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Reads anew what is kept in memory of bans, of guests' names and of the server's. */
  async refresh(): Promise<void> {
    const { store, clock, activeBans, guestNames, serverName } = this.#needs;
    guestNames.forgetAll();
    await serverName.load();
    await activeBans.reconcile(() => store.listBans(clock.now()));
  }

  /** One answer for each, in the same order. */
  of(present: Present[]): Promise<Standing[]> {
    return Promise.all(present.map((one) => this.#of(one)));
  }

  async #of({ account, sessionId, address }: Present): Promise<Standing> {
    const { store, sessions, activeBans, guestNames } = this.#needs;
    const ban = activeBans.ofUser(account.id) ?? activeBans.ofAddress(address);
    if (ban) return { close: CLOSE.banned, why: refusalOf(ban) };
    if (sessionId !== null) {
      const isOver = !(await sessions.list(account.id)).some(({ id }) => id === sessionId);
      if (isOver) return { close: CLOSE.signedOut };
    }
    const found = await store.findAccount(account.id);
    if (found && found.deactivatedAt !== null) return { close: CLOSE.signedOut };
    // A guest who has not written yet may not be kept.
    const current = found ? publicAccount(found) : account;
    const isGuest = !hasAccount(current);
    if (isGuest && !await guestNames.mayKeep(current)) return { close: CLOSE.banned };
    return { account: current };
  }
}

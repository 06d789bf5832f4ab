import type { Broker, BrokerEvent } from "../hub/ports/broker.ts";
import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { Administration } from "./administration/administration.ts";
import { Audit } from "./administration/audit.ts";
import { Authority } from "./administration/authority.ts";
import { Directory } from "./administration/directory.ts";
import { ServerName } from "./administration/server_name.ts";
import { GuestNames } from "./guests/guest_names.ts";
import { Guests } from "./guests/guests.ts";
import { Links } from "./links/links.ts";
import { OneTimeLinks } from "./links/one_time_links.ts";
import { ActiveBans } from "./moderation/active_bans.ts";
import { Moderation } from "./moderation/moderation.ts";
import { OwnAccount } from "./own_account.ts";
import type { AccountStore } from "./ports.ts";
import { Registration, type RegistrationPolicy } from "./registration.ts";
import { PasswordCheck } from "./signing_in/password_check.ts";
import { Passwords } from "./signing_in/passwords.ts";
import { Sessions } from "./signing_in/sessions.ts";
import { SignInThrottle } from "./signing_in/sign_in_throttle.ts";
import { SigningIn } from "./signing_in/signing_in.ts";
import { Standings } from "./standings.ts";
import { Sweep } from "./sweep.ts";

export interface AccountsOptions {
  store: AccountStore;
  /** Hears what became of people, and tells what accounts of other processes did. */
  broker: Broker;
  clock: Pick<Clock, "now" | "monotonic" | "after">;
  logger: Logger;
  /** Whether a name is enough to come in. */
  guests: boolean;
  registration: RegistrationPolicy;
  /** Hashes passwords; at OWASP's cost when absent. */
  passwords?: Passwords;
}

/** Accounts, sessions, links and bans, each part for itself. Who acts comes first in every call. Whatever a person can
 *  cause is a Result, whose message can be shown as it is; every call rejects only with StorageError. What changes is
 *  stored first, then published. Throttles are kept in memory, by process. */
export interface Accounts {
  /** People who give a name and nothing else. */
  readonly guests: Guests;
  /** Passwords and session tokens: who comes in, and who asks. */
  readonly signingIn: SigningIn;
  /** How accounts are made. */
  readonly registration: Registration;
  /** What somebody does with their own account. */
  readonly ownAccount: OwnAccount;
  /** One-time links, for whoever opens one and for whoever runs the machine. */
  readonly links: Links;
  /** What admins do with accounts and invites. */
  readonly administration: Administration;
  /** Bans, and the removal of what was written. */
  readonly moderation: Moderation;
  /** Finds people. */
  readonly directory: Directory;
  /** What has become of those who are connected. */
  readonly standings: Standings;
  /** What the server is called. */
  readonly serverName: ServerName;
  /** What admins did. */
  readonly audit: Audit;
  /** Hears no more, and sweeps no more. */
  close(): void;
}

/** Reads the bans that hold and what the server is called, and removes what is over from time to time.
 *  @throws StorageError */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { store, broker, clock, logger } = options;
  const authority = new Authority(store);
  const activeBans = new ActiveBans(clock);
  const oneTimeLinks = new OneTimeLinks({ store, clock });
  const { passwords = new Passwords() } = options;
  const sessions = new Sessions({ store, broker, clock, logger });
  const guestNames = new GuestNames({ store, broker, logger, sessions });
  const throttle = new SignInThrottle(() => clock.monotonic());
  const passwordCheck = new PasswordCheck({ sessions, passwords, throttle });
  const parts = {
    store,
    broker,
    clock,
    authority,
    activeBans,
    sessions,
    guestNames,
    oneTimeLinks,
    passwords,
    passwordCheck,
  };

  const serverName = new ServerName({ ...parts, logger });
  // Before bans and name are read, so that nothing is missed in between.
  const listeners = { activeBans, guestNames, serverName };
  const unsubscribe = broker.subscribe((event) => hear(event, listeners));
  await serverName.load();
  for (const ban of await store.listBans(clock.now())) activeBans.set(ban);
  const guests = new Guests({ ...parts, allowed: options.guests });
  const sweep = new Sweep({ activeBans, sessions, guests, clock, logger });
  return {
    guests,
    signingIn: new SigningIn(parts),
    registration: new Registration({ ...parts, policy: options.registration }),
    ownAccount: new OwnAccount(parts),
    links: new Links(parts),
    administration: new Administration({ ...parts, registrationPolicy: options.registration }),
    moderation: new Moderation(parts),
    directory: new Directory(parts),
    serverName,
    standings: new Standings({ ...parts, serverName }),
    audit: new Audit(parts),
    close() {
      unsubscribe();
      sweep.stop();
    },
  };
}

/** Learns what accounts of any process did. */
function hear(
  event: BrokerEvent,
  { activeBans, guestNames, serverName }: {
    activeBans: ActiveBans;
    guestNames: GuestNames;
    serverName: ServerName;
  },
): void {
  switch (event.type) {
    case "ban.set":
      return activeBans.set(event.ban);
    case "ban.lifted":
      return activeBans.lift(event.banId);
    case "name.claimed":
      return void guestNames.giveWay(event.key, event.userId);
    case "server.changed":
      return serverName.hear();
  }
}

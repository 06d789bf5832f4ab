import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { Administration } from "./administration/administration.ts";
import { AuditLog } from "./administration/audit_log.ts";
import { Banning } from "./administration/banning.ts";
import { Bans } from "./administration/bans.ts";
import type { Core } from "./core.ts";
import { Directory } from "./administration/directory.ts";
import { Guests } from "./guests/guests.ts";
import { Links } from "./signing_in/links.ts";
import { OwnAccount } from "./signing_in/own_account.ts";
import { Passwords, type ScryptCost } from "./signing_in/passwords.ts";
import type { AccountStore } from "./ports.ts";
import { Registration, type RegistrationPolicy } from "./signing_in/registration.ts";
import { Sessions } from "./signing_in/sessions.ts";
import { PasswordSignIn } from "./signing_in/password_sign_in.ts";
import { SignInThrottle } from "./signing_in/sign_in_throttle.ts";
import { KeyedMutex } from "./keyed_mutex.ts";

export interface AccountsOptions {
  store: AccountStore;
  clock: Pick<Clock, "now" | "monotonic" | "after">;
  log: Logger;
  /** Whether a name is enough to come in. */
  guests: boolean;
  registration: RegistrationPolicy;
  /** What a password costs to check; OWASP's parameters when absent. Tests make it cheap. */
  passwordCost?: ScryptCost;
}

export type Parts = ReturnType<typeof assemble>;

/** Makes every part of accounts and gives each the others that it needs. */
export function assemble(options: AccountsOptions) {
  const { store, clock, log } = options;
  const core: Core = { store, clock, log, listener: NOBODY_LISTENS };
  const passwords = new Passwords(options.passwordCost);
  const throttle = new SignInThrottle(() => clock.monotonic());
  const mutex = new KeyedMutex();
  const sessions = new Sessions(core);
  const bans = new Bans(core);
  const links = new Links(core);
  const audit = new AuditLog(core);
  const guests = new Guests(core, { sessions, bans, allowed: options.guests });
  const signIn = new PasswordSignIn(core, { sessions, bans, passwords, throttle, mutex });
  const policy = options.registration;
  const registration = new Registration(core, {
    sessions,
    bans,
    passwords,
    links,
    guests,
    policy,
  });
  const own = new OwnAccount(core, { sessions, bans, passwords, signIn, links, guests, mutex });
  const administration = new Administration(core, { sessions, links, audit, policy });
  const banning = new Banning(core, { bans, sessions, administration, audit });
  const directory = new Directory(core, { bans, sessions, administration });
  return {
    core,
    sessions,
    bans,
    links,
    audit,
    guests,
    signIn,
    registration,
    own,
    administration,
    banning,
    directory,
  };
}

const NOBODY_LISTENS: Core["listener"] = {
  sessionsEnded() {},
  accountChanged() {},
  accountClosed() {},
  addressBanned() {},
};

import { assert } from "@std/assert";
import { type Accounts, type AccountsOptions, openAccounts } from "../../accounts/accounts.ts";
import type { BanForm } from "../../accounts/moderation/moderation.ts";
import type { AccountStore, Ban } from "../../accounts/ports.ts";
import { Passwords } from "../../accounts/signing_in/passwords.ts";
import type { SignedIn } from "../../accounts/signing_in/sessions.ts";
import { LocalBroker } from "../../brokers/local_broker.ts";
import type { BrokerEvent } from "../../hub/ports/broker.ts";
import type { Identity, Origin } from "../../hub/ports/identities.ts";
import type { Result } from "../../protocol/errors.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite_store.ts";
import { override } from "../support/open_hub.ts";
import { TestClock } from "../support/test_clock.ts";
import { startTurnsWorker } from "../support/turns_worker.ts";

/** Far too cheap for a server, and as right. */
export const CHEAP = { N: 16, r: 1, p: 1 };

export const HERE: Origin = { address: "192.0.2.1", device: "Firefox on Linux" };
export const ELSEWHERE: Origin = { address: "198.51.100.7", device: "Chrome on Android" };

/** A password that no list has. */
export const PASSWORD = "velvet anchor 42";

/** Accounts over a real SQLite file, with a clock that the test moves, and a record of what was published. */
export async function openTestAccounts(
  options: Partial<AccountsOptions> & { wrap?: (store: AccountStore) => Partial<AccountStore> } =
    {},
) {
  const directory = await Deno.makeTempDir({ prefix: "confab-accounts-" });
  const clock = new TestClock();
  const path = `${directory}/confab.db`;
  const sqlite = await openSqliteStore({
    path,
    now: () => clock.now(),
    startWorker: startTurnsWorker,
  });
  const store = override<AccountStore>(sqlite, options.wrap?.(sqlite) ?? {});
  const logged: string[] = [];
  const log = (message: string, fields?: unknown) =>
    void logged.push(JSON.stringify({ message, fields }));
  const logger = { info: log, warn: log, error: log };
  const broker = options.broker ?? new LocalBroker(logger);
  const published: BrokerEvent[] = [];
  broker.subscribe((event) => void published.push(event));
  const others: Accounts[] = [];
  const open = (also: Partial<AccountsOptions> = {}) =>
    openAccounts({
      store,
      broker,
      clock,
      logger,
      guests: true,
      registration: "open",
      passwords: new Passwords(CHEAP),
      ...options,
      ...also,
    });
  const subject = {
    accounts: await open(),
    /** The store itself, not what it was wrapped in. */
    store: sqlite as AccountStore,
    clock,
    /** Of the database. */
    path,
    /** Every line of the log. */
    logged,
    /** Every event that the broker told, oldest first. */
    published,
    /** The service as after a restart of the server; what it is told by other options, too. */
    async reopen(other: Partial<AccountsOptions> = {}): Promise<void> {
      Object.assign(options, other);
      subject.accounts.close();
      subject.accounts = await open();
    },
    /** The accounts of another process, over the same store. */
    async another(also: Partial<AccountsOptions> = {}): Promise<Accounts> {
      const other = await open(also);
      others.push(other);
      return other;
    },
    /** Waits for what the service writes without waiting: writes are done in order. */
    async written(): Promise<void> {
      await sqlite.removeBan("none");
    },
    /** Makes the owner. */
    async setUp(name = "Olga"): Promise<SignedIn> {
      const token = await subject.accounts.links.makeSetupLink();
      return good(
        await subject.accounts.registration.setUp(token!, { name, password: PASSWORD }, HERE),
      );
    },
    async register(name: string, origin = HERE): Promise<SignedIn> {
      return good(
        await subject.accounts.registration.register({ name, password: PASSWORD }, origin),
      );
    },
    /** An account with a role; the owner must give it. */
    async registerAs(role: "admin" | "member", name: string, owner: Identity): Promise<SignedIn> {
      const made = await subject.register(name);
      if (role === "member") return made;
      good(await subject.accounts.administration.setRole(owner, made.account.id, role));
      return good(await subject.signIn(name));
    },
    signIn(name: string, password = PASSWORD, origin = HERE): Promise<Result<SignedIn>> {
      return subject.accounts.signingIn.signIn({ name, password, ...origin });
    },
    /** Bans one user or one address. */
    async ban(actor: Identity, form: BanForm): Promise<Ban> {
      const [ban, ...more] = good(await subject.accounts.moderation.ban(actor, form));
      assert(ban && more.length === 0);
      return ban;
    },
    async [Symbol.asyncDispose]() {
      for (const accounts of [subject.accounts, ...others]) accounts.close();
      await sqlite.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
  return subject;
}

export type TestAccounts = Awaited<ReturnType<typeof openTestAccounts>>;

/** What a result has to give; fails when it has an error. */
export function good<T>(result: Result<T>): T {
  assert(result.ok, result.ok ? "" : `${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** The code of an error; "ok" when there is none. */
export function codeOf(result: Result<unknown>): string {
  return result.ok ? "ok" : result.error.code;
}

import type { Connection } from "./connections/connection.ts";
import type { ConnectionRegistry } from "./connections/connection_registry.ts";
import type { AccountFollower } from "./account_follower.ts";
import { Errand } from "./errand.ts";
import type { OutageLog } from "./outage_log.ts";
import type { People } from "./people/people.ts";
import type { Clock } from "./ports/clock.ts";
import type { Identities, Present, Standing } from "./ports/identities.ts";
import type { Store } from "./ports/store.ts";
import type { Room } from "./rooms/room.ts";
import type { Erasures } from "./rooms/erasures.ts";
import type { RoomDirectory } from "./rooms/room_directory.ts";

/** How many people are looked up together. */
const AT_ONCE = 100;
/** How long after a failure it is tried again, in milliseconds. */
const RETRY_MS = 2_000;

interface Needs {
  store: Pick<Store, "rooms">;
  rooms: Pick<RoomDirectory, "learn" | "forget" | "get" | "rename"> & Iterable<Room>;
  people: Pick<People, "readAgain">;
  erasures: Pick<Erasures, "begin">;
  identities: Pick<Identities, "refresh" | "standings">;
  connections: ConnectionRegistry;
  accounts: Pick<AccountFollower, "update">;
  clock: Pick<Clock, "after">;
  outages: OutageLog;
}

/** Holds what a hub has in memory against the store: after facts may have got lost on their way here, or with the hub that had
 *  to tell them. What it finds is told as if it had been heard. */
export class Reconciliation {
  readonly #needs: Needs;
  readonly #errand: Errand;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#errand = new Errand({
      ...needs,
      retryMs: RETRY_MS,
      failure: "what other servers did could not be read",
      work: () => this.#work(),
    });
  }

  /** Begins; when it is at it already, it looks once more afterwards. */
  begin(): void {
    this.#errand.begin();
  }

  stop(): void {
    this.#errand.stop();
  }

  async #work(): Promise<void> {
    await this.#checkRooms();
    this.#needs.people.readAgain();
    this.#needs.erasures.begin();
    await this.#checkPeople();
  }

  async #checkRooms(): Promise<void> {
    const { store, rooms } = this.#needs;
    const known = [...rooms];
    const names = namesIn(known);
    const records = await store.rooms();
    for (const record of records) {
      const room = rooms.learn(record);
      room?.hearOf(record.version);
      for (const { user } of room?.members ?? []) {
        const named = record.members.find((member) => member.user.id === user.id)?.user;
        // Called otherwise than before it was read: something newer was heard meanwhile.
        const isOld = names.get(user.id) === user.name;
        if (named && named.name !== user.name && isOld) rooms.rename(named);
      }
    }
    const stored = new Set(records.map(({ id }) => id));
    for (const room of known) {
      // Known before it was read, so it had been stored by then.
      if (!stored.has(room.id) && rooms.get(room.id) === room) rooms.forget(room);
    }
  }

  async #checkPeople(): Promise<void> {
    const { identities, connections } = this.#needs;
    await identities.refresh();
    const here = [...connections].filter(({ account }) => account !== null);
    for (let start = 0; start < here.length && !this.#errand.isStopped; start += AT_ONCE) {
      const some = here.slice(start, start + AT_ONCE);
      const asked = some.map(({ account, sessionId, origin }) => ({
        account: account!,
        sessionId,
        address: origin.address,
      }));
      const standings = await identities.standings(asked);
      for (const [i, connection] of some.entries()) {
        this.#settle(connection, asked[i]!, standings[i]!);
      }
    }
  }

  #settle(connection: Connection, asked: Present, standing: Standing): void {
    const { account, sessionId } = connection;
    // It may have become somebody else's meanwhile.
    if (account?.id !== asked.account.id || sessionId !== asked.sessionId) return;
    if ("close" in standing) return connection.end(standing.close, standing.why);
    const { name, role } = standing.account;
    const isNews = name !== account.name || role !== account.role;
    // Another object: something newer was heard meanwhile.
    if (isNews && account === asked.account) this.#needs.accounts.update(standing.account);
  }
}

/** What members of rooms are called here, by their ids. */
function namesIn(rooms: Iterable<Room>): Map<string, string> {
  const names = new Map<string, string>();
  for (const { members } of rooms) {
    for (const { user } of members) names.set(user.id, user.name);
  }
  return names;
}

import type { Limits } from "../protocol/limits.ts";
import type { AccountFollower } from "./account_follower.ts";
import type { ConnectionRegistry } from "./connections/connection_registry.ts";
import type { OutageLog } from "./outage_log.ts";
import type { People } from "./people/people.ts";
import type { Clock } from "./ports/clock.ts";
import type { Identities } from "./ports/identities.ts";
import type { Store } from "./ports/store.ts";
import { Reconciliation } from "./reconciliation.ts";
import { EmptyRooms } from "./rooms/empty_rooms.ts";
import { Erasures } from "./rooms/erasures.ts";
import type { RoomDirectory } from "./rooms/room_directory.ts";
import type { StoredRooms } from "./rooms/stored_rooms.ts";
import { VersionWatch } from "./rooms/version_watch.ts";
import { SessionUse } from "./session_use.ts";

interface Needs {
  store: Store;
  identities: Identities;
  clock: Clock;
  limits: Limits;
  outages: OutageLog;
  connections: ConnectionRegistry;
  accounts: AccountFollower;
  people: People;
  rooms: RoomDirectory;
  storedRooms: StoredRooms;
  /** Whether other hubs write to the store. */
  hasOthers: () => boolean;
}

/** What a hub does without being asked by a connection, until it drains. */
export class Background {
  readonly #erasures: Erasures;
  readonly #emptyRooms: EmptyRooms;
  readonly #sessionUse: SessionUse;
  readonly #reconciliation: Reconciliation;
  readonly #versionWatch: VersionWatch;

  constructor(needs: Needs) {
    this.#erasures = new Erasures(needs);
    this.#emptyRooms = new EmptyRooms(needs);
    this.#sessionUse = new SessionUse(needs);
    this.#reconciliation = new Reconciliation({ ...needs, erasures: this.#erasures });
    this.#versionWatch = new VersionWatch(needs);
  }

  begin(): void {
    this.#versionWatch.begin();
    // What an earlier process did not get done.
    this.#erasures.begin();
    this.#emptyRooms.begin();
    this.#sessionUse.begin();
  }

  stop(): void {
    this.#erasures.stop();
    this.#emptyRooms.stop();
    this.#sessionUse.stop();
    this.#reconciliation.stop();
    this.#versionWatch.stop();
  }

  /** The store has an erasure pending. */
  erase(): void {
    this.#erasures.begin();
  }

  /** Facts may have got lost: what is in memory is held against the store. */
  reconcile(): void {
    this.#reconciliation.begin();
  }
}

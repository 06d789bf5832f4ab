import { CLOSE } from "../protocol/close_codes.ts";
import { type Account, publicUser } from "../protocol/entities.ts";
import { type WireError, wireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { hasAccount } from "../protocol/roles.ts";
import type { Connection } from "./connections/connection.ts";
import type { ConnectionRegistry } from "./connections/connection_registry.ts";
import type { Places } from "./connections/places.ts";
import type { Rates } from "./connections/rates.ts";
import type { OutageLog } from "./outage_log.ts";
import type { People } from "./people/people.ts";
import type { Identities, Identity } from "./ports/identities.ts";
import type { Room } from "./rooms/room.ts";
import type { RoomDirectory } from "./rooms/room_directory.ts";
import type { StoredRooms } from "./rooms/stored_rooms.ts";

interface Needs {
  identities: Pick<Identities, "mayKeepName">;
  limits: Pick<Limits, "connectionsPerUser">;
  outages: OutageLog;
  connections: ConnectionRegistry;
  places: Places;
  rates: Rates;
  people: People;
  rooms: RoomDirectory;
  storedRooms: StoredRooms;
}

/** Makes connections somebody's: a newcomer's, and those that say once more who they are. */
export class SignIn {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, { account, sessionId }: Identity): WireError | null {
    const error = this.refuse(account);
    if (error) return error;
    const { connections, people, rooms } = this.#needs;
    connection.becomeKnown();
    const joined = [...connection.rooms.keys()].flatMap((id) => rooms.get(id) ?? []);
    if (connection.account) this.#partWith(connection, connection.account, joined);
    connections.assign(connection, account);
    connection.sessionId = sessionId;
    people.connected(account, connection.isKept);
    for (const room of joined) this.#bringIn(connection, account, room);
    if (sessionId === null && !hasAccount(account)) void this.#confirmName(connection, account);
    return null;
  }

  /** Why a user may not have one more connection; null when they may. Counts sockets that outlive theirs, too. */
  refuse({ id }: Account): WireError | null {
    const { connections, limits, places } = this.#needs;
    const most = limits.connectionsPerUser;
    if (connections.of(id).length + places.lingering(id) < most) return null;
    return wireError("too_many_connections", `You have ${most} connections, the limit`);
  }

  /** Looks once more whether a guest may have their name, now that the connection is known: whoever claimed it before had
   *  not this one to send away. */
  async #confirmName(connection: Connection, guest: Account): Promise<void> {
    const { identities, outages } = this.#needs;
    try {
      if (!await identities.mayKeepName(publicUser(guest))) connection.end(CLOSE.banned);
    } catch (error) {
      outages.tell("a guest's name could not be confirmed", { error: String(error) });
      connection.end(CLOSE.tryAgainLater);
    }
  }

  /** A connection is to be somebody else's. */
  #partWith(connection: Connection, { id }: Account, rooms: Room[]): void {
    for (const room of connection.isKept ? [] : rooms) this.#needs.people.unvisit(id, room, 0);
    this.#needs.people.disconnected(id, 0);
  }

  /** A connection that looked at a room already has become somebody's. */
  #bringIn(connection: Connection, account: Account, room: Room): void {
    const { outages, people, rates, storedRooms } = this.#needs;
    if (!connection.isKept) return people.visit(account.id, room);
    // Where it fails they look at the room, and come in when they join it the next time.
    storedRooms.enter(room, account, () => rates.refuseEntry(connection)).catch((error) =>
      outages.tell("a room was not entered", { error: String(error) })
    );
  }
}

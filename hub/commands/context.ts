import type { WireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { ClientRequests, RequestType } from "../../protocol/requests.ts";
import type { Connection } from "../connections/connection.ts";
import type { Meter } from "../meter.ts";
import type { OutageLog } from "../outage_log.ts";
import type { Broker } from "../ports/broker.ts";
import type { Identities, Identity } from "../ports/identities.ts";
import type { Logger } from "../ports/logger.ts";
import type { Store } from "../ports/store.ts";
import type { FairQueue } from "../connections/fair_queue.ts";
import type { Rates } from "../connections/rates.ts";
import type { RoomDirectory } from "../rooms/room_directory.ts";
import type { RoomListFeed } from "../rooms/room_list_feed.ts";
import type { RoomListing } from "../rooms/room_listing.ts";
import type { StoredRooms } from "../rooms/stored_rooms.ts";
import type { GuestAdmission } from "../guest_admission.ts";

/** What the commands may use of the hub. */
export interface CommandContext {
  readonly store: Store;
  readonly identities: Identities;
  readonly broker: Pick<Broker, "publish">;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly outages: OutageLog;
  readonly meter: Meter;
  /** Whether the server is going down and takes nothing on. */
  readonly draining: boolean;
  readonly rates: Rates;
  readonly fairQueue: FairQueue;
  /** For who says who they are without a password. */
  readonly signInQueue: FairQueue;
  readonly guests: GuestAdmission;
  readonly rooms: RoomDirectory;
  readonly storedRooms: StoredRooms;
  readonly listing: RoomListing;
  readonly roomListFeed: RoomListFeed;
  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, identity: Identity): WireError | null;
}

/** Executes one kind of request; answers it, unless the connection ends before. */
export type Command<Type extends RequestType> = (
  context: CommandContext,
  connection: Connection,
  request: ClientRequests[Type],
) => void | Promise<void>;

/** The commands of these kinds. */
export type Commands<Type extends RequestType> = { [Each in Type]: Command<Each> };

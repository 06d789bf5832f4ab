import type { Account, RoomInfo } from "../../protocol/entities.ts";
import type { Result, WireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { ClientRequests, RequestType } from "../../protocol/requests.ts";
import type { Connection } from "../connections/connection.ts";
import type { OutageLog } from "../outage_log.ts";
import type { Identities, Identity, Origin } from "../ports/identities.ts";
import type { Logger } from "../ports/logger.ts";
import type { NewRoom, RoomPatch, RoomRecord, Store } from "../ports/store.ts";
import type { RateLimit } from "../connections/rate_limit.ts";
import type { Room } from "../rooms/room.ts";

/** What the commands may use of the hub. */
export interface CommandContext {
  readonly store: Store;
  readonly identities: Identities;
  readonly limits: Limits;
  readonly log: Logger;
  readonly outages: OutageLog;
  /** Whether the server is going down and takes nothing on. */
  readonly draining: boolean;
  /** By user. */
  readonly messageRate: RateLimit;
  /** By connection. */
  readonly commandRate: RateLimit;
  /** A room as somebody may see it; undefined when there is none they may know of. */
  room(id: string, account: Account): Room | undefined;
  /** The rooms somebody may see, by title. */
  rooms(account: Account): RoomInfo[];
  createRoom(room: NewRoom, address: string): Promise<Result<Room>>;
  /** Changes a room for somebody who may. */
  updateRoom(id: string, patch: RoomPatch, account: Account): Promise<Result<Room>>;
  /** Tells every hub how a room is now. */
  publishRoom(record: RoomRecord): void;
  /** The guest of this name. */
  enterByName(name: string, origin: Origin): Promise<Result<Account>>;
  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, identity: Identity): WireError | null;
  /** From here on the connection hears of made and changed rooms. */
  watchRooms(connection: Connection): void;
}

/** Executes one kind of request; answers it, unless the connection ends before. */
export type Command<Type extends RequestType> = (
  context: CommandContext,
  connection: Connection,
  request: ClientRequests[Type],
) => void | Promise<void>;

/** The commands of these kinds. */
export type Commands<Type extends RequestType> = { [Each in Type]: Command<Each> };

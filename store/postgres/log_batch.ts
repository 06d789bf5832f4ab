import type { AuditEntry } from "../../accounts/ports.ts";
import type { Appended, Change } from "../../hub/ports/store.ts";
import type { Content } from "../../protocol/content.ts";
import { type Message, publicUser, type User } from "../../protocol/entities.ts";
import { fail, roomNotFound, type WireError, wireError } from "../../protocol/errors.ts";
import { type Guarded, mayRead, refusePost } from "../../protocol/room_rules.ts";
import {
  decideDelete,
  decideEdit,
  type Delete,
  type Edit,
  tombstoneOf,
  wellFormed,
} from "../log_decisions.ts";
import type { Actor, UserBans } from "../kept_out.ts";
import { isOpen, type LoadedLog, type RoomRow, type UserRow } from "./log_load.ts";
import { toMessage } from "./message_row.ts";

type Post = Extract<Change, { kind: "post" }>;

/** A room with what its batch has made of it. */
interface Room extends RoomRow, Guarded {
  isOpen: boolean;
  /** How many messages were posted in it. */
  posted: number;
  /** Whether its version has changed. */
  isChanged: boolean;
  managerOf: Map<string, boolean>;
  bySeq: Map<number, Entry>;
  /** By client id and author. */
  byClientId: Map<string, Entry>;
}

/** A message, and what has become of it since it was read: it was posted, or is no longer as it was. */
interface Entry {
  message: Message;
  state: "read" | "posted" | "changed";
}

/** Somebody who posts. */
interface Poster extends UserRow {
  isNew: boolean;
  isRenamed: boolean;
  posted: number;
}

/** What a batch writes. */
export interface LogWrites {
  rooms: { key: number; version: number; posted: number }[];
  posted: { room: number; message: Message }[];
  changed: { room: number; message: Message }[];
  newUsers: User[];
  renamedUsers: User[];
  /** How many messages users have posted. */
  counts: { user: string; posted: number }[];
  /** How many messages of users were erased. */
  erased: Map<string, number>;
  audit: AuditEntry[];
}

/** Changes that follow each other in one transaction, decided in memory on what was read at its beginning. `at` stamps
 *  every change. */
export class LogBatch {
  readonly #at: number;
  readonly #rooms: Map<string, Room>;
  readonly #users: Map<string, Poster>;
  readonly #bans: UserBans;
  readonly #erasures: Set<string>;
  readonly #erased = new Map<string, number>();
  readonly #audit: AuditEntry[] = [];

  constructor(loaded: LoadedLog, at: number) {
    this.#at = at;
    this.#rooms = new Map(loaded.rooms.map((row) => [row.id, toRoom(row)]));
    this.#users = new Map(loaded.users.map((row) => [row.id, toPoster(row)]));
    this.#bans = loaded.bans;
    this.#erasures = new Set(loaded.erasures);
    for (const { room, user, manager } of loaded.members) {
      const found = this.#rooms.get(room);
      if (found && !found.isOpen) found.managerOf.set(user, manager);
    }
    for (const { room, ...row } of loaded.messages) {
      keep(this.#rooms.get(room)!, { message: toMessage(row), state: "read" });
    }
  }

  /** The answer to one change. A refused change leaves no trace. */
  apply(change: Change): Appended {
    const room = this.#rooms.get(change.room);
    if (room === undefined) return refused(roomNotFound(change.room));
    if (change.kind === "delete" && change.erasure) return this.#erase(room, change);
    if (!mayRead(change.user, room)) return refused(roomNotFound(change.room));
    switch (change.kind) {
      case "post":
        return this.#post(room, change);
      case "edit":
        return this.#edit(room, change);
      case "delete":
        return this.#delete(room, change);
    }
  }

  /** What is to be written; null when nothing is. */
  get writes(): LogWrites | null {
    const rooms = [...this.#rooms.values()].filter(({ isChanged }) => isChanged);
    const users = [...this.#users.values()];
    if (rooms.length === 0 && !users.some(({ isRenamed }) => isRenamed)) return null;
    const messages = (state: Entry["state"]) =>
      rooms.flatMap(({ key, bySeq }) =>
        [...bySeq.values()].filter((entry) => entry.state === state)
          .map(({ message }) => ({ room: key, message }))
      );
    return {
      rooms,
      posted: messages("posted"),
      changed: messages("changed"),
      newUsers: users.filter(({ isNew }) => isNew),
      renamedUsers: users.filter(({ isRenamed, isNew }) => isRenamed && !isNew),
      counts: users.filter(({ posted }) => posted > 0)
        .map(({ id, posted }) => ({ user: id, posted })),
      erased: this.#erased,
      audit: this.#audit,
    };
  }

  #post(room: Room, change: Post): Appended {
    const { user, id } = change;
    const first = room.byClientId.get(`${id} ${user.id}`);
    const actor = this.#actor(user);
    const error = actor.keptOut ?? (room.isOpen ? null : refusePost(actor, room));
    if (error) return first ? repeated(first.message) : refused(error);
    const missing = refuseReply(room, change.content);
    if (missing) return refused(missing);
    const poster = this.#poster(user);
    if (first) return repeated(first.message);
    const seq = nextVersion(room);
    const message: Message = {
      seq,
      version: seq,
      id,
      user: publicUser(poster),
      at: this.#at,
      ...wellFormed(change.content),
    };
    keep(room, { message, state: "posted" });
    room.posted++;
    poster.posted++;
    return written(message);
  }

  #edit(room: Room, change: Edit): Appended {
    const entry = room.bySeq.get(change.seq);
    const actor = this.#actor(change.user);
    const decided = decideEdit(change, entry?.message ?? null, { room, actor });
    if ("refusal" in decided) return refused(decided.refusal);
    if ("done" in decided) return repeated(decided.done);
    const missing = refuseReply(room, change.content);
    if (missing) return refused(missing);
    const version = nextVersion(room);
    return written(
      replace(entry!, {
        ...entry!.message,
        ...decided.content,
        version,
        editedAt: this.#at,
      }),
    );
  }

  #delete(room: Room, change: Delete): Appended {
    const entry = room.bySeq.get(change.seq);
    const actor = this.#actor(change.user);
    const decided = decideDelete(change, entry?.message ?? null, { room, actor });
    if ("refusal" in decided) return refused(decided.refusal);
    if ("done" in decided) return repeated(decided.done);
    if (decided.byRole) {
      this.#audit.push({
        at: this.#at,
        actor: actor.id,
        action: "message.delete",
        target: room.id,
        details: { seq: change.seq },
      });
    }
    return this.#tombstone(room, entry!);
  }

  #erase(room: Room, { seq }: Delete): Appended {
    const entry = room.bySeq.get(seq);
    const what = `Cannot delete ${seq} in "${room.id}"`;
    if (!entry) return fail("message_not_found", `${what}: no such message`);
    if (entry.message.deletedAt !== undefined) return repeated(entry.message);
    const author = entry.message.user.id;
    if (!this.#erasures.has(author)) {
      return fail("forbidden", `${what}: no erasure is pending of what its author wrote`);
    }
    this.#erased.set(author, (this.#erased.get(author) ?? 0) + 1);
    return this.#tombstone(room, entry);
  }

  #tombstone(room: Room, entry: Entry): Appended {
    const { seq, id, user, at, editedAt } = entry.message;
    const version = nextVersion(room);
    const edited = editedAt === undefined ? {} : { editedAt };
    const left = { ...edited, deletedAt: this.#at, ...tombstoneOf(entry.message) };
    return written(replace(entry, { seq, version, id, user, at, ...left }));
  }

  /** Who somebody is by their row; a guest when there is none. */
  #actor({ id, name }: User): Actor {
    const row = this.#users.get(id);
    const keptOut = this.#bans.refuse(id, row?.deactivated ?? false, this.#at);
    return { id, name, role: row?.actingRole ?? "guest", keptOut };
  }

  /** The user's row, made if need be. A guest goes by the name given; an account keeps the name it has claimed,
   *  whatever a post from before it was renamed says. */
  #poster({ id, name }: User): Poster {
    let poster = this.#users.get(id);
    if (poster === undefined) {
      poster = { ...toPoster({ id, name, ...NEW_GUEST }), isNew: true };
      this.#users.set(id, poster);
    }
    if (poster.name !== name && !poster.claimed) {
      poster.name = name;
      poster.isRenamed = true;
      this.#rename(publicUser(poster));
    }
    return poster;
  }

  /** What they wrote shows their new name, too. */
  #rename(user: User): void {
    for (const { bySeq } of this.#rooms.values()) {
      for (const entry of bySeq.values()) {
        if (entry.message.user.id === user.id) entry.message = { ...entry.message, user };
      }
    }
  }
}

const NEW_GUEST = {
  claimed: false,
  role: "guest",
  actingRole: "guest",
  deactivated: false,
} as const;

function toRoom(row: RoomRow): Room {
  return {
    ...row,
    isOpen: isOpen(row),
    posted: 0,
    isChanged: false,
    managerOf: new Map(),
    bySeq: new Map(),
    byClientId: new Map(),
  };
}

function toPoster(row: UserRow): Poster {
  return { ...row, isNew: false, isRenamed: false, posted: 0 };
}

function keep(room: Room, entry: Entry): void {
  const { seq, id, user } = entry.message;
  const known = room.bySeq.get(seq);
  // One that is both answered and posted again is read twice.
  if (known) return;
  room.bySeq.set(seq, entry);
  room.byClientId.set(`${id} ${user.id}`, entry);
}

function replace(entry: Entry, message: Message): Message {
  entry.message = message;
  if (entry.state === "read") entry.state = "changed";
  return message;
}

function nextVersion(room: Room): number {
  room.isChanged = true;
  return ++room.version;
}

function refuseReply(room: Room, { replyTo }: Content): WireError | null {
  if (replyTo === undefined || room.bySeq.has(replyTo)) return null;
  const what = `Cannot reply to ${replyTo} in "${room.id}"`;
  return wireError("message_not_found", `${what}: no such message`);
}

function written(message: Message): Appended {
  return { ok: true, message, repeated: false };
}

function repeated(message: Message): Appended {
  return { ok: true, message, repeated: true };
}

function refused(error: WireError): Appended {
  return { ok: false, error };
}

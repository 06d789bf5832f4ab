import type { Appended, Change } from "../../hub/ports/store.ts";
import type { Content } from "../../protocol/content.ts";
import {
  type Message,
  publicUser,
  type Role,
  type RoomInfo,
  type User,
} from "../../protocol/entities.ts";
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
import type { LogStatements } from "./log_statements.ts";
import { type MessageRow, restOf, toMessage } from "./message_row.ts";

type Post = Extract<Change, { kind: "post" }>;

/** A room's row, ahead of the table until `finish`. */
interface Room extends Rules {
  id: string;
  key: number;
  version: number;
  savedVersion: number;
  /** How many messages were posted in it since. */
  posted: number;
  /** Whether everybody may read it and post to it, so that nothing needs to be known of them. */
  isOpen: boolean;
}

interface RoomRow {
  key: number;
  version: number;
  isOpen: number;
}

/** What decides who may read a room and post to it. */
interface Rules extends Omit<Guarded, "id"> {
  /** Of those who were asked for. */
  managerOf: Map<string, boolean>;
}

type RulesRow = Pick<RoomInfo, "kind" | "posting"> & { archived: number };

const OPEN: Rules = {
  kind: "public",
  archived: false,
  posting: "everyone",
  managerOf: new Map(),
};

/** A user's row, and how many messages of theirs are not in the count yet. */
interface Poster {
  key: number;
  name: string;
  role: Role;
  /** 1 for an account, whose name is claimed; 0 for a guest. */
  claimed: number;
  /** 1 or 0. */
  deactivated: number;
  uncounted: number;
}

/** Changes that follow each other in one transaction. Lives no longer than it: rooms and users are remembered
 *  only while nobody else can change them, and forgotten with a rollback. `at` stamps every change. */
export class LogBatch {
  #statements: LogStatements;
  #at: number;
  #bans: UserBans;
  #rooms = new Map<string, Room>();
  #posters = new Map<string, Poster>();
  #renamed = false;

  constructor(statements: LogStatements, { at, bans }: { at: number; bans: UserBans }) {
    this.#statements = statements;
    this.#at = at;
    this.#bans = bans;
  }

  /** Whether any user has another name since. */
  get renamed(): boolean {
    return this.#renamed;
  }

  /** One answer for each change, in order. A refused change leaves no trace. */
  append(changes: Change[]): Appended[] {
    return changes.map((change) => this.#apply(change));
  }

  /** Writes the rooms' new versions and the users' counts; once, before the commit or before anything else
   *  looks at them. The batch ends with it. One of the rooms with its version; null when none has another one. */
  finish(): { room: string; version: number } | null {
    let changed: { room: string; version: number } | null = null;
    for (const { key, id: room, version, savedVersion, posted } of this.#rooms.values()) {
      if (version === savedVersion) continue;
      this.#statements.saveVersion.run(version, posted, key);
      changed = { room, version };
    }
    for (const { key, uncounted } of this.#posters.values()) {
      if (uncounted > 0) this.#statements.countMessages.run(key, uncounted);
    }
    return changed;
  }

  #apply(change: Change): Appended {
    const room = this.#room(change.room);
    if (room === undefined) return refused(roomNotFound(change.room));
    if (change.kind === "delete" && change.erasure) return this.#erase(room, change);
    if (!room.isOpen) this.#learnMember(room, change.user);
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

  #post(room: Room, change: Post): Appended {
    const { user, id } = change;
    const known = this.#findPoster(user.id);
    const error = this.#bans.refuse(user.id, known?.deactivated === 1, this.#at) ??
      (room.isOpen ? null : refusePost(this.#actor(user), room));
    if (error) return this.#repeatedPost(room, change) ?? refused(error);
    const missing = this.#refuseReply(room, change.content);
    if (missing) return refused(missing);
    const content = wellFormed(change.content);
    const poster = this.#named(known ?? this.#addPoster(user), user.name);
    const seq = room.version + 1;
    const at = this.#at;
    const values = [room.key, seq, seq, poster.key, id, content.text, restOf(content), at];
    if (this.#statements.post.run(...values).changes === 0) {
      return this.#repeatedPost(room, change)!;
    }
    room.version = seq;
    room.posted++;
    poster.uncounted++;
    return written({
      seq,
      version: seq,
      id,
      user: publicUser({ id: user.id, name: poster.name, role: poster.role }),
      at,
      ...content,
    });
  }

  #edit(room: Room, change: Edit): Appended {
    const message = this.#find(room, change.seq);
    const actor = this.#actor(change.user);
    const decided = decideEdit(change, message, { room, actor });
    if ("refusal" in decided) return refused(decided.refusal);
    if ("done" in decided) return repeated(decided.done);
    const missing = this.#refuseReply(room, change.content);
    if (missing) return refused(missing);
    const { content } = decided;
    const version = room.version + 1;
    const { text } = content;
    this.#statements.edit.run(text, restOf(content), version, this.#at, room.key, change.seq);
    room.version = version;
    return written({ ...message!, ...content, version, editedAt: this.#at });
  }

  #delete(room: Room, change: Delete): Appended {
    const message = this.#find(room, change.seq);
    const actor = this.#actor(change.user);
    const decided = decideDelete(change, message, { room, actor });
    if ("refusal" in decided) return refused(decided.refusal);
    if ("done" in decided) return repeated(decided.done);
    if (decided.byRole) {
      this.#statements.addAudit({
        at: this.#at,
        actor: actor.id,
        action: "message.delete",
        target: room.id,
        details: { seq: change.seq },
      });
    }
    return this.#tombstone(room, message!);
  }

  #erase(room: Room, { seq }: Delete): Appended {
    const message = this.#find(room, seq);
    const what = `Cannot delete ${seq} in "${room.id}"`;
    if (message === null) return fail("message_not_found", `${what}: no such message`);
    if (message.deletedAt !== undefined) return repeated(message);
    if (this.#statements.countRemoved.run(message.user.id).changes === 0) {
      return fail("forbidden", `${what}: no erasure is pending of what its author wrote`);
    }
    return this.#tombstone(room, message);
  }

  #tombstone(room: Room, message: Message): Appended {
    const version = room.version + 1;
    const left = tombstoneOf(message);
    const { seq } = message;
    this.#statements.delete.run(left.text, restOf(left), version, this.#at, room.key, seq);
    room.version = version;
    return written(this.#find(room, seq)!);
  }

  #repeatedPost(room: Room, { user, id }: Post): Appended | null {
    const row = this.#statements.findByClientId.get(room.key, id, user.id);
    return row ? repeated(toMessage(row as unknown as MessageRow)) : null;
  }

  #refuseReply(room: Room, { replyTo }: Content): WireError | null {
    if (replyTo === undefined || this.#find(room, replyTo) !== null) return null;
    const what = `Cannot reply to ${replyTo} in "${room.id}"`;
    return wireError("message_not_found", `${what}: no such message`);
  }

  #room(id: string): Room | undefined {
    const known = this.#rooms.get(id);
    if (known !== undefined) return known;
    const row = this.#statements.findRoom.get(id) as RoomRow | undefined;
    if (row === undefined) return undefined;
    const { key, version } = row;
    const isOpen = row.isOpen === 1;
    const rules = isOpen ? OPEN : this.#rules(key);
    const room: Room = { id, key, version, savedVersion: version, posted: 0, isOpen, ...rules };
    this.#rooms.set(id, room);
    return room;
  }

  #rules(key: number): Rules {
    const row = this.#statements.findRules.get(key) as unknown as RulesRow;
    const { kind, archived, posting } = row;
    return { kind, posting, archived: archived === 1, managerOf: new Map() };
  }

  /** Sees to it that the room knows whether somebody is in it. */
  #learnMember(room: Room, { id }: User): void {
    if (room.managerOf.has(id)) return;
    const member = this.#statements.findMember.get(room.key, id);
    if (member !== undefined) room.managerOf.set(id, member.manager === 1);
  }

  /** Who somebody is by their row; a guest when there is none. */
  #actor({ id, name }: User): Actor {
    const found = this.#statements.findRole.get(id) as
      | { role: Role; deactivated: number }
      | undefined;
    const keptOut = this.#bans.refuse(id, found?.deactivated === 1, this.#at);
    return { id, name, role: found?.role ?? "guest", keptOut };
  }

  #findPoster(id: string): Poster | undefined {
    let poster = this.#posters.get(id);
    if (poster === undefined) {
      poster = this.#statements.findUser.get(id) as Poster | undefined;
      if (poster === undefined) return undefined;
      poster.uncounted = 0;
      this.#posters.set(id, poster);
    }
    return poster;
  }

  /** A guest goes by the name given; an account keeps the name it has claimed, whatever a post from before it was
   *  renamed says. */
  #named(poster: Poster, name: string): Poster {
    if (poster.name !== name && poster.claimed === 0) {
      this.#statements.renameUser.run(name, poster.key);
      poster.name = name;
      this.#renamed = true;
    }
    return poster;
  }

  #addPoster({ id, name }: User): Poster {
    const key = Number(this.#statements.addUser.run(id, name, this.#at).lastInsertRowid);
    const poster: Poster = { key, name, role: "guest", claimed: 0, deactivated: 0, uncounted: 0 };
    this.#posters.set(id, poster);
    return poster;
  }

  #find(room: Room, seq: number): Message | null {
    const row = this.#statements.findBySeq.get(room.key, seq) as MessageRow | undefined;
    return row ? toMessage(row) : null;
  }
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

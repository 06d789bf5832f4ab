import type { Account, Message, RoomInfo, RoomMember, User } from "../../../protocol/entities.ts";
import { fail } from "../../../protocol/errors.ts";
import { PROTOCOL, type ServerEvent } from "../../../protocol/events.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../protocol/limits.ts";
import type { ClientRequest } from "../../../protocol/requests.ts";
import { LogModel } from "./log_model.ts";

/** One client's connection as the server sees it. */
export interface Peer {
  user: Account;
  /** Rooms joined. */
  readonly rooms: Set<string>;
  say(...events: ServerEvent[]): void;
}

/** A server of confab.v1 that does what it is told, to test the client against: no storage, no limits, and
 *  faults at the test's wish. */
export class ChatServer {
  readonly logs = new Map<string, LogModel>();
  /** What sets a room apart from a public one in which everybody may write. */
  readonly settings = new Map<string, Partial<RoomInfo>>();
  /** Of each room that has any. */
  readonly members = new Map<string, RoomMember[]>();
  /** Who `user.find` finds. */
  accounts: User[] = [];
  readonly peers = new Set<Peer>();
  /** Every request, in order of arrival. */
  readonly requests: ClientRequest[] = [];
  limits: Limits = { ...DEFAULT_LIMITS, messagesPerSecond: 0 };
  /** Messages that fit into a page, however many are asked for. */
  pageMessages = Infinity;
  /** What happens to a request instead of its being done: "lose" it, do it but "mute" the reply, or give this
   *  reply; null lets it pass. */
  fault: (request: ClientRequest) => "lose" | "mute" | ServerEvent | null = () => null;

  constructor(...rooms: string[]) {
    for (const room of rooms) this.logs.set(room, new LogModel());
  }

  log(room = "general"): LogModel {
    return this.logs.get(room)!;
  }

  info(room = "general"): RoomInfo {
    const title = room[0]!.toUpperCase() + room.slice(1);
    const online = this.users(room).length;
    const { version, lastSeq } = this.log(room);
    return {
      id: room,
      title,
      topic: "",
      version,
      lastSeq,
      online,
      kind: "public",
      archived: false,
      posting: "everyone",
      ...this.settings.get(room),
    };
  }

  users(room: string): User[] {
    const here = [...this.peers].filter((peer) => peer.rooms.has(room));
    return [...new Map(here.map((peer) => [peer.user.id, peer.user])).values()];
  }

  attach(user: Account, say: (...events: ServerEvent[]) => void): Peer {
    const peer = { user, say, rooms: new Set<string>() };
    this.peers.add(peer);
    say({ type: "welcome", protocol: PROTOCOL, user, limits: this.limits });
    return peer;
  }

  /** Somebody posts. */
  post(user: User, room = "general", fields: Partial<Message> = {}): Message {
    const message = this.log(room).post(user, fields);
    this.publish(room, message);
    return message;
  }

  publish(room: string, message: Message): void {
    this.tell(room, { type: "message", room, version: message.version, message });
  }

  /** Everybody learns how a room is now. */
  change(room: string, settings: Partial<RoomInfo>): void {
    this.settings.set(room, { ...this.settings.get(room), ...settings });
    for (const peer of this.peers) peer.say({ type: "room", room: this.info(room) });
  }

  /** Nobody can see a room any more. */
  hide(room: string): void {
    this.logs.delete(room);
    for (const peer of this.peers) {
      peer.rooms.delete(room);
      peer.say({ type: "room.gone", room });
    }
  }

  tell(room: string, event: ServerEvent): void {
    for (const peer of this.peers) if (peer.rooms.has(room)) peer.say(event);
  }

  receive(peer: Peer, frame: string): void {
    for (const line of frame.split("\n")) {
      const request = JSON.parse(line) as ClientRequest;
      this.requests.push(request);
      const fault = this.fault(request);
      if (fault === "lose") continue;
      const reply = typeof fault === "object" && fault ? fault : this.#answer(peer, request);
      if (fault !== "mute" && request.ref) peer.say({ ...reply, ref: request.ref } as ServerEvent);
      this.#afterReply();
    }
  }

  /** Requests of one type, in order of arrival. */
  received<Type extends ClientRequest["type"]>(type: Type) {
    return this.requests.filter((one): one is Extract<ClientRequest, { type: Type }> =>
      one.type === type
    );
  }

  /** A message is told after its sender has the reply. */
  #unpublished: { room: string; message: Message }[] = [];
  #afterReply(): void {
    for (const { room, message } of this.#unpublished.splice(0)) this.publish(room, message);
  }

  #answer(peer: Peer, request: ClientRequest): object {
    if (request.type === "room.list") {
      return done({ rooms: [...this.logs.keys()].map((room) => this.info(room)) });
    }
    if (request.type === "room.create") {
      if (this.logs.has(request.id)) return refuse("room_exists");
      const id = request.private ? `${request.id}-7f3a` : request.id;
      this.logs.set(id, new LogModel());
      if (request.private) this.settings.set(id, { kind: "private" });
      return done({ room: this.info(id) });
    }
    if (request.type === "auth") return refuse("already_authenticated");
    if (request.type === "user.find") return done({ users: this.accounts });
    if (request.type === "direct.open") return done({ room: this.#direct(peer, request.users) });
    const log = this.logs.get(request.room);
    if (!log) return refuse("room_not_found");
    switch (request.type) {
      case "room.join": {
        peer.rooms.add(request.room);
        const { room, after } = request;
        const page = after === undefined
          ? log.snapshot(this.#fitting(50))
          : this.#since(after, request);
        return done({ ...page, room: this.info(room), users: this.users(room) });
      }
      case "room.leave":
        peer.rooms.delete(request.room);
        return done({});
      case "message.send":
        return done(this.#send(peer.user, request));
      case "message.edit":
      case "message.delete":
        return this.#change(peer.user, request);
      case "room.update": {
        const { type: _type, ref: _ref, room, ...changes } = request;
        this.change(room, changes);
        return done({ room: this.info(room) });
      }
      case "room.members":
        return done({ members: this.members.get(request.room) ?? [] });
      case "room.remove":
        this.hide(request.room);
        return done({});
      case "history.page":
        return done(log.page(request, this.#fitting(request.limit)));
      case "history.changes":
        return done(this.#since(request.after, request));
      default:
        return done({});
    }
  }

  /** What changed after a version, or with `reset` the newest page when there never was such a version. */
  #since(after: number, { room, limit }: { room: string; limit?: number }): object {
    const log = this.log(room);
    const most = this.#fitting(limit);
    return after > log.version ? { ...log.snapshot(most), reset: true } : log.changes(after, most);
  }

  #change(
    { id }: User,
    request: Extract<ClientRequest, { type: "message.edit" | "message.delete" }>,
  ): object {
    const { room, seq } = request;
    const index = this.log(room).messages.findIndex((one) => one.seq === seq);
    const known = this.log(room).messages[index];
    if (!known || (known.deletedAt !== undefined && request.type === "message.edit")) {
      return refuse("message_not_found");
    }
    if (known.user.id !== id) return refuse("not_yours");
    const isRepeated = request.type === "message.edit"
      ? known.text === request.text
      : known.deletedAt !== undefined;
    if (isRepeated) return done({ version: known.version });
    const message = request.type === "message.edit"
      ? this.log(room).edit(index, request.text)
      : this.log(room).remove(index);
    this.#unpublished.push({ room, message });
    return done({ version: message.version });
  }

  #direct({ user }: Peer, others: readonly string[]): RoomInfo {
    const id = `direct-${[...others, user.id].sort().join("-")}`;
    if (!this.logs.has(id)) this.logs.set(id, new LogModel());
    const members = [user, ...this.accounts.filter((one) => others.includes(one.id))];
    this.settings.set(id, { kind: "direct", title: "as it was made", members });
    return this.info(id);
  }

  #fitting(limit = 50): number {
    return Math.min(limit, this.pageMessages);
  }

  #send(user: User, request: Extract<ClientRequest, { type: "message.send" }>) {
    const { room, id, text } = request;
    const log = this.log(room);
    const known = log.messages.find((one) => one.id === id && one.user.id === user.id);
    const message = known ?? log.post(user, { id, text });
    if (!known) this.#unpublished.push({ room, message });
    return { seq: message.seq, version: message.version, at: message.at };
  }
}

/** A refusal with a code's own retryability. */
export function refuse(code: Parameters<typeof fail>[0], fields: object = {}): ServerEvent {
  const { error } = fail(code, code);
  return { type: "reply", ref: "", ok: false, error: { ...error, ...fields } };
}

function done(fields: object): object {
  return { type: "reply", ok: true, ...fields };
}

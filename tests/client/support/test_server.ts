import { StorageError, type Store } from "../../../hub/ports/store.ts";
import type { Account, Message, RoomMember } from "../../../protocol/entities.ts";
import type { Limits } from "../../../protocol/limits.ts";
import type { ClientRequest, RequestType } from "../../../protocol/requests.ts";
import { openHub, override } from "../../support/open_hub.ts";
import { Peer } from "../../support/peer.ts";
import { ANN, BOB, CY } from "./log_model.ts";
import type { Traffic } from "./memory_socket.ts";

/** Makes rooms, and manages them and the public ones. */
const OLGA: Account = { id: "u_olga", name: "Olga", role: "admin" };
/** Turns of the event loop without a move after which nothing moves any more: more than an event takes through the
 *  hub once its change is answered. */
const QUIET_TURNS = 6;
/** Messages that are posted at once. */
const POSTED_AT_ONCE = 200;
/** How finely time passes, in milliseconds. */
const STEP_MS = 50;

export interface ServerOptions {
  /** Public rooms besides "general", by their ids. */
  rooms?: string[];
  limits?: Partial<Limits>;
}

/** A hub over a real store of its own, so that one after another is as after a restore; with accounts for Ann, Bob, Cy and Olga, and a clock that it shares with the tabs. */
export class TestServer {
  /** Every request of a tab that reached the hub, in order of arrival. */
  readonly requests: ClientRequest[] = [];
  readonly traffic: Traffic = {
    requested: (request) => this.requests.push(request),
    underWay: 0,
    moves: 0,
  };
  /** Down, storage takes and gives nothing for a while, unreadable it gives nothing; broken it says that it never will. */
  storage: "up" | "down" | "unreadable" | "broken" = "up";
  readonly #open: Awaited<ReturnType<typeof openHub>>;
  readonly #peers = new Map<string, Peer>();

  private constructor(open: Awaited<ReturnType<typeof openHub>>) {
    this.#open = open;
  }

  static async open({ rooms = [], limits }: ServerOptions = {}): Promise<TestServer> {
    let server: TestServer | null = null;
    const storage = () => server?.storage ?? "up";
    const open = await openHub({ limits, wrap: (store) => breakable(store, storage) });
    server = new TestServer(open);
    for (const { name, role } of [ANN, BOB, CY, OLGA]) await open.account(name, role);
    for (const room of rooms) await server.makeRoom(room);
    return server;
  }

  get hub() {
    return this.#open.hub;
  }

  get clock() {
    return this.#open.clock;
  }

  /** Tells the hub what other parts of the server would. */
  get broker() {
    return this.#open.broker;
  }

  /** Somebody's other device. */
  as(user: Account): Peer {
    const known = this.#peers.get(user.id);
    if (known) return known;
    const peer = new Peer(this.hub, { account: user });
    this.#peers.set(user.id, peer);
    return peer;
  }

  /** Somebody closes their connection; `as` opens another. */
  go({ id }: Account): void {
    this.#peers.get(id)!.connection.closed(1000);
    this.#peers.delete(id);
  }

  /** Makes a room of which Olga is the manager; its id, which for a private one ends otherwise than it was asked for. */
  async makeRoom(id: string, options: { private?: boolean } = {}): Promise<string> {
    const title = id[0]!.toUpperCase() + id.slice(1);
    const reply = await this.as(OLGA).must({ type: "room.create", id, title, ...options });
    return reply.room!.id;
  }

  /** Somebody posts; the message as it stands. */
  async post(user: Account, text?: string, room = "general"): Promise<Message> {
    await this.postMany(user, 1, { room, text });
    return (await this.log(room)).at(-1)!;
  }

  /** Posts so many messages: "text 1", "text 2" and so on, by their place in the log. */
  async postMany(
    user: Account,
    count: number,
    { room = "general", text }: { room?: string; text?: string } = {},
  ): Promise<void> {
    for (let left = count; left > 0; left -= POSTED_AT_ONCE) {
      const from = this.version(room);
      const posts = Array.from({ length: Math.min(left, POSTED_AT_ONCE) }, (_, index) => {
        const seq = from + index + 1;
        const id = `${user.id}-${seq}`;
        return this.as(user).must({
          type: "message.send",
          room,
          id,
          text: text ?? `text ${seq}`,
        });
      });
      await Promise.all(posts);
    }
    await this.settle();
  }

  async edit(user: Account, seq: number, text: string, room = "general"): Promise<void> {
    await this.as(user).must({ type: "message.edit", room, seq, text });
    await this.settle();
  }

  async remove(user: Account, seq: number, room = "general"): Promise<void> {
    await this.as(user).must({ type: "message.delete", room, seq });
    await this.settle();
  }

  /** Olga changes a room. */
  async update(room: string, changes: object): Promise<void> {
    await this.as(OLGA).must({ type: "room.update", room, ...changes });
    await this.settle();
  }

  /** Olga lets somebody in. */
  async invite(room: string, user: Account, manager = false): Promise<void> {
    await this.as(OLGA).must({ type: "room.invite", room, user: user.id, manager });
    await this.settle();
  }

  /** Olga sends somebody out. */
  async sendOut(room: string, user: Account): Promise<void> {
    await this.as(OLGA).must({ type: "room.remove", room, user: user.id });
    await this.settle();
  }

  version(room = "general"): number {
    return this.hub.rooms.version(room);
  }

  /** All of a room's log. */
  async log(room = "general"): Promise<Message[]> {
    const messages: Message[] = [];
    for (let more = true; more;) {
      const after = messages.at(-1)?.seq ?? 0;
      const page = (await this.#open.store.page(room, { after }, 200))!;
      messages.push(...page.messages);
      more = page.more;
    }
    return messages;
  }

  async texts(room = "general"): Promise<string[]> {
    return (await this.log(room)).map((message) => message.text);
  }

  /** Whether any tab looks at a room. */
  isWatched(room: string): boolean {
    return this.hub.rooms.get(room)!.isWatched;
  }

  members(room: string): readonly RoomMember[] {
    return this.hub.rooms.find(room, OLGA)!.members;
  }

  /** Requests of one type from tabs, in order of arrival. */
  received<Type extends RequestType>(type: Type) {
    return this.requests.filter((one): one is Extract<ClientRequest, { type: Type }> =>
      one.type === type
    );
  }

  /** Lets everything run that can without time passing. */
  async settle(): Promise<void> {
    const { traffic } = this;
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      const before = traffic.moves;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = traffic.underWay > 0 || traffic.moves !== before ? 0 : quiet + 1;
    }
  }

  /** Lets time pass, and what it sets in motion run. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(STEP_MS, left));
      await this.settle();
    }
    // What the hub reads by itself, nobody asked for: it is there when this later read is.
    await this.#open.store.rooms();
    await this.settle();
  }

  async [Symbol.asyncDispose]() {
    await this.#open[Symbol.asyncDispose]();
  }
}

/** A store that fails as it is told. */
function breakable(store: Store, storage: () => TestServer["storage"]): Store {
  const check = (isRead: boolean) => {
    const state = storage();
    if (state === "up" || (state === "unreadable" && !isRead)) return;
    throw new StorageError(state, state !== "broken");
  };
  return override(store, {
    append: async (...args) => (check(false), await store.append(...args)),
    page: async (...args) => (check(true), await store.page(...args)),
    changes: async (...args) => (check(true), await store.changes(...args)),
    snapshot: async (...args) => (check(true), await store.snapshot(...args)),
  });
}

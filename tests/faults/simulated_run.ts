import type { Message } from "../../protocol/entities.ts";
import { type History, Recorder, type StoredRoom } from "./history.ts";

/** One step of a simulated run, by the index of a client and, for changes, of a message. */
export type Step =
  | { do: "post"; client: number; answer: "acked" | "lost" | "refused" }
  | { do: "edit" | "delete"; client: number; message: number; isAnswered: boolean }
  | { do: "reconnect" | "rejoin" | "lag" | "join anew"; client: number };

export interface Run {
  histories: History[];
  rooms: StoredRoom[];
}

const ROOM = "general";
const PAGE_SIZE = 3;

/** What correct clients and a correct server would have written down, without either: a log in memory, and
 *  clients that hear of each change at once, resend what was not answered and resume where they left off. */
export function simulate(clientCount: number, steps: Step[]): Run {
  const room = new SimulatedRoom();
  const clients = Array.from({ length: clientCount }, (_, i) => new SimulatedClient(`c${i}`, room));
  for (const client of clients) client.connect();
  for (const step of steps) {
    const client = clients[step.client % clientCount]!;
    switch (step.do) {
      case "post":
        client.post(step.answer);
        break;
      case "edit":
      case "delete":
        client.change(step.message, step.do === "delete", step.isAnswered);
        break;
      case "reconnect":
        client.reconnect();
        break;
      case "rejoin":
        client.join();
        break;
      case "join anew":
        client.forget();
        break;
      case "lag":
        client.lag();
    }
    for (const each of clients) each.listen();
  }
  for (const client of clients) client.finish();
  return { histories: clients.map((client) => client.history), rooms: [room.stored()] };
}

class SimulatedRoom {
  version = 0;
  readonly messages: Message[] = [];
  /** Every change so far, by version. */
  readonly changes: Message[] = [];

  post(client: string, id: string): Message {
    const known = this.messages.find((it) => it.id === id && it.user.name === client);
    if (known) return known;
    const seq = ++this.version;
    const user = { id: `u_${client}`, name: client };
    const message = { seq, version: seq, id, user, text: `text of ${id}`, at: 0 };
    this.messages.push(message);
    this.changes.push({ ...message });
    return message;
  }

  change(message: Message, text: string | null): void {
    message.version = ++this.version;
    message.text = text ?? "";
    if (text === null) message.deletedAt = 0;
    this.changes.push({ ...message });
  }

  stored(): StoredRoom {
    const messages = this.messages.map(({ seq, version, id, user, text, deletedAt }) => {
      return { seq, version, id, user: user.name, text, deleted: deletedAt !== undefined };
    });
    return { id: ROOM, version: this.version, messages };
  }
}

class SimulatedClient {
  readonly #recorder: Recorder;
  readonly #room: SimulatedRoom;
  readonly #name: string;
  #unacked: string[] = [];
  #heard = 0;
  #complete: number | null = null;
  #from = 0;
  #lastId = 0;

  constructor(name: string, room: SimulatedRoom) {
    let now = 0;
    this.#name = name;
    this.#room = room;
    this.#recorder = new Recorder(name, () => now++);
  }

  get history(): History {
    return this.#recorder.history;
  }

  connect(): void {
    this.#recorder.note({ kind: "opened" });
    const unacked = this.#unacked;
    this.#unacked = [];
    for (const id of unacked) this.#send(id, "acked");
    this.join();
  }

  reconnect(): void {
    this.#recorder.note({ kind: "closed", code: 1006 });
    this.connect();
  }

  forget(): void {
    this.#complete = null;
    this.reconnect();
  }

  post(answer: "acked" | "lost" | "refused"): void {
    // The order of a client's posts is promised on one connection; what has no answer blocks the rest.
    if (this.#unacked.length > 0) this.reconnect();
    this.#send(`m${++this.#lastId}`, answer);
  }

  #send(id: string, answer: "acked" | "lost" | "refused"): void {
    this.#recorder.note({ kind: "sent", room: ROOM, id, text: `text of ${id}` });
    if (answer === "refused") {
      this.#recorder.note({ kind: "refused", room: ROOM, id, code: "storage_unavailable" });
      return;
    }
    const { seq } = this.#room.post(this.#name, id);
    if (answer === "acked") this.#recorder.note({ kind: "acked", room: ROOM, id, seq });
    else this.#unacked.push(id);
  }

  change(index: number, isDeletion: boolean, isAnswered: boolean): void {
    const own = this.#room.messages.filter(({ user, deletedAt }) =>
      user.name === this.#name && deletedAt === undefined
    );
    if (own.length === 0) return;
    const message = own[index % own.length]!;
    const { seq } = message;
    const text = isDeletion ? null : `edit ${this.#room.version} of ${seq}`;
    this.#recorder.note({ kind: "changing", room: ROOM, seq, text });
    this.#room.change(message, text);
    const { version } = message;
    if (isAnswered) this.#recorder.note({ kind: "changed", room: ROOM, seq, text, version });
  }

  join(): void {
    this.listen();
    const after = this.#complete;
    const { version, messages } = this.#room;
    const changed = messages.filter((it) => it.version > (after ?? 0)).map((it) => ({ ...it }));
    const page = after === null
      ? { more: changed.length > PAGE_SIZE, messages: changed.slice(-PAGE_SIZE) }
      : { more: false, messages: changed.sort((a, b) => a.version - b.version) };
    if (after === null) this.#from = page.more ? page.messages[0]!.seq : 0;
    this.#recorder.note({ kind: "joined", room: ROOM, after, version, ...page });
    this.#heard = this.#complete = version;
  }

  /** Some events are left out, and asked for again. */
  lag(): void {
    const after = this.#complete!;
    const { version } = this.#room;
    this.#recorder.note({ kind: "lagged", room: ROOM, version });
    const messages = this.#room.messages.filter((it) => it.version > after).map((it) => ({
      ...it,
    }));
    messages.sort((a, b) => a.version - b.version);
    this.#recorder.note({ kind: "caught up", room: ROOM, after, version, more: false, messages });
    this.#heard = this.#complete = version;
  }

  listen(): void {
    for (const message of this.#room.changes.slice(this.#heard)) {
      const { version } = message;
      this.#recorder.note({ kind: "event", room: ROOM, version, message: { ...message } });
    }
    this.#heard = this.#complete = this.#room.version;
  }

  finish(): void {
    if (this.#unacked.length > 0) this.reconnect();
    const { version, messages: all } = this.#room;
    const messages = all.filter(({ seq }) => seq >= this.#from).map((it) => ({ ...it }));
    this.#recorder.note({ kind: "log", room: ROOM, version, from: this.#from, messages });
  }
}

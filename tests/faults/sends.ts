import type { Entry, History } from "./history.ts";

/** One post as its sender knows it, over all its attempts. */
export interface Post {
  client: string;
  room: string;
  id: string;
  text: string;
  firstSentMs: number;
  /** How often it was written to a socket. */
  attempts: number;
  /** Seqs it was acknowledged with, oldest first. */
  acks: { seq: number; atMs: number }[];
  refused: boolean;
}

/** An edit, or with `text` null a deletion, that was acknowledged. */
export interface Changed {
  client: string;
  room: string;
  seq: number;
  text: string | null;
  version: number;
  atMs: number;
}

/** Everything that all clients of a run asked for. */
export class Sends {
  /** In the order in which each client first sent them. */
  readonly posts: Post[] = [];
  readonly changed: Changed[] = [];
  /** Acknowledgements of what the client had not sent. */
  readonly strayAcks: { client: string; room: string; id: string; atMs: number }[] = [];
  readonly #byId = new Map<string, Post>();
  readonly #texts = new Map<string, Set<string | null>>();
  readonly #changesOfRoom = new Map<string, number>();

  constructor(histories: History[]) {
    for (const { client, entries } of histories) {
      for (const entry of entries) this.#take(client, entry);
    }
  }

  find(room: string, client: string, id: string): Post | undefined {
    return this.#byId.get(`${room} ${client} ${id}`);
  }

  /** Whether a message may read so: as it was posted, or as its owner wanted to change it.
   *  @param text null for a tombstone */
  mayRead(post: Post, seq: number, text: string | null): boolean {
    if (text === post.text) return true;
    return this.#texts.get(`${post.room} ${post.client} ${seq}`)?.has(text) ?? false;
  }

  /** How many edits and deletions were asked for in a room, each attempt counted. */
  changesAskedFor(room: string): number {
    return this.#changesOfRoom.get(room) ?? 0;
  }

  #take(client: string, entry: Entry): void {
    switch (entry.kind) {
      case "sent":
        return this.#sent(client, entry);
      case "acked":
        return this.#acked(client, entry);
      case "refused": {
        const post = this.find(entry.room, client, entry.id);
        if (post) post.refused = true;
        return;
      }
      case "changing": {
        const key = `${entry.room} ${client} ${entry.seq}`;
        const texts = this.#texts.get(key);
        if (texts) texts.add(entry.text);
        else this.#texts.set(key, new Set([entry.text]));
        this.#changesOfRoom.set(entry.room, this.changesAskedFor(entry.room) + 1);
        return;
      }
      case "changed": {
        const { room, seq, text, version, atMs } = entry;
        this.changed.push({ client, room, seq, text, version, atMs });
      }
    }
  }

  #acked(client: string, { room, id, seq, atMs }: Extract<Entry, { kind: "acked" }>): void {
    const post = this.find(room, client, id);
    if (post) post.acks.push({ seq, atMs });
    else this.strayAcks.push({ client, room, id, atMs });
  }

  #sent(client: string, { room, id, text, atMs }: Extract<Entry, { kind: "sent" }>): void {
    const known = this.find(room, client, id);
    if (known) return void (known.attempts += 1);
    const post: Post = {
      client,
      room,
      id,
      text,
      firstSentMs: atMs,
      attempts: 1,
      acks: [],
      refused: false,
    };
    this.posts.push(post);
    this.#byId.set(`${room} ${client} ${id}`, post);
  }
}

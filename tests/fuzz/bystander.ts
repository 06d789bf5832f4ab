import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** What is said, whose every character must come through. */
const TEXTS = [
  "Good morning, a < b && c > d",
  'أهلا "כן" \u202eback\u202c\n\ttabbed\\',
  "👩‍👩‍👧‍👦 e\u0301 \u2028 \ufeff ﷺ",
];

const ROOM_FIELDS = "archived id isIn kind lastSeq online people posting posts title topic version"
  .split(" ");

/** Somebody who talks in a private room while the server is attacked, on one socket, and listens on another. All
 *  they are told must be exactly what is so, down to which fields there are. */
export class Bystander {
  /** Known to nobody outside the room. */
  readonly secret: string;
  readonly room: string;
  readonly #url: string;
  readonly #cookie: string;
  readonly #speaker: SocketPeer;
  readonly #listener: SocketPeer;
  #said = 0;

  private constructor(
    { secret, room, url, cookie }: { secret: string; room: string; url: string; cookie: string },
    [speaker, listener]: [SocketPeer, SocketPeer],
  ) {
    this.secret = secret;
    this.room = room;
    this.#url = url;
    this.#cookie = cookie;
    this.#speaker = speaker;
    this.#listener = listener;
  }

  /** Opens a private room as the one whose session it is. */
  static async comeIn(url: string, cookie: string): Promise<Bystander> {
    const secret = `secret-${crypto.randomUUID()}`;
    const speaker = await SocketPeer.connect(url, { headers: { cookie } });
    const { room } = await speaker.must({
      type: "room.create",
      id: "bystanders",
      title: secret,
      private: true,
    });
    await speaker.must({ type: "room.update", room: room!.id, topic: secret });
    const listener = await SocketPeer.connect(url, { headers: { cookie } });
    await listener.join(room!.id);
    return new Bystander({ secret, room: room!.id, url, cookie }, [speaker, listener]);
  }

  /** Sockets that are open. */
  get sockets(): number {
    return 2;
  }

  /** Says something, and looks at everything that comes of it.
   *  @throws when anything is not exactly as it should be, or does not come at all */
  async talk(): Promise<void> {
    for (const text of TEXTS) await this.#say(`${text} ${this.secret}`);
    await this.#readBack();
    await this.#look();
  }

  async close(): Promise<void> {
    await Promise.all([this.#speaker.close(), this.#listener.close()]);
  }

  async #say(text: string): Promise<void> {
    const seq = ++this.#said;
    const id = `said-${seq}`;
    const { ref: _, ...reply } = await this.#speaker.say(text, id, this.room);
    assertEquals(reply, { type: "reply", ok: true, seq, version: seq, at: reply.at });
    const heard = await this.#listener.inbox.next("message", ({ version }) => version >= seq);
    const message = { seq, version: seq, id, user: heard.message.user, text, at: reply.at! };
    assertEquals(heard, { type: "message", room: this.room, version: seq, message });
    assertEquals(Object.keys(heard.message.user), ["id", "name", "role"]);
    this.#listener.inbox.events.length = 0;
    this.#speaker.inbox.events.length = 0;
  }

  /** The newest page has as many messages as it has by default, each as it was said. */
  async #readBack(): Promise<void> {
    const page = await this.#speaker.must({ type: "history.page", room: this.room });
    assertEquals(Object.keys(page).sort(), ["messages", "more", "ok", "ref", "type"]);
    const count = Math.min(this.#said, DEFAULT_LIMITS.pageSize);
    const seqs = Array.from({ length: count }, (_, i) => this.#said - count + 1 + i);
    assertEquals(page.messages!.map(({ seq }) => seq), seqs);
    for (const { seq, text } of page.messages!) {
      assertEquals(text, `${TEXTS[(seq - 1) % TEXTS.length]} ${this.secret}`);
    }
  }

  /** A newcomer's welcome, the rooms and the room's people are as they always are. */
  async #look(): Promise<void> {
    const peer = await SocketPeer.connect(this.#url, { headers: { cookie: this.#cookie } });
    const [welcome] = peer.inbox.all("welcome");
    assertEquals(Object.keys(welcome!).sort(), ["epoch", "limits", "protocol", "type", "user"]);
    assertEquals(Object.keys(welcome!.user!).sort(), ["id", "name", "role"]);
    const { rooms } = await peer.must({ type: "room.list" });
    for (const room of rooms!) {
      const { read, ...info } = room;
      const fields = [...ROOM_FIELDS];
      if (room.kind === "direct") fields.push("members");
      if (room.lastSeq > 0) fields.push("lastAt");
      assertEquals(Object.keys(info).sort(), fields.sort());
      // They have marked nothing; what is in their own room they have written themselves.
      if (room.kind === "public") assertEquals(read, undefined);
      if (room.id === this.room) assertEquals([read?.seq, read?.unread], [0, 0]);
    }
    const { members } = await peer.must({ type: "room.members", room: this.room });
    assertEquals(members, [{ user: welcome!.user!, manager: true }]);
    await peer.close();
  }
}

import type { User } from "../../protocol/entities.ts";
import type { ServerEvent } from "../../protocol/events.ts";
import type { Connection, Heard } from "./connection.ts";
import { nextFrame } from "./frame.ts";
import type { Dialect } from "../ports/dialect.ts";

/** Connections that hear the same events, grouped by dialect: an event is encoded once for each dialect, and all who speak
 *  it share the string. */
export class Audience implements Heard {
  readonly #byDialect = new Map<Dialect, Set<Connection>>();

  get isEmpty(): boolean {
    return this.#byDialect.size === 0;
  }

  get size(): number {
    let size = 0;
    for (const speakers of this.#byDialect.values()) size += speakers.size;
    return size;
  }

  *connections(): Iterable<Connection> {
    for (const speakers of this.#byDialect.values()) yield* speakers;
  }

  has(connection: Connection): boolean {
    return this.#byDialect.get(connection.dialect)?.has(connection) ?? false;
  }

  add(connection: Connection): void {
    const speakers = this.#byDialect.get(connection.dialect);
    if (speakers) speakers.add(connection);
    else this.#byDialect.set(connection.dialect, new Set([connection]));
    if (!connection.audiences.includes(this)) {
      connection.audiences = connection.audiences.concat(this);
    }
  }

  /** Whether it was among them. */
  delete(connection: Connection): boolean {
    const speakers = this.#byDialect.get(connection.dialect);
    const wasThere = speakers?.delete(connection) ?? false;
    if (speakers?.size === 0) this.#byDialect.delete(connection.dialect);
    connection.audiences = connection.audiences.filter((audience) => audience !== this);
    return wasThere;
  }

  /** Gives everybody the events, in order.
   *  @param room where a peer that missed them can ask for them; null when nowhere
   *  @param people who is online in that room, by name
   *  @returns how many that makes: each event counts once for each who hears it */
  tell(events: ServerEvent[], room: string | null, people: () => readonly User[]): number {
    let heard = 0;
    for (const [dialect, speakers] of this.#byDialect) {
      const lines = events.flatMap((event) => dialect.encode(event, people));
      heard += lines.length * speakers.size;
      for (let start = 0; start < lines.length;) {
        const { frame, end } = nextFrame(lines, start, dialect.coalesces);
        start = end;
        const shared = { text: frame, room };
        for (const { sendQueue } of speakers) sendQueue.add(shared);
      }
    }
    return heard;
  }
}

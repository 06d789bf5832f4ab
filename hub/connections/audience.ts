import type { User } from "../../protocol/entities.ts";
import type { ServerEvent } from "../../protocol/events.ts";
import type { Connection, Heard } from "./connection.ts";
import { nextFrame } from "./frame.ts";
import type { Dialect } from "../ports/dialect.ts";

/** ConnectionRegistry that hear the same things, by dialect: what they hear is encoded once for each dialect, and
 *  the string is shared by all who speak it. */
export class Audience implements Heard {
  readonly #byDialect = new Map<Dialect, Set<Connection>>();

  get isEmpty(): boolean {
    return this.#byDialect.size === 0;
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

  /** Whether it was there. */
  delete(connection: Connection): boolean {
    const speakers = this.#byDialect.get(connection.dialect);
    const wasThere = speakers?.delete(connection) ?? false;
    if (speakers?.size === 0) this.#byDialect.delete(connection.dialect);
    connection.audiences = connection.audiences.filter((audience) => audience !== this);
    return wasThere;
  }

  /** Gives everybody the events, in order.
   *  @param room the room they can be asked for again from; null when they cannot
   *  @param people who is in that room, by name */
  tell(events: ServerEvent[], room: string | null, people: () => User[]): void {
    for (const [dialect, speakers] of this.#byDialect) {
      const lines = events.flatMap((event) => dialect.encode(event, people));
      for (let start = 0; start < lines.length;) {
        const { frame, end } = nextFrame(lines, start, dialect.coalesces);
        start = end;
        const shared = { text: frame, room };
        for (const { sendQueue } of speakers) sendQueue.add(shared);
      }
    }
  }
}

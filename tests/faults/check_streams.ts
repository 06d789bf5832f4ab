import type { Message } from "../../protocol/entities.ts";
import type { Finding, FindingKind } from "./findings.ts";
import type { Entry, History, Page, StoredMessage } from "./history.ts";
import type { Sends } from "./sends.ts";
import type { StoredLog } from "./stored_log.ts";

/** What every client may be compared with. */
export interface Truth {
  sends: Sends;
  logs: Map<string, StoredLog>;
  /** What was at one version of a room, as the first client saw it: "seq text". Filled while checking. */
  seen: Map<string, string>;
}

/** Everything one client was given: live events dense from where its join left off, pages complete, the
 *  log at the end equal to the database, and every message one that was sent and stored. */
export function checkStream({ client, entries }: History, truth: Truth): Finding[] {
  const check = new StreamCheck(client, truth);
  for (const entry of entries) check.take(entry);
  return check.findings;
}

/** Where one connection is in one room's live events. */
interface Cursor {
  /** The last version it was given. */
  version: number;
  /** The room's version when it joined. */
  joinedAt: number;
  live: Set<number>;
  /** Up to here the server said that it left events out. */
  laggedTo: number;
}

class StreamCheck {
  readonly findings: Finding[] = [];
  readonly #client: string;
  readonly #truth: Truth;
  readonly #cursors = new Map<string, Cursor>();

  constructor(client: string, truth: Truth) {
    this.#client = client;
    this.#truth = truth;
  }

  take(entry: Entry): void {
    switch (entry.kind) {
      case "opened":
      case "closed":
        return this.#cursors.clear();
      case "lagged": {
        const cursor = this.#cursors.get(entry.room);
        if (cursor) cursor.laggedTo = entry.version;
        return;
      }
      case "joined":
        return this.#joined(entry);
      case "caught up":
        return this.#page(entry);
      case "event":
        return this.#event(entry);
      case "log":
        return this.#log(entry);
    }
  }

  #joined(entry: Extract<Entry, { kind: "joined" }>): void {
    const before = this.#cursors.get(entry.room);
    if (before && entry.version < before.version) {
      this.#find(entry, "hole", `joined at ${entry.version} after events up to ${before.version}`);
    }
    const { room, version, after } = entry;
    if (after !== null && after > version) {
      this.#find(entry, "hole", `joined after ${after}, which ${version} is not, without a reset`);
    }
    this.#cursors.set(room, { version, joinedAt: version, live: new Set(), laggedTo: 0 });
    this.#page(entry);
  }

  #event(entry: Extract<Entry, { kind: "event" }>): void {
    const { room, version, after = version - 1, message } = entry;
    this.#sighting(entry, message);
    if (message.version !== version) {
      this.#find(entry, "diverged", `event ${version} carries version ${message.version}`);
    }
    const cursor = this.#cursors.get(room);
    if (!cursor) return this.#find(entry, "phantom", `event ${version} came before a join`);
    if (version <= cursor.version) {
      const wasGiven = cursor.live.has(version) || version <= cursor.joinedAt;
      this.#find(
        entry,
        wasGiven ? "doubled" : "reordered",
        `event ${version} came after ${cursor.version}`,
      );
    } else {
      const complete = Math.max(cursor.version, cursor.laggedTo);
      if (after > complete) {
        this.#find(entry, "hole", `event ${version} came right after ${cursor.version}`);
      } else {
        this.#overtaken(entry, { after: complete, version });
      }
      cursor.version = version;
    }
    cursor.live.add(version);
  }

  /** Between an event and the version it follows nothing is left out that was not changed again. */
  #overtaken(
    entry: Entry & { room: string },
    { after, version }: { after: number; version: number },
  ): void {
    const left = this.#truth.logs.get(entry.room)?.lastChangedIn(after, version - 1) ?? [];
    if (left.length === 0) return;
    this.#find(entry, "hole", `event ${version} after ${after} left out ${left[0]!.seq}`);
  }

  /** Complete, for all that has not changed again since (it then comes with its later version). */
  #page(entry: Entry & { room: string } & Page): void {
    const { room, after, version, more, messages } = entry;
    for (const message of messages) this.#sighting(entry, message);
    const log = this.#truth.logs.get(room);
    if (!log) return;
    const expected = after === null
      ? log.placedIn(more ? messages[0]?.seq ?? 1 : 1, version)
      : log.lastChangedIn(after, more ? messages.at(-1)?.version ?? 0 : version);
    const given = new Set(messages.map(({ seq }) => seq));
    const missing = expected.filter(({ seq }) => !given.has(seq));
    if (missing.length > 0) {
      const page = after === null ? "the newest page" : `the changes after ${after}`;
      const what = `${page} at ${version} lacked ${missing.length} (seq ${missing[0]!.seq}, …)`;
      this.#find(entry, "hole", what);
    }
  }

  #log(entry: Extract<Entry, { kind: "log" }>): void {
    const { room, version, from, messages } = entry;
    const log = this.#truth.logs.get(room);
    if (!log) return;
    if (version !== log.version) {
      this.#find(entry, "hole", `its log ends at ${version}, the database's at ${log.version}`);
    }
    const held = new Map(messages.map((message) => [message.seq, message]));
    for (const stored of log.messages) {
      if (stored.seq < from) continue;
      const message = held.get(stored.seq);
      if (!message) this.#find(entry, "hole", `its log lacks ${stored.seq}`);
      else if (message.version < stored.version) {
        this.#find(entry, "hole", `its log has an old version of ${stored.seq}`);
      }
    }
    for (const message of messages) this.#sighting(entry, message);
  }

  /** A message as this client was given it: sent by somebody, stored, and the same for everybody. */
  #sighting(entry: Entry & { room: string }, message: Message): void {
    const { sends, logs, seen } = this.#truth;
    const { seq, version, id, user } = message;
    const text = message.deletedAt === undefined ? message.text : null;
    const post = sends.find(entry.room, user.name, id);
    if (!post) return this.#find(entry, "phantom", `was given "${id}" at ${seq}; nobody sent it`);
    if (!sends.mayRead(post, seq, text)) {
      return this.#find(entry, "phantom", `was given a text at ${seq} that nobody wrote`);
    }
    const stored = logs.get(entry.room)?.at(seq);
    if (!stored || stored.version < version) {
      const what = `was given ${seq} at version ${version}, which was never stored`;
      return this.#find(entry, "phantom", what);
    }
    const key = `${entry.room} ${version}`;
    const content = `${seq} ${text ?? ""}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, content);
    const differs = (first !== undefined && first !== content) || isOther(stored, message, text);
    if (differs) this.#find(entry, "diverged", `was given something else at version ${version}`);
  }

  #find(entry: Entry & { room: string }, kind: FindingKind, what: string): void {
    const { atMs, room } = entry;
    this.findings.push({ kind, room, client: this.#client, atMs, what });
  }
}

function isOther(stored: StoredMessage, message: Message, text: string | null): boolean {
  if (stored.id !== message.id || stored.user !== message.user.name) return true;
  return stored.version === message.version && (stored.deleted ? null : stored.text) !== text;
}

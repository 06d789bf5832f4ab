import type { Finding } from "./findings.ts";
import type { History } from "./history.ts";
import type { Sends } from "./sends.ts";
import type { StoredLog } from "./stored_log.ts";

/** The database by itself: nothing in it that nobody sent, and no version left out or past the end. */
export function checkRooms(
  sends: Sends,
  histories: History[],
  logs: Map<string, StoredLog>,
): Finding[] {
  const told = toldVersions(sends, histories);
  return [...logs].flatMap(([room, log]) => [
    ...phantoms(room, log, sends),
    ...missingVersions(room, log, told.get(room) ?? new Set(), sends),
  ]);
}

function phantoms(room: string, log: StoredLog, sends: Sends): Finding[] {
  const findings: Finding[] = [];
  for (const { seq, user, id, text, deleted } of log.messages) {
    const post = sends.find(room, user, id);
    const atMs = post?.firstSentMs ?? null;
    if (!post) {
      const what = `the database has "${id}" of ${user} at ${seq}, which nobody sent`;
      findings.push({ kind: "phantom", room, client: null, atMs, what });
    } else if (!sends.mayRead(post, seq, deleted ? null : text)) {
      const what = `the database has a text at ${seq} that ${user} never wrote`;
      findings.push({ kind: "phantom", room, client: null, atMs, what });
    }
  }
  return findings;
}

/** A version is accounted for by a message that was posted or last changed with it, by an event or by an
 *  acknowledged change. What is left can only be changes that were changed again before anybody heard. */
function missingVersions(
  room: string,
  log: StoredLog,
  told: Set<number>,
  sends: Sends,
): Finding[] {
  const findings: Finding[] = [];
  const hole = (what: string) =>
    findings.push({ kind: "hole", room, client: null, atMs: null, what });
  const known = new Set(told);
  for (const { seq, version } of log.messages) {
    known.add(seq).add(version);
    if (version < seq || version > log.version) {
      hole(`the message at ${seq} has version ${version}, the room has ${log.version}`);
    }
  }
  const missing: number[] = [];
  for (let version = 1; version <= log.version; version++) {
    if (!known.has(version)) missing.push(version);
  }
  const acknowledged = sends.changed.filter((changed) => changed.room === room).length;
  if (missing.length > sends.changesAskedFor(room) - acknowledged) {
    hole(`no change had version ${missing.slice(0, 5).join(", ")} (${missing.length} in all)`);
  }
  return findings;
}

function toldVersions(sends: Sends, histories: History[]): Map<string, Set<number>> {
  const told = new Map<string, Set<number>>();
  const tell = (room: string, version: number) => {
    const versions = told.get(room);
    if (versions) versions.add(version);
    else told.set(room, new Set([version]));
  };
  for (const { room, version } of sends.changed) tell(room, version);
  for (const { entries } of histories) {
    for (const entry of entries) if (entry.kind === "event") tell(entry.room, entry.version);
  }
  return told;
}

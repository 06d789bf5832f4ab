import type { Finding } from "./findings.ts";
import type { Changed, Post, Sends } from "./sends.ts";
import type { StoredLog } from "./stored_log.ts";

/** What was acknowledged against what is stored: there, once, in the acknowledged place, and each
 *  sender's posts in the order in which it sent them. */
export function checkAcks(
  sends: Sends,
  logs: Map<string, StoredLog>,
  { losesRefusals }: { losesRefusals: boolean },
): Finding[] {
  const findings: Finding[] = [];
  const lastSeqs = new Map<string, { seq: number; id: string }>();
  for (const post of sends.posts) {
    const stored = logs.get(post.room)?.sentAs(post.client, post.id) ?? [];
    findings.push(...checkPost(post, stored.map(({ seq }) => seq)));
    // A refused post leaves its place to those behind it, and one that was given up may come any time.
    if (post.refused || post.acks.length === 0 || stored.length === 0) continue;
    if (losesRefusals && post.attempts > 1) continue;
    const { seq } = stored[0]!;
    const key = `${post.room} ${post.client}`;
    const last = lastSeqs.get(key);
    if (last && last.seq > seq) {
      const what =
        `"${post.id}" was sent after "${last.id}", but has seq ${seq} before ${last.seq}`;
      findings.push(about(post, "reordered", post.firstSentMs, what));
    }
    lastSeqs.set(key, { seq, id: post.id });
  }
  for (const stray of sends.strayAcks) {
    const what = `"${stray.id}" was acknowledged before it was sent`;
    findings.push(about(stray, "phantom", stray.atMs, what));
  }
  for (const changed of sends.changed) {
    const what = missingChange(changed, logs.get(changed.room));
    if (what !== null) findings.push(about(changed, "lost", changed.atMs, what));
  }
  return findings;
}

function checkPost(post: Post, storedSeqs: number[]): Finding[] {
  const findings: Finding[] = [];
  const { id, acks } = post;
  const first = acks[0];
  if (storedSeqs.length > 1) {
    const what = `"${id}" is in the database ${storedSeqs.length} times: ${storedSeqs.join(", ")}`;
    findings.push(about(post, "doubled", post.firstSentMs, what));
  }
  if (first && storedSeqs.length === 0) {
    const what = `"${id}" was acknowledged with seq ${first.seq} and is not in the database`;
    findings.push(about(post, "lost", first.atMs, what));
  }
  for (const { seq, atMs } of acks) {
    if (seq !== first!.seq) {
      const what = `"${id}" was acknowledged with seq ${first!.seq} and then with ${seq}`;
      findings.push(about(post, "changed ack", atMs, what));
    } else if (storedSeqs.length > 0 && !storedSeqs.includes(seq)) {
      const what = `"${id}" was acknowledged with seq ${seq}, and has ${storedSeqs[0]}`;
      findings.push(about(post, "changed ack", atMs, what));
    }
  }
  return findings;
}

/** What became of an acknowledged edit or deletion; null when it is there, or was changed again since. */
function missingChange(changed: Changed, log: StoredLog | undefined): string | null {
  const { seq, text, version } = changed;
  const change = `the ${text === null ? "deletion" : "edit"} of ${seq}`;
  const stored = log?.at(seq);
  if (!stored) return `${change} was acknowledged, and no such message is in the database`;
  if (stored.version < version) {
    return `${change} was acknowledged with version ${version}, the database has ${stored.version}`;
  }
  if (text === null && !stored.deleted) return `${change} was acknowledged, but it is still there`;
  if (stored.version === version && text !== null && stored.text !== text) {
    return `${change} was acknowledged, and the database has another text at version ${version}`;
  }
  return null;
}

function about(
  { room, client }: { room: string; client: string },
  kind: Finding["kind"],
  atMs: number,
  what: string,
): Finding {
  return { kind, room, client, atMs, what };
}

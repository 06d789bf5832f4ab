import type { Log } from "../log/timeline.ts";
import type { PendingMessage } from "../types.ts";

/** One's own messages and changes on their way, in the log. All of these are pure. */

/** Adds one at the end. Not when the log has it already: it was sent before a reload. A change takes the place of
 *  an earlier one to the same message. */
export function addPending(log: Log, message: PendingMessage): Log {
  const posted = log.messages.some((one) => one.id === message.id && one.user.id === log.me);
  if (posted || find(log, message.id)) return log;
  const { change } = message;
  const others = log.pending.filter((one) => !change || one.change?.seq !== change.seq);
  return { ...log, pending: [...others, message] };
}

/** The change to a message that is on its way, or failed. */
export function changeTo(pending: readonly PendingMessage[], seq: number): PendingMessage | null {
  return pending.find((one) => one.change?.seq === seq) ?? null;
}

/** The server has it. It stays until its event brings it to its place, unless that has happened.
 *  @param version the version at which it was posted, or at which the message was changed */
export function ackPending(log: Log, id: string, version: number): Log {
  if (version <= log.version) return removePending(log, id);
  return change(log, id, { sentVersion: version, failure: null });
}

/** @param failure why it was not sent, as a sentence */
export function failPending(log: Log, id: string, failure: string): Log {
  return change(log, id, { failure });
}

/** Puts a failed one back in the queue, behind the others.
 *  @param at the time of the new try, in milliseconds since the epoch */
export function retryPending(log: Log, id: string, at: number): Log {
  const message = find(log, id);
  if (!message) return log;
  const others = log.pending.filter((one) => one.id !== id);
  return { ...log, pending: [...others, { ...message, at, failure: null }] };
}

export function removePending(log: Log, id: string): Log {
  if (!find(log, id)) return log;
  return { ...log, pending: log.pending.filter((one) => one.id !== id) };
}

function find(log: Log, id: string) {
  return log.pending.find((one) => one.id === id);
}

function change(log: Log, id: string, fields: { sentVersion?: number; failure: string | null }) {
  if (!find(log, id)) return log;
  return {
    ...log,
    pending: log.pending.map((one) => one.id === id ? { ...one, ...fields } : one),
  };
}

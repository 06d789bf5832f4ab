import type { OutboxEntry, OutboxStore } from "./outbox.ts";

/** Keeps entries for as long as the page lives: where IndexedDB is not to be had. */
export function memoryOutboxStore(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  const key = (user: string, id: string) => `${user}\n${id}`;
  return {
    put(entry) {
      entries.set(key(entry.user, entry.id), { ...entry });
      return Promise.resolve();
    },
    remove(user, id) {
      entries.delete(key(user, id));
      return Promise.resolve();
    },
    all: (user) =>
      Promise.resolve([...entries.values()].filter((one) => one.user === user).map(copy)),
  };
}

function copy(entry: OutboxEntry): OutboxEntry {
  return { ...entry };
}

import type { Message } from "../../../protocol/entities.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";

/** Everything that changed in a room after a version, read from the database of a server that has stopped. */
export async function roomChanges(dataDir: string, room: string, after = 0): Promise<Message[]> {
  const store = await openSqliteStore({ path: `${dataDir}/confab.db`, now: Date.now });
  try {
    const found: Message[] = [];
    for (;;) {
      const page = (await store.changes(room, after, 200))!;
      found.push(...page.messages);
      if (!page.more) return found;
      after = page.messages.at(-1)!.version;
    }
  } finally {
    await store.close();
  }
}

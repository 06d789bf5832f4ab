import { readPostgresSettings } from "../../../postgres/settings.ts";
import { openPostgresStore } from "../../../store/postgres/postgres_store.ts";
import type { Adapter, Subject } from "../contract/subject.ts";

/** A store on an empty database.
 *  @param url its DATABASE_URL */
export async function openPostgresSubject(url: string): Promise<Subject> {
  const clock = { ms: 1_750_000_000_000 };
  const others: Adapter[] = [];
  const settings = readPostgresSettings({ DATABASE_URL: url })!;
  const open = () => openPostgresStore({ settings, connections: 4, now: () => clock.ms });
  const subject: Subject = {
    clock,
    store: await open(),
    async another() {
      others.push(await open());
      return others.at(-1)!;
    },
    async reopen() {
      await subject.store.close();
      subject.store = await open();
    },
    async [Symbol.asyncDispose]() {
      for (const store of [...others, subject.store]) await store.close();
    },
  };
  return subject;
}

import { openSqliteStore, type SqliteStoreOptions } from "../../../store/sqlite/sqlite_store.ts";
import type { Adapter, Subject } from "../contract/subject.ts";

/** A directory for one test, removed when disposed of. */
export class SqliteFile implements AsyncDisposable {
  readonly directory: string = Deno.makeTempDirSync({ prefix: "confab-store-" });
  readonly path: string = `${this.directory}/chat.db`;

  /** SHA-256 by name of the files in the directory that hold data. The -shm file holds none: it is the
   *  index of the WAL, which whoever opens the database makes anew. */
  async digests(): Promise<Record<string, string>> {
    const digests: Record<string, string> = {};
    for (const { name } of Deno.readDirSync(this.directory)) {
      if (name.endsWith("-shm")) continue;
      const bytes = await Deno.readFile(`${this.directory}/${name}`);
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      digests[name] = new Uint8Array(digest).toHex();
    }
    return digests;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** A store on a new file in a directory of its own. */
export async function openSqliteSubject(
  options: Omit<Partial<SqliteStoreOptions>, "path" | "now"> = {},
): Promise<Subject & { file: SqliteFile }> {
  const file = new SqliteFile();
  const clock = { ms: 1_750_000_000_000 };
  const others: Adapter[] = [];
  const open = () => openSqliteStore({ ...options, path: file.path, now: () => clock.ms });
  const subject = {
    file,
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
      await file[Symbol.asyncDispose]();
    },
  };
  return subject;
}

import { readPostgresSettings } from "../../../postgres/settings.ts";
import { openSource, openTarget } from "../../../store/transfer/open.ts";
import { readImport } from "../../../store/transfer/read_import.ts";
import { writeExport } from "../../../store/transfer/write_export.ts";
import { fillDatabase } from "./fill_database.ts";

/** How many messages are moved; more of them take longer and show no more. */
export const MESSAGES = Number(Deno.env.get("CONFAB_TEST_MESSAGES") ?? 6_000);

/** Databases in folders of their own, by name; "old" has something in every table. A name that is an address is a PostgreSQL
 *  database. */
export class TransferFolder implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async make(messages: number): Promise<TransferFolder> {
    const path = await Deno.makeTempDir({ prefix: "confab-transfer-" });
    await Deno.mkdir(`${path}/old`);
    fillDatabase(`${path}/old`, messages);
    return new TransferFolder(path);
  }

  path(name: string): string {
    return `${this.#path}/${name}`;
  }

  database(name: string): string {
    return `${this.#path}/${name}/confab.db`;
  }

  /** The lines of an export. */
  async exportOf(name: string): Promise<string[]> {
    await using source = await openSource(this.#place(name));
    const lines: string[] = [];
    // deno-lint-ignore require-await -- a file's is asynchronous
    const write = async (text: string) => {
      lines.push(...text.trimEnd().split("\n"));
    };
    await writeExport(source, write, { id: "an-export", now: 1 });
    return lines;
  }

  async importInto(
    name: string,
    lines: Iterable<string> | AsyncIterable<string>,
    onProgress?: (noun: string) => void,
  ) {
    const all = (async function* () {
      yield* lines;
    })();
    return await readImport(all, (id) => openTarget(this.#place(name), id), onProgress);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }

  #place(name: string) {
    const isAddress = name.startsWith("postgres:");
    return {
      dataDir: this.path(name),
      postgres: isAddress ? readPostgresSettings({ DATABASE_URL: name }) : null,
    };
  }
}

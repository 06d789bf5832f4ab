import { writeHistory } from "./data.ts";

/** Data folders with long histories, each written once a run and shared by the scenarios. */
export class LongHistory implements AsyncDisposable {
  readonly #folders = new Map<number, Promise<string>>();
  readonly #progress: (text: string) => void;

  constructor(progress: (text: string) => void) {
    this.#progress = progress;
  }

  /** A data folder whose room "general" has this many messages. Nobody else may be using it. */
  folder(messages: number): Promise<string> {
    let folder = this.#folders.get(messages);
    if (!folder) this.#folders.set(messages, folder = this.#write(messages));
    return folder;
  }

  async #write(messages: number): Promise<string> {
    const folder = await Deno.makeTempDir({ prefix: "confab-bench-" });
    await writeHistory(folder, messages, (written) => {
      if (written % 100_000 === 0) {
        this.#progress(`writing ${written / 1_000} of ${messages / 1_000} thousand messages`);
      }
    });
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const folder of this.#folders.values()) {
      await folder.then((path) => Deno.remove(path, { recursive: true }), () => {});
    }
  }
}

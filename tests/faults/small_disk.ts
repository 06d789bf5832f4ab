/** Enough for a long run, and little enough to be filled at once. */
const SIZE_BYTES = 256 * 1024 * 1024;

/** A disk of its own for a server's data (a tmpfs), which can be filled and made read-only. */
export class SmallDisk implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Over an empty folder. Null where the system does not let us. */
  static async mount(path: string): Promise<SmallDisk | null> {
    if (Deno.build.os !== "linux") return null;
    const options = ["-t", "tmpfs", "-o", `size=${SIZE_BYTES}`, "tmpfs", path];
    return await run("mount", options) ? new SmallDisk(path) : null;
  }

  /** Whether the system lets us. */
  static async canMount(): Promise<boolean> {
    const path = await Deno.makeTempDir({ prefix: "confab-disk-" });
    const disk = await SmallDisk.mount(path);
    await disk?.[Symbol.asyncDispose]();
    await Deno.remove(path);
    return disk !== null;
  }

  /** Leaves no byte free. */
  fill(): void {
    using file = Deno.openSync(this.#ballast, { create: true, write: true, append: true });
    for (let chunk = new Uint8Array(1024 * 1024); chunk.length > 0;) {
      try {
        file.writeSync(chunk);
      } catch {
        chunk = chunk.subarray(0, Math.floor(chunk.length / 2));
      }
    }
  }

  /** As it was before. */
  async free(): Promise<void> {
    await Deno.remove(this.#ballast).catch(() => {});
  }

  /** Whether the system did it: it refuses while a file is open for writing. */
  async setReadOnly(readOnly: boolean): Promise<boolean> {
    return await run("mount", ["-o", `remount,${readOnly ? "ro" : "rw"}`, this.#path]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", ["--lazy", this.#path]);
  }

  get #ballast(): string {
    return `${this.#path}/ballast`;
  }
}

async function run(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args, stderr: "null", stdout: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}

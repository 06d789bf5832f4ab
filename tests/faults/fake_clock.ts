/** Where distributions put libfaketime; FAKETIME_LIBRARY names another place. */
const LIBRARIES = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/faketime/libfaketimeMT.so.1",
  "/usr/lib64/faketime/libfaketimeMT.so.1",
];

/** A wall clock for one server, which can be set while it runs. The monotonic clock stays what it is. */
export class FakeClock implements AsyncDisposable {
  /** What the server's environment needs. */
  readonly env: Record<string, string>;
  readonly #file: string;

  private constructor(library: string, file: string) {
    this.#file = file;
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      DONT_FAKE_MONOTONIC: "1",
    };
  }

  static get isInstalled(): boolean {
    return findLibrary() !== undefined;
  }

  /** Null where libfaketime is not installed. */
  static async find(): Promise<FakeClock | null> {
    const library = findLibrary();
    if (library === undefined) return null;
    const clock = new FakeClock(library, await Deno.makeTempFile({ prefix: "confab-clock-" }));
    clock.set(0);
    return clock;
  }

  /** How far from the machine's clock it shall go, in seconds. */
  set(offsetSeconds: number): void {
    // In one write of one size: the server reads the file whenever it asks for the time.
    const offset = String(Math.abs(offsetSeconds)).padStart(6, "0");
    Deno.writeTextFileSync(this.#file, `${offsetSeconds < 0 ? "-" : "+"}${offset}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#file);
  }
}

function findLibrary(): string | undefined {
  return Deno.env.get("FAKETIME_LIBRARY") ?? LIBRARIES.find(exists);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

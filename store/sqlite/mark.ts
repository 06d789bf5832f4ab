import { markPath } from "./data_files.ts";

/** What stands beside a database about its last commit, so that a start sees when the data went back. */
export interface Mark {
  epoch: string;
  /** A room whose log the commit changed, and the version it gave it; null before the first. */
  room: string | null;
  version: number;
  /** The database file, as `identify` gives it; empty before the first. */
  file: string;
}

const encoder = new TextEncoder();

/** Longer than any mark, so that each covers the one before it, in bytes. */
const MARK_BYTES = 256;

/** The mark of a database; null when there is none, or none that can be read. */
export function readMark(databasePath: string): Mark | null {
  try {
    const mark: Mark = JSON.parse(Deno.readTextFileSync(markPath(databasePath)));
    const { epoch, room, version, file } = mark;
    const isMark = typeof epoch === "string" && typeof version === "number" &&
      typeof file === "string" && (room === null || typeof room === "string");
    return isMark ? { epoch, room, version, file } : null;
  } catch {
    return null;
  }
}

/** Tells a database file from one that was put in its place, even where it has its name. Between two looks it changes only
 *  when commits are moved into the file. */
export function identify(databasePath: string): string {
  const { ino, size, mtime } = Deno.statSync(databasePath);
  return `${ino} ${size} ${mtime?.getTime()}`;
}

/** Whether commits wait beside a database to be moved into it that may be of another file: as when an older one was put
 *  in its place after a crash. */
export function hasForeignLog(databasePath: string): boolean {
  const mark = readMark(databasePath);
  return mark !== null && sizeOf(`${databasePath}-wal`) > 0 &&
    mark.file !== identify(databasePath);
}

/** In bytes; 0 when there is no such file. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** How late the mark may be, in milliseconds. Written with every commit it would make each `fsync` dearer by a tenth: the
 *  file system has one more file to take along. */
const WRITE_DELAY_MS = 100;

/** Keeps the mark up. It is late by a moment, not synced, and never ahead of what is committed. */
export class MarkKeeper implements Disposable {
  readonly #databasePath: string;
  #mark: Mark;
  /** Null until it is written for the first time, and when that failed. */
  #file: Deno.FsFile | null = null;
  /** Runs while a commit is not in the file yet. */
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(databasePath: string, mark: Mark) {
    this.#databasePath = databasePath;
    this.#mark = mark;
  }

  /** Marks a commit that is done. Never throws: a mark that cannot be kept up is taken away, because it would be
   *  believed, and without one the next start makes a new epoch.
   *  @param changed null when it changed no log */
  keep(changed: { room: string; version: number } | null): void {
    this.#orGiveUp(() => {
      const file = identify(this.#databasePath);
      const isMoved = file !== this.#mark.file;
      if (changed === null && !isMoved) return;
      this.#mark = { ...this.#mark, ...changed, file };
      // At once: after a crash any other file but this one counts as put in its place.
      if (isMoved) this.#write();
      else this.#timer ??= setTimeout(() => this.#orGiveUp(() => this.#write()), WRITE_DELAY_MS);
    });
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) this.#orGiveUp(() => this.#write());
    this.#close();
  }

  #orGiveUp(act: () => void): void {
    try {
      act();
    } catch {
      this.#stopTimer();
      this.#close();
      tryTo(() => Deno.removeSync(markPath(this.#databasePath)));
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    tryTo(() => file?.close());
  }

  #write(): void {
    this.#stopTimer();
    const options = { create: true, write: true, mode: 0o600 };
    this.#file ??= Deno.openSync(markPath(this.#databasePath), options);
    const line = `${JSON.stringify(this.#mark).padEnd(MARK_BYTES - 1)}\n`;
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(encoder.encode(line));
  }
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // There is nothing else to be done about it.
  }
}

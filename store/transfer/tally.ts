import { createHash } from "node:crypto";

/** What was counted and hashed of a noun's lines. */
export interface Total {
  count: number;
  /** SHA-256 of all lines, each ended by "\n", in hex. */
  sha256: string;
}

/** Counts and hashes lines as they go by. */
export class Tally {
  #count = 0;
  readonly #hash = createHash("sha256");

  add(line: string): void {
    this.#count++;
    this.#hash.update(line).update("\n");
  }

  /** Once: nothing can be added after it. */
  total(): Total {
    return { count: this.#count, sha256: this.#hash.digest("hex") };
  }
}

/** How far the batches of each hub were heard. A hub numbers its batches 1, 2, 3 … */
export class Positions {
  readonly #heard: Map<string, number>;

  /** @param begin the last batch of each hub that is not to be heard any more */
  constructor(begin: Iterable<[hub: string, n: number]>) {
    this.#heard = new Map(begin);
  }

  /** As two lists of the same length. */
  get all(): { hubs: string[]; heard: number[] } {
    return { hubs: [...this.#heard.keys()], heard: [...this.#heard.values()] };
  }

  /** Takes a batch that comes right after the last one. `known`: it was heard before; `early`: others come before it. */
  take(hub: string, n: number): "next" | "known" | "early" {
    const heard = this.#heard.get(hub) ?? 0;
    if (n <= heard) return "known";
    if (n > heard + 1) return "early";
    this.#heard.set(hub, n);
    return "next";
  }

  /** Those between the last one and this are lost. */
  skipTo(hub: string, n: number): void {
    this.#heard.set(hub, n);
  }

  /** Of these hubs nothing is there any more. */
  forget(hubs: string[]): void {
    for (const hub of hubs) this.#heard.delete(hub);
  }
}

import { type AnchorRow, END_WITHIN_PX, type Scroller } from "../../../client/log/scroll_anchor.ts";

const CUT_ROWS = 3;

/** A scroller with rows one below the other, laid out as a browser would, with whole scroll positions. */
export class FakeScroller implements Scroller {
  readonly rows: FakeRow[] = [];
  /** Whether the last row is the end of the log. */
  endsLog = true;
  /** Whether a row that is waited for may still come. */
  mayCome = false;
  /** How often a row's place was asked for. */
  measured = 0;
  clientHeight: number;
  #scrollTop = 0;
  #keys = 0;
  /** The scroller's own place on the screen. */
  readonly #top = 57;

  constructor({ viewport }: { viewport: number }) {
    this.clientHeight = viewport;
  }

  get scrollTop(): number {
    this.clamp();
    return this.#scrollTop;
  }

  set scrollTop(top: number) {
    this.#scrollTop = Math.round(top);
    this.clamp();
  }

  get scrollHeight(): number {
    if (this.clientHeight === 0) return 0;
    return Math.max(this.clientHeight, Math.round(this.#heightAbove(this.rows.length)));
  }

  getBoundingClientRect(): DOMRect {
    return rect(this.#top, this.clientHeight);
  }

  readerScrollsTo(top: number): void {
    this.scrollTop = top;
  }

  append(height: number): void {
    this.insert(this.rows.length, height);
  }

  prepend(height: number): void {
    this.insert(0, height);
  }

  insert(index: number, height: number, key = `m:u:${++this.#keys}`): void {
    this.rows.splice(index, 0, new FakeRow(this, key, height));
  }

  remove(index: number): void {
    this.rows.splice(index, 1)[0]!.isConnected = false;
  }

  /** The renderer puts an element elsewhere. */
  move(from: number, to: number): void {
    this.rows.splice(to, 0, ...this.rows.splice(from, 1));
  }

  /** The renderer throws all elements away and makes new ones. */
  renew(): void {
    this.rows.forEach((row, index) => {
      row.isConnected = false;
      this.rows[index] = new FakeRow(this, row.dataset.key, row.height);
    });
  }

  cut(end: string): void {
    const from = end === "head" ? 0 : this.rows.length - CUT_ROWS;
    for (let row = 0; row < CUT_ROWS; row++) this.remove(from);
  }

  /** Whether rows can be cut without taking what is in sight, or the room to keep it in its place, short of
   *  the end, where the reader would follow. */
  mayCut(end: string): boolean {
    const cut = end === "head" ? this.rows.slice(0, CUT_ROWS) : this.rows.slice(-CUT_ROWS);
    const height = cut.reduce((sum, row) => sum + row.height, 0);
    const below = this.scrollHeight - this.clientHeight - this.scrollTop;
    return Math.min(this.scrollTop, below) > height + END_WITHIN_PX + 1;
  }

  /** An image above what is in sight is loaded. */
  growAbove(height: number): void {
    const row = this.rows.find((row) => row.getBoundingClientRect().bottom <= this.#top);
    if (row) row.height += height;
  }

  resizeViewport(height: number): void {
    this.clientHeight = height;
  }

  /** What a browser does to a scroll position that is out of range. */
  clamp(): void {
    const most = this.clientHeight === 0 ? Infinity : this.scrollHeight - this.clientHeight;
    this.#scrollTop = Math.max(0, Math.min(this.#scrollTop, most));
  }

  /** Where the messages in sight are on the screen, by key. */
  positions(): Map<string, number> {
    const places = this.rows.filter((row) => row.dataset.key.startsWith("m:"))
      .map((row): [string, DOMRect] => [row.dataset.key, row.getBoundingClientRect()])
      .filter(([, place]) => place.bottom > this.#top && place.top < this.#top + this.clientHeight)
      .map(([key, place]): [string, number] => [key, place.top]);
    return new Map(places);
  }

  /** How far the rows of an earlier moment that still are there have moved at most, in pixels. */
  moved(before: Map<string, number>): number {
    const moves = this.rows.filter((row) => before.has(row.dataset.key))
      .map((row) => Math.abs(row.getBoundingClientRect().top - before.get(row.dataset.key)!));
    return Math.max(0, ...moves);
  }

  placeOf(row: FakeRow): DOMRect {
    this.measured++;
    if (this.clientHeight === 0) return rect(0, 0);
    return rect(this.#top - this.scrollTop + this.#heightAbove(this.rows.indexOf(row)), row.height);
  }

  #heightAbove(index: number): number {
    let sum = 0;
    for (let row = 0; row < index; row++) sum += this.rows[row]!.height;
    return sum;
  }
}

class FakeRow implements AnchorRow {
  isConnected = true;
  readonly dataset: { key: string };
  height: number;
  readonly #log: FakeScroller;

  constructor(log: FakeScroller, key: string, height: number) {
    this.#log = log;
    this.dataset = { key };
    this.height = height;
  }

  getBoundingClientRect(): DOMRect {
    return this.#log.placeOf(this);
  }
}

function rect(top: number, height: number): DOMRect {
  return { top, height, bottom: top + height } as DOMRect;
}

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { MESSAGE_KEY_PREFIX } from "./rows.ts";

/** At most this far from the end, in CSS pixels, the reader is at the end: zoomed pages stop short of it. */
export const END_WITHIN_PX = 2;
/** Rows in sight that are remembered as anchors, the topmost first: the next one serves when one is gone. */
const MAX_ANCHORS = 12;

/** What is used of the scrolling element. */
export type Scroller = Pick<
  HTMLElement,
  "scrollTop" | "scrollHeight" | "clientHeight" | "getBoundingClientRect"
>;

/** What is used of a row. */
export type AnchorRow =
  & Pick<HTMLElement, "getBoundingClientRect" | "isConnected">
  & { readonly dataset: { readonly key?: string } };

export interface AnchorOptions {
  scroller: Scroller;
  /** The rows, from top to bottom, one below the other. Those that are messages have a `data-key`
   *  with MESSAGE_KEY_PREFIX; only these are held on to, because dividers move about. */
  rows(): ArrayLike<AnchorRow>;
  /** Whether the last row is the end of the log. While it is not, being at the bottom is not following:
   *  what is loaded below would drag the reader along. */
  endsLog(): boolean;
  /** Whether a row that a landing waits for may still come. Default: no. */
  mayCome?(): boolean;
}

/** Where the reader is: at the end of the log and wants to stay there, at some message, or not there yet. */
export type Standing = "end" | "within" | "landing";

/** A row that the reader is to be taken to. */
export interface Target {
  key: string;
  /** How far its top will be below the top of the viewport, in CSS pixels. */
  offset: number;
  /** To the end instead, where the row is in sight from there. */
  orEnd: boolean;
}

interface Anchor {
  row: AnchorRow;
  key: string;
  /** Its top below the top of the viewport, in CSS pixels; negative when it is cut off. */
  offset: number;
}

/** Where the reader is in a log, kept there whatever happens to the rows. The reader's own scrolling says
 *  where that is: at the end ("following"), or at some message. After every change of layout `restore`
 *  goes back there. The scroller needs `overflow-anchor: none` and no smooth scrolling. */
export class ScrollAnchor {
  /** Whether the reader is at the end of the log and wants to stay there. */
  readonly following = computed(() => this.standing.value === "end");
  readonly #options: AnchorOptions;
  readonly #standing = signal<Standing>("end");
  /** While landing: where. */
  #target: Target | null = null;
  /** The messages in sight when the scroller was last looked at, the topmost first. */
  #visible: Anchor[] = [];
  /** The last and the first message of what was loaded then. */
  #ends: Anchor[] = [];
  /** Where the scroller stood when it was last looked at. Elsewhere: the reader scrolled. */
  #seenTop = 0;
  /** How far all rows were below where they should be when that was noted, in CSS pixels. */
  #error = 0;

  constructor(options: AnchorOptions) {
    this.#options = options;
    this.#seenTop = options.scroller.scrollTop;
  }

  get standing(): ReadonlySignal<Standing> {
    return this.#standing;
  }

  /** The topmost message in sight when the scroller was last looked at. Null: the reader is at the end, or there is none. */
  get place(): { key: string; offset: number } | null {
    const [topmost] = this.#visible;
    if (this.#standing.peek() === "end" || !topmost) return null;
    return { key: topmost.key, offset: topmost.offset };
  }

  /** To be called on the scroller's `scroll` event. */
  scrolled(): void {
    const { scroller } = this.#options;
    // Fired by `restore` or `follow`, possibly when rows were added since: no word of the reader's.
    if (isHidden(scroller) || Math.abs(scroller.scrollTop - this.#seenTop) < 1) return;
    if (this.#target) this.#leaveOrLand();
    // Downwards from the end: what is there has grown, and the browser goes along with a caret in it.
    else if (this.#isFollowing && scroller.scrollTop > this.#seenTop) this.follow();
    else this.#save();
  }

  /** To be called when the layout has changed and is not painted yet: in a layout effect, and from a
   *  ResizeObserver on the scroller and on what it holds. */
  restore(): void {
    const { scroller } = this.#options;
    if (isHidden(scroller)) return;
    if (this.#target) return this.#leaveOrLand();
    const unseen = this.#unseenScroll();
    if (this.#isFollowing && unseen >= 0) return this.follow();
    const anchor = this.#anchorFor(unseen);
    if (!anchor) return this.#save();
    // Of what the row has moved, the reader's own scrolling accounts for `unseen`; and what they scroll from is
    // what they saw, error and all.
    const error = () => this.#misplacement(anchor) + (unseen === 0 ? 0 : unseen - this.#error);
    const shift = error();
    if (Math.abs(shift) >= 0.5) scroller.scrollTop += shift;
    this.#save(error());
  }

  /** Goes to the end and stays there, also while what is loaded does not end the log yet. */
  follow(): void {
    const { scroller } = this.#options;
    this.#target = null;
    scroller.scrollTop = endOf(scroller);
    this.#note();
    this.#standing.value = "end";
  }

  /** Stays where the scroller stands, whether or not a landing was under way. */
  stay(): void {
    this.#target = null;
    this.#save();
  }

  /** Goes to a row as soon as it is there. Until then the end of what is loaded is in sight, and not followed. */
  land(target: Target): void {
    this.#target = target;
    this.#seenTop = this.#options.scroller.scrollTop;
    this.#standing.value = "landing";
    this.restore();
  }

  get #isFollowing(): boolean {
    return this.#standing.peek() === "end";
  }

  /** The reader's own scrolling ends a landing, unless it leads to the end. */
  #leaveOrLand(): void {
    const { scroller } = this.#options;
    if (this.#unseenScroll() !== 0 && !isAtEnd(scroller)) this.stay();
    else this.#land(this.#target!);
  }

  #land({ key, offset, orEnd }: Target): void {
    const { scroller, rows, mayCome } = this.#options;
    const row = Array.from(rows()).find((one) => one.dataset.key === key);
    if (row) {
      const top = scroller.scrollTop + this.#misplacement({ row, key, offset });
      if (!orEnd || top < endOf(scroller) - END_WITHIN_PX) {
        scroller.scrollTop = top;
        return this.stay();
      }
    }
    scroller.scrollTop = endOf(scroller);
    if (mayCome?.()) this.#note();
    else this.stay();
  }

  /** How far the reader has scrolled since the scroller was last looked at, in CSS pixels: their scroll
   *  event comes after this change. A scroller that became too short moves by itself. */
  #unseenScroll(): number {
    const { scroller } = this.#options;
    const delta = scroller.scrollTop - this.#seenTop;
    if (Math.abs(delta) < 1) return 0;
    const wasCutShort = delta < 0 && isAtEnd(scroller);
    return wasCutShort ? 0 : delta;
  }

  /** The topmost row that was in sight and is still there; the lowest when the reader has scrolled down since,
   *  for what is between it and them may have grown. */
  #anchorFor(unseen: number): Anchor | undefined {
    const left = this.#visible.filter(isThere);
    return (unseen > 0 ? left.at(-1) : left[0]) ?? this.#findAgain();
  }

  /** How far a row is below where it should be, in CSS pixels. */
  #misplacement({ row, offset }: Anchor): number {
    const { top } = this.#options.scroller.getBoundingClientRect();
    return row.getBoundingClientRect().top - top - offset;
  }

  /** Notes where the reader is, and goes by it whether they follow. */
  #save(error = 0): void {
    const { scroller, endsLog } = this.#options;
    this.#note(error);
    this.#standing.value = isAtEnd(scroller) && endsLog() ? "end" : "within";
  }

  /** Notes where the reader is, whatever they want. Whoever calls writes `standing`, once: each change of it is
   *  rendered, and what is rendered is restored.
   *  @param error how far all rows are below where they should be, in CSS pixels: scroll positions are
   *  rounded, and forgotten roundings would add up */
  #note(error = 0): void {
    const { scroller, rows } = this.#options;
    const { top, bottom } = scroller.getBoundingClientRect();
    const all = rows();
    const anchor = (row: AnchorRow): Anchor => ({
      row,
      key: row.dataset.key!,
      offset: row.getBoundingClientRect().top - top - error,
    });
    this.#visible = visibleMessages(all, top, bottom).map(anchor);
    this.#ends = [lastMessage(all), firstMessage(all)].filter((row) => row !== undefined)
      .map(anchor);
    this.#error = error;
    this.#seenTop = scroller.scrollTop;
  }

  /** The renderer may have made new elements for the same rows. When none in sight is left, an end of what was
   *  loaded is better than nothing. */
  #findAgain(): Anchor | undefined {
    const rows = Array.from(this.#options.rows());
    for (const anchor of [...this.#visible, ...this.#ends]) {
      const row = rows.find((one) => one.dataset.key === anchor.key);
      if (row) return { ...anchor, row };
    }
  }
}

/** Keeps an anchor in step with its element; the returned function stops that.
 *  @param content what grows inside the scroller */
export function observeScroller(
  anchor: ScrollAnchor,
  scroller: HTMLElement,
  content: HTMLElement,
): () => void {
  const scrolled = () => anchor.scrolled();
  const observer = new ResizeObserver(() => anchor.restore());
  scroller.addEventListener("scroll", scrolled, { passive: true });
  observer.observe(scroller);
  observer.observe(content);
  return () => {
    scroller.removeEventListener("scroll", scrolled);
    observer.disconnect();
  };
}

function isThere({ row, key }: Anchor): boolean {
  return row.isConnected && row.dataset.key === key;
}

/** Nothing can be measured in what is not displayed. */
function isHidden({ clientHeight }: Scroller): boolean {
  return clientHeight === 0;
}

function endOf({ scrollHeight, clientHeight }: Scroller): number {
  return Math.max(0, scrollHeight - clientHeight);
}

function isAtEnd(scroller: Scroller): boolean {
  return endOf(scroller) - scroller.scrollTop <= END_WITHIN_PX;
}

/** The topmost messages of which some part is between two lines, at most MAX_ANCHORS. */
function visibleMessages(rows: ArrayLike<AnchorRow>, top: number, bottom: number): AnchorRow[] {
  const visible: AnchorRow[] = [];
  for (let index = firstBelow(rows, top); index < rows.length; index++) {
    const row = rows[index]!;
    if (!isMessage(row)) continue;
    if (visible.length === MAX_ANCHORS || row.getBoundingClientRect().top >= bottom) break;
    visible.push(row);
  }
  return visible;
}

function firstMessage(rows: ArrayLike<AnchorRow>): AnchorRow | undefined {
  for (let index = 0; index < rows.length; index++) {
    if (isMessage(rows[index]!)) return rows[index];
  }
}

function lastMessage(rows: ArrayLike<AnchorRow>): AnchorRow | undefined {
  for (let index = rows.length - 1; index >= 0; index--) {
    if (isMessage(rows[index]!)) return rows[index];
  }
}

function isMessage(row: AnchorRow): boolean {
  return row.dataset.key?.startsWith(MESSAGE_KEY_PREFIX) ?? false;
}

/** The index of the first row whose bottom is below a line; the length when there is none. Looks at a
 *  logarithm of the rows. */
function firstBelow(rows: ArrayLike<AnchorRow>, line: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // A row's bottom on the line is not visible yet.
    if (rows[middle]!.getBoundingClientRect().bottom > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

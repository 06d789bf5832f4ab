import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { observeScroller, ScrollAnchor } from "../log/scroll_anchor.ts";
import type { RoomState, Timeline } from "../types.ts";

/** The next page is asked for when the end of what is loaded is this near, in viewports. */
const LOAD_WITHIN = 1.5;

/** For a log: keeps the reader where they are, and loads what they come near to. */
export function useScroll(room: RoomState | null, timeline: Timeline) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFirstRoom = useRef(true);
  const [anchor, setAnchor] = useState<ScrollAnchor | null>(null);
  const following = anchor?.following.value ?? true;

  useLayoutEffect(() => {
    if (!room) return;
    const element = scroller.current!;
    const anchor = new ScrollAnchor({
      scroller: element,
      rows: () => content.current!.children as HTMLCollectionOf<HTMLElement>,
      endsLog: () => !room.timeline.peek().hasNewer,
    });
    const top = element.scrollTop;
    anchor.follow();
    if (isFirstRoom.current) {
      // Before the page came alive the reader may have scrolled.
      isFirstRoom.current = false;
      element.scrollTop = top;
      anchor.scrolled();
    }
    setAnchor(anchor);
    const load = () => loadNear(room, element);
    element.addEventListener("scroll", load, { passive: true });
    const stop = observeScroller(anchor, element, content.current!);
    return () => {
      element.removeEventListener("scroll", load);
      stop();
    };
  }, [room]);

  // One's own message is shown wherever one was reading, once the end of the log is there to show it.
  const newestOwn = timeline.hasNewer
    ? undefined
    : room?.pending.value.findLast((item) => item.change.kind === "post")?.id;
  useLayoutEffect(() => {
    if (newestOwn !== undefined) anchor?.follow();
  }, [newestOwn]);
  useLayoutEffect(() => anchor?.restore());
  useEffect(() => room?.setFollowing(following), [room, following]);
  useEffect(() => {
    if (room) loadNear(room, scroller.current!);
  }, [room, timeline.messages]);

  const goToEnd = () => {
    room?.loadLatest();
    anchor?.follow();
    // The button goes; the keyboard should not be left nowhere.
    scroller.current!.focus({ preventScroll: true });
  };
  return { scroller, content, following, goToEnd };
}

function loadNear(room: RoomState, { scrollTop, scrollHeight, clientHeight }: HTMLElement): void {
  const range = scrollHeight - clientHeight;
  // Never near to both ends at once: what one load cuts off, the other would bring back, for ever.
  const near = Math.min(LOAD_WITHIN * clientHeight, range / 4);
  const isUnfilled = range < clientHeight / 2 && !room.timeline.peek().hasNewer;
  if (scrollTop < near || isUnfilled) room.loadOlder();
  if (range - scrollTop < near) room.loadNewer();
}

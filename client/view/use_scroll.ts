import { effect, untracked } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Landing } from "../log/landing.ts";
import { DIVIDER_KEY } from "../log/rows.ts";
import { observeScroller, ScrollAnchor, type Target } from "../log/scroll_anchor.ts";
import { covers } from "../log/timeline.ts";
import type { RoomState, Timeline } from "../types.ts";

/** The next page is asked for when the end of what is loaded is this near, in viewports. */
const LOAD_WITHIN = 1.5;
/** How far below the top of the log the "New" divider stands after landing there, in CSS pixels. */
export const DIVIDER_OFFSET_PX = 16;

/** For a log: puts it where the reader left off, keeps them where they are, and loads what they come near to. */
export function useScroll(room: RoomState | null, timeline: Timeline) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFirstRoom = useRef(true);
  const anchor = useRef<ScrollAnchor | null>(null);
  const [shown, setShown] = useState<{ room: RoomState; anchor: ScrollAnchor } | null>(null);
  const standing = shown?.room === room ? shown!.anchor.standing.value : "landing";

  // As it is rendered: the signals may be ahead of that.
  const landing = room?.landing.value ?? null;
  const isComplete = room?.isComplete.value ?? false;
  const mayCome = useRef(true);
  useLayoutEffect(() => {
    mayCome.current = !isComplete || (landing !== null && !covers(timeline, landing.seq));
  });

  useLayoutEffect(() => {
    if (!room) return;
    const element = scroller.current!;
    const current = anchor.current = new ScrollAnchor({
      scroller: element,
      rows: () => content.current!.children as HTMLCollectionOf<HTMLElement>,
      endsLog: () => !room.timeline.peek().hasNewer,
      mayCome: () => mayCome.current || document.visibilityState !== "visible",
    });
    if (isFirstRoom.current) {
      // The page has landed by itself, and before it came alive the reader may have scrolled.
      isFirstRoom.current = false;
      current.stay();
      room.setFollowing(current.following.peek());
    } else {
      current.follow();
    }
    setShown({ room, anchor: current });
    const stops = [
      steer(current, room),
      observeScroller(current, element, content.current!),
      listen(element, "scroll", () => loadNear(room, element)),
      listen(document, "visibilitychange", () => current.restore()),
    ];
    return () => {
      for (const stop of stops) stop();
      if (current.standing.peek() !== "landing") room.keepPlace(current.place);
    };
  }, [room]);

  useOwnMessages(room, timeline, () => anchor.current!.follow());
  useLayoutEffect(() => anchor.current?.restore());
  useWayBack(room, scroller);
  useEffect(() => {
    if (room) loadNear(room, scroller.current!);
  }, [room, timeline.messages]);

  // The button goes; the keyboard should not be left nowhere.
  const focusLog = () => scroller.current!.focus({ preventScroll: true });
  const goToEnd = () => {
    room!.goToEnd();
    anchor.current!.follow();
    focusLog();
  };
  const goBack = () => {
    room!.goBack();
    focusLog();
  };
  return { scroller, content, standing, goToEnd, goBack };
}

/** Offers no way back to a divider that is in sight. */
function useWayBack(
  room: RoomState | null,
  scroller: { readonly current: HTMLElement | null },
): void {
  const isOffered = room?.hasPassedOver.value ?? false;
  const check = () => {
    const { top, bottom } = scroller.current!.getBoundingClientRect();
    const divider = scroller.current!.querySelector(`[data-key=${DIVIDER_KEY}]`)
      ?.getBoundingClientRect();
    if (divider && divider.bottom > top && divider.top < bottom) room!.dropWayBack();
  };
  useLayoutEffect(() => isOffered ? listen(scroller.current!, "scroll", check) : undefined, [
    isOffered,
    room,
  ]);
  useLayoutEffect(() => {
    // While the end is still to be loaded one is where one was.
    if (isOffered && !room!.timeline.peek().hasNewer) check();
  });
}

/** Takes the log where the room is to be opened, and tells the room where it is; the function it gives ends that. */
function steer(anchor: ScrollAnchor, room: RoomState): () => void {
  const stops = [
    effect(() => {
      const landing = room.landing.value;
      untracked(() => {
        if (landing) anchor.land(targetOf(landing));
        else if (anchor.standing.peek() === "landing") anchor.stay();
      });
    }),
    effect(() => {
      const standing = anchor.standing.value;
      if (standing !== "landing") untracked(() => room.setFollowing(standing === "end"));
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function targetOf(landing: Landing): Target {
  return landing.kind === "new"
    ? { key: DIVIDER_KEY, offset: DIVIDER_OFFSET_PX, orEnd: landing.orEnd }
    : { key: landing.key, offset: landing.offset, orEnd: false };
}

/** Follows one's own message wherever one was reading, once the end of the log is there to show it. */
function useOwnMessages(room: RoomState | null, timeline: Timeline, follow: () => void): void {
  const newest = timeline.hasNewer
    ? undefined
    : room?.pending.value.findLast((item) => item.change.kind === "post")?.id;
  const before = useRef<RoomState | null>(null);
  useLayoutEffect(() => {
    // What waited in a room that is opened is nothing new.
    if (newest !== undefined && room === before.current) follow();
    before.current = room;
  }, [room, newest]);
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener, { passive: true });
  return () => target.removeEventListener(type, listener);
}

function loadNear(room: RoomState, { scrollTop, scrollHeight, clientHeight }: HTMLElement): void {
  const range = scrollHeight - clientHeight;
  // Never near to both ends at once: what one load cuts off, the other would bring back, for ever.
  const near = Math.min(LOAD_WITHIN * clientHeight, range / 4);
  const isUnfilled = range < clientHeight / 2 && !room.timeline.peek().hasNewer;
  if (scrollTop < near || isUnfilled) room.loadOlder();
  if (range - scrollTop < near) room.loadNewer();
}

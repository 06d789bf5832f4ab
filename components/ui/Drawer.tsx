import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useModal } from "./use_modal.ts";

/** How far a finger must go for a swipe, in CSS pixels. */
const SWIPE = 48;

interface DrawerProps {
  label: string;
  side: "start" | "end";
  onClose: () => void;
  children: ComponentChildren;
}

/** A column over the page while there is no room beside it. Open as long as it is rendered; Escape, a
 *  click beside it, Back and a swipe to its edge close it, and focus goes back to where it was. */
export function Drawer({ label, side, onClose, children }: DrawerProps) {
  const { dialog, close, closed } = useModal(onClose);
  const touch = useRef<Touch | null>(null);

  const swipe = (event: TouchEvent) => {
    const start = touch.current;
    const end = event.changedTouches[0];
    if (!start || !end) return;
    const outward = side === "start" ? start.clientX - end.clientX : end.clientX - start.clientX;
    if (outward > SWIPE && outward > 2 * Math.abs(end.clientY - start.clientY)) close();
  };

  return (
    <dialog
      ref={dialog}
      class="drawer"
      data-side={side}
      aria-label={label}
      onClose={closed}
      onClick={(event) => event.target === dialog.current && close()}
      onTouchStart={(event) => touch.current = event.touches[0] ?? null}
      onTouchEnd={swipe}
    >
      {children}
    </dialog>
  );
}

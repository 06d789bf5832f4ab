import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { useModal } from "./use_modal.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Something to decide before going on, in the middle of the page; on a phone from below. Escape and a click beside
 *  it close it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { dialog, close, closed } = useModal(onClose);
  const heading = useId();
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={heading}
      onClose={closed}
      onMouseDown={(event) => event.target === dialog.current && close()}
    >
      <div class="dialog-frame">
        <header class="dialog-head">
          <h2 class="dialog-title" id={heading}>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            <Icon name="x" size={20} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Keeps a modal dialog open for as long as it is rendered. Focus goes back to where it was, also when the dialog is
 *  closed by no longer being rendered.
 *  @param onClose called when the browser has closed it (Escape), or `close` */
export function useModal(onClose: () => void): {
  dialog: RefObject<HTMLDialogElement>;
  close: () => void;
  /** For the dialog's `onClose`. */
  closed: () => void;
} {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return {
    dialog,
    close: () => dialog.current?.close(),
    // The event comes late: when it is out of the page already, another one may be open.
    closed: () => dialog.current?.isConnected && onClose(),
  };
}

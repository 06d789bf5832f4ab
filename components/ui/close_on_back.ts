/** What stands over the page has an entry in the history, one for all of it, so that Back closes it and stays on the
 *  page. The entries of rooms have no state (`client/browser.ts`), and a room that is opened takes this one's place. */
const OVERLAY = { overlay: true };

/** How to close what is open. */
const open = new Set<() => void>();
/** Whether the entry is being left because what it was for is closed. */
let isLeaving = false;
let isListening = false;

/** Has Back close something for as long as it is open.
 *  @returns to be called when it is closed, whyever */
export function closeOnBack(close: () => void): () => void {
  if (!isListening) addEventListener("popstate", popped);
  isListening = true;
  open.add(close);
  if (!isLeaving) enter();
  return () => {
    open.delete(close);
    // Not before what may come in its place is there.
    queueMicrotask(leave);
  };
}

function popped(): void {
  const wasOurs = isLeaving;
  isLeaving = false;
  if (wasOurs && open.size > 0) enter();
  else if (!wasOurs && !isEntered()) { for (const close of [...open]) close(); }
}

function enter(): void {
  if (!isEntered()) history.pushState(OVERLAY, "");
}

function leave(): void {
  if (open.size > 0 || isLeaving || !isEntered()) return;
  isLeaving = true;
  history.back();
}

function isEntered(): boolean {
  return history.state?.overlay === true;
}

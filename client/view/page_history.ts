/** The tab's history: an entry for each room that was opened in place, and one for what stands over the page, so that Back
 *  closes that and stays. The entries of rooms have no state. */

const OVERLAY = { overlay: true };

/** The path of the entry for what stands over the page, while that entry is the current one. */
let overlayPath: string | null = null;
/** Closes what stands over the page. */
let closeOverlay: (() => void) | null = null;

/** Takes the note away that Fresh has left with the page's entry, and a reload with that of an overlay: Fresh would load
 *  the page anew on the way back to it. */
export function startHistory(): void {
  if (history.state !== null) history.replaceState(null, "");
}

/** Notes that another place of this page was opened. What stood over the page led there, and is no step back. */
export function pushPath(path: string): void {
  if (overlayPath === null) history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  overlayPath = null;
}

/** Has Back close what stands over the page.
 *  @returns to be called when it is closed, whyever. Its entry stays until another takes its place or Back passes over it:
 *  a step back by ourselves comes late, and would undo what was opened meanwhile */
export function coverPage(close: () => void): () => void {
  if (overlayPath === null) history.pushState(OVERLAY, "");
  overlayPath = location.pathname;
  closeOverlay = close;
  return () => {
    if (closeOverlay === close) closeOverlay = null;
  };
}

/** To be called when somebody went back or forward. */
export function wentInHistory(): void {
  const left = overlayPath;
  overlayPath = history.state?.overlay ? location.pathname : null;
  const isBelow = overlayPath === null && left === location.pathname;
  if (closeOverlay) closeOverlay();
  else if (isBelow) history.back();
}

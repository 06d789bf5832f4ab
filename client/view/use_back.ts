import { useLayoutEffect, useRef } from "preact/hooks";
import { coverPage } from "./page_history.ts";

/** Has Back close what stands over the page, for as long as it does. */
export function useBack(isCovered: boolean, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useLayoutEffect(() => isCovered ? coverPage(() => latest.current()) : undefined, [isCovered]);
}
